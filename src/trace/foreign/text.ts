import { firstLines, shareOf } from '../bytes/format.ts';
import { hasDecimalAddresses } from '../din/format.ts';

/** The share of lines that match, of those that are neither blank nor comments. */
export const linesOf =
  (pattern: RegExp, comment = /^\s*(?:#(?! ?[01] )|\/\/|$)/) =>
  (head: Buffer): number =>
    shareOf(firstLines(head), (line) => (comment.test(line) ? undefined : pattern.test(line)));

/** Ramulator's CPU traces: how many instructions access no memory, the address of a read, perhaps that of a write-back; all in decimal. */
const BUBBLES = /^\d+ (?:0|[1-9]\d*)(?: \d+)?\s*$/;

/**
 * How well Ramulator's CPU traces fit. The same lines are DineroIV's traditional din where the first number is a label, 0 to 5, and then
 * only the addresses tell; where these do not, both fit equally.
 */
export function bubblesShare(head: Buffer): number {
  const lines = firstLines(head).filter((line) => line.trim() !== '');
  const labelled = (line: string): boolean => /^0*[0-5] /.test(line);
  const sure = hasDecimalAddresses(lines) || lines.filter(labelled).length * 2 < lines.length;
  return shareOf(lines, (line) => BUBBLES.test(line) && (sure || labelled(line)));
}

/** A name or a value in a table. */
const FIELD = /^[\w .:%"'()+-]*$/;

/** A table, whose rows have fields as many as the first, apart by commas, semicolons, bars or tabs. Fits half, so that any closer description goes before. */
export function tableShare(head: Buffer): number {
  const lines = firstLines(head).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return [',', ';', '\t', '|'].some((separator) => {
    const fields = lines[0]?.split(separator) ?? [];
    const share = shareOf(lines, (line) => line.split(separator).length === fields.length);
    return fields.length > 2 && lines.length > 1 && fields.every((field) => FIELD.test(field)) && share > 0.5;
  })
    ? 0.5
    : 0;
}
