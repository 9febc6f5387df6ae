import { paragraph } from './text-table.ts';
import { typed } from './typed.ts';
import { within } from './width.ts';

/**
 * A message for a terminal of so many columns: lines that are too long are broken between words, what follows the first set in; a command in a
 * line of its own is continued as a shell takes it. Where there is no terminal (undefined), a message stays the line that programs search for.
 */
export function laidOut(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const width = within(columns);
  return text
    .split('\n')
    .flatMap((line, n) => {
      const [indent] = /^ */.exec(line)!;
      if (line.length <= width) return [line];
      if (/^ *disco [a-z]/.test(line)) return typed(indent, line.trim(), width);
      return paragraph(line.trim(), indent, n === 0 ? '  ' : '', width);
    })
    .join('\n');
}
