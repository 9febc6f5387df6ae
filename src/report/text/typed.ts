import { lineWidth } from './width.ts';

/**
 * A command as it is typed, with a label before it: where it is too long it is broken between words, best before an option, and each line
 * but the last is continued as a shell takes it.
 */
export function typed(label: string, command: string, width = lineWidth()): string[] {
  const room = width - label.length;
  if (command.length <= room) return [label + command];
  const lines: string[] = [];
  for (const part of partsOf(command, room - CONTINUED)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= room - CONTINUED)
      lines[lines.length - 1] = `${last} ${part}`; // biome-ignore format: a line
    else lines.push(lines.length === 0 ? part : `  ${part}`);
  }
  return lines.map(
    (line, n) => (n === 0 ? label : ' '.repeat(label.length)) + line + (n < lines.length - 1 ? ' \\' : ''),
  );
}

/** Characters of ` \`. */
const CONTINUED = 2;

/** Words of a command, an option with its value where both fit a line. */
function partsOf(command: string, room: number): string[] {
  const parts: string[] = [];
  for (const word of command.match(/(?:'[^']*'|\S)+/g) ?? []) {
    const last = parts.at(-1);
    const isValue = last !== undefined && /^--?[a-z]\S*$/.test(last) && !word.startsWith('-');
    if (isValue && last.length + word.length + 3 <= room) parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}
