import { firstLines, shareOf } from '../bytes/format.ts';

/** The share of lines that match, of those that are neither blank nor comments. */
export const linesOf =
  (pattern: RegExp, comment = /^\s*(?:#(?! ?[01] )|\/\/|$)/) =>
  (head: Buffer): number =>
    shareOf(firstLines(head), (line) => (comment.test(line) ? undefined : pattern.test(line)));

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
