/** A table in Markdown; a letter of `align` for each column, `l` or `r`. */
export const table = (head: readonly string[], align: string, rows: readonly (readonly string[])[]): string =>
  [head, [...align].map((side) => (side === 'r' ? '---:' : '---')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** Digits behind the point, thousands apart; a dash for what is no number. */
export const number = (value: number | null, digits: number): string =>
  value === null || Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A text with lines in the place of what stands between the marks of a script's name; as it is where it has no such marks. */
export function between(text: string, name: string, script: string, lines: string): string {
  const [begin, end] = [`<!-- ${name}: written by node .ci/${script} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 ? text : `${text.slice(0, from + begin.length)}\n\n${lines}\n\n${text.slice(to)}`;
}
