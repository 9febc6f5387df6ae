import { z } from 'zod';
import { words } from '../../report/text/words.ts';
import { Columns } from './columns.ts';
import { numberedNames } from './report.ts';
import type { Measure, Result } from './result.ts';
import { cell, shaped, tree } from './shape.ts';
import { traceFacts } from './traces.ts';

const service = z.looseObject({ configuration: z.string(), service: z.string() });
const Services = z.looseObject({
  program: z.string().optional(),
  trace: tree.optional(),
  structures: z.array(z.looseObject({ name: z.string() })).optional(),
  costs: tree.optional(),
  rows: z.array(service),
});

/** Columns of services that are no ratio. */
const SERVICE_MEASURES: Readonly<Record<string, Omit<Measure, 'name'>>> = {
  percentOfSystemTime: { group: 'percent', label: '% of system time', unit: '%' },
  entries: { group: 'count', label: 'entries', unit: 'entries' },
  meanNs: { group: 'time', label: 'time each', unit: 'ns' },
};

/** Services: `services.json`, or the rows that `services` prints with `--json`. */
export function servicesResult(value: unknown, name: string): Result {
  const { program, trace, structures = [], costs, rows } = shaped(Services, Array.isArray(value) ? { rows: value } : value, name); // biome-ignore format: a line
  const columns = new Columns();
  for (const { configuration, service: of, ...others } of rows)
    columns.add(
      [configuration, of],
      numbersOf(others, name).map(([column, number]) => [
        { name: column, ...(SERVICE_MEASURES[column] ?? { group: 'number', label: words(column), unit: '' }) },
        number,
      ]),
    );
  const names = numberedNames(structures.map((each) => each.name));
  const known = structures.length === 0 ? [...new Set(rows.map(({ configuration }) => configuration))] : names;
  return {
    name,
    kind: 'services',
    program,
    traces: trace && [traceFacts(trace)],
    configurations: known.map((each, n) => ({
      name: each,
      ...(structures[n] === undefined ? {} : { structure: structures[n] }),
      ...(costs === undefined ? {} : { costs }),
    })),
    study: new Map(),
    keys: ['configuration', 'service'],
    measures: columns.measures,
    items: columns.items(),
  };
}

const Exhibits = z.array(
  z.looseObject({
    exhibit: z.string(),
    workload: z.string(),
    configuration: z.string(),
    segment: z.string(),
    predicted: cell,
    published: z.unknown(),
  }),
);
const PREDICTED: Measure = { group: 'number', name: 'predicted', label: 'predicted', unit: '' };
const PUBLISHED: Measure = { group: 'number', name: 'published', label: 'published', unit: '' };

/** A reproduction: `predictions.json`, or the rows that `reproduce` prints with `--json`. */
export function reproductionResult(value: unknown, name: string): Result {
  const columns = new Columns();
  for (const { exhibit, workload, configuration, segment, predicted, published } of shaped(Exhibits, value, name))
    columns.add(
      [exhibit, workload, configuration, segment],
      [[PREDICTED, predicted], ...(typeof published === 'number' ? [[PUBLISHED, published] as const] : [])],
    );
  return {
    name,
    kind: 'reproduction',
    program: undefined,
    traces: undefined,
    configurations: [],
    study: new Map(),
    keys: ['exhibit', 'workload', 'configuration', 'segment'],
    measures: columns.measures,
    items: columns.items(),
  };
}

/** What of a row is a number, or would be. */
const numbersOf = (row: Readonly<Record<string, unknown>>, name: string): [string, number | null][] =>
  Object.entries(row).map(([column, value]) => [column, shaped(z.object({ [column]: cell }), { [column]: value }, name)[column]]); // biome-ignore format: a line

export const isServices = (value: object): boolean => 'service' in value && 'configuration' in value;
export const isReproduction = (value: object): boolean => 'exhibit' in value && 'predicted' in value;
