import { bandOf } from '../../bands/quantiles.ts';
import type { NamedColumn } from '../../report/tables/column.ts';
import type { ResultColumn } from './point-prices.ts';
import type { Results } from './results.ts';

/**
 * The results with what draws make of each point: a row for all draws of a point, and of each output the 5, 50 and 95 % over them, as
 * `NAME.low`, `NAME.median` and `NAME.high`. Undefined for a study without draws. Draws have equal weights.
 */
export function bandsOfResults({ columns, points, warnings }: Results): Results | undefined {
  if (!columns.some(isDraw)) return undefined;
  const labels = columns.filter((column) => column.role === 'label' && !isDraw(column));
  const outputs = columns.filter(({ role }) => role === 'output');
  const rows = [
    ...Map.groupBy(
      Array.from({ length: points }, (_, n) => n),
      (n) => JSON.stringify(labels.map(({ values }) => values[n])),
    ).values(),
  ];
  const banded = outputs.flatMap((output): ResultColumn[] => {
    const bands = rows.map((numbers) => {
      const own = numbers.map((n) => (typeof output.values[n] === 'number' ? output.values[n] : Number.NaN));
      return bandOf(own, new Float64Array(own.length).fill(1));
    });
    return PARTS.map((part) => ({
      ...output,
      kind: 'number',
      name: `${output.name}.${part}`,
      meaning: `${output.meaning} ${MEANING[part]}`,
      values: bands.map((band) => (Number.isNaN(band[part]) ? null : band[part])),
    }));
  });
  const first = labels.map((column) => ({ ...column, values: rows.map(([n]) => column.values[n]) }));
  return { points: rows.length, columns: [...first, ...banded], warnings };
}

/** The results, of a study with draws the median of each output over all draws of a point. */
export function mediansOfResults(results: Results): Results {
  const bands = bandsOfResults(results);
  if (bands === undefined) return results;
  const [median, other] = ['.median', /\.(low|high)$/] as const;
  const columns = bands.columns.filter(({ role, name }) => role === 'label' || !other.test(name));
  return { ...bands, columns: columns.map((column) => (column.role === 'label' ? column : { ...column, name: column.name.slice(0, -median.length) })) };
} // biome-ignore format: a line

const isDraw = ({ role, name }: ResultColumn): boolean => role === 'label' && name === 'draw';

const PARTS = ['low', 'median', 'high'] as const;
const MEANING = { low: '5 % of the draws are below.', median: 'The middle of the draws.', high: '5 % of the draws are above.' }; // biome-ignore format: a line

/** The columns of an output for the reference, which has its name before them. */
export const bandReference = (): NamedColumn[] =>
  PARTS.map((part) => ({
    name: `OUTPUT.${part}`,
    kind: 'number',
    meaning: `The output, in its unit. ${MEANING[part]}`,
    empty: 'The output has no number here.',
  }));
