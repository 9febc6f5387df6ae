import { type Column, number, tableHtml } from '../../report/markup/markup.ts';
import { EXHIBIT_FACTS } from '../exhibits/facts.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import { segmentName } from '../experiments/segment-names.ts';
import { barsOf, configurationName } from '../shown/bars.ts';
import { differenceText, numberText } from '../shown/number.ts';
import type { ShownRow } from '../shown/rows.ts';
import { shortTitle } from '../shown/summary.ts';

/** A line of an exhibit's table in the paper's form: a bar, or a service, and its rows. */
interface Line {
  name: string;
  rows: readonly ShownRow[];
}

/** Table 2 has a line for each service; the others one for each bar, of Figure 6 one for each side. */
function linesOf(exhibit: ExhibitName, rows: readonly ShownRow[]): Line[] {
  if (exhibit === 'table2')
    return [...Map.groupBy(rows, ({ workload }) => workload)].map(([name, own]) => ({ name, rows: own }));
  return barsOf(rows).map(({ workload, configuration, side, parts, total, others }) => ({
    name: `${workload} on ${configurationName(configuration)}${side === '' ? '' : `, ${side}`}`,
    rows: [...parts, ...(total === undefined ? [] : [total]), ...others],
  }));
}

const columnOf = ({ segment }: ShownRow): string => segmentName(segment).replace(/^[VM] /, '');

/** An exhibit in the paper's form: a column for each segment, and for each bar the published numbers, ours, and the difference. */
export function exhibitTable(exhibit: ExhibitName, rows: readonly ShownRow[]): string {
  const { digits } = EXHIBIT_FACTS[exhibit];
  const lines = linesOf(exhibit, rows);
  const columns = [...new Set(lines.flatMap(({ rows }) => rows.map(columnOf)))];
  const cells = ({ rows }: Line, of: (row: ShownRow) => string): string[] =>
    columns.map((column) => rows.filter((row) => columnOf(row) === column).map(of)[0] ?? '');
  const body = lines.flatMap((line) => [
    [line.name, 'published', ...cells(line, ({ published }) => numberText(published, digits)), ''],
    ...(line.rows.some(({ before }) => before !== undefined)
      ? [
          [line.name, 'before', ...cells(line, ({ before = Number.NaN }) => numberText(before, digits)), ''],
          [line.name, 'after', ...cells(line, ({ predicted }) => numberText(predicted, digits)), ''],
        ]
      : [[line.name, 'ours', ...cells(line, ({ predicted }) => numberText(predicted, digits)), '']]),
    [line.name, 'difference', ...cells(line, ({ predicted, published }) => differenceText(predicted - published, digits)), verdictOf(line.rows)],
  ]); // biome-ignore format: a list
  const heads: Column[] = [{ head: exhibit === 'table2' ? 'service' : 'bar' }, { head: 'source' }, ...columns.map(number), { head: 'verdict', prose: true }]; // biome-ignore format: a list
  const strong = new Set(body.flatMap(([, source], n) => (source === 'difference' ? [n] : [])));
  return tableHtml(`${shortTitle(exhibit)} in numbers: published, ours, and the difference`, heads, body, strong);
}

/** What of a line is met, missed, fitted, or was: `missed: user, total`. */
export function verdictOf(rows: readonly ShownRow[]): string {
  const all = Map.groupBy(rows, ({ status }) => status);
  const named = (own: readonly ShownRow[]): string => [...new Set(own.map(columnOf))].join(', ');
  return [...all].length === 1 ? [...all.keys()][0] : [...all].filter(([status]) => status !== 'met').map(([status, own]) => `${status}: ${named(own)}`).join('; '); // biome-ignore format: a line
}
