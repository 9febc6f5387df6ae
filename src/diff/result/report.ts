import { z } from 'zod';
import { entryOf } from '../../entry.ts';
import { PART_LABELS } from '../../price/parts.ts';
import { words } from '../../report/text/words.ts';
import { Columns } from './columns.ts';
import type { Configuration, Group, Measure, Result } from './result.ts';
import { cell, cells, numbersIn, shaped, tree } from './shape.ts';
import { traceFacts } from './traces.ts';

/** A run as `result.json` has it; of an older version it may lack what is optional here. */
const Run = z.looseObject({
  program: z.string().optional(),
  trace: tree.optional(),
  structure: z.looseObject({ name: z.string() }),
  costs: tree.optional(),
  times: z.looseObject({ totalNs: cell, bars: cells.default({}), parts: cells.default({}) }),
  events: cells.default({}),
  warmup: z.union([cells, z.null()]).optional(),
});

/** What stands elsewhere in a run, or is a sum of what does. */
const ELSEWHERE = new Set(['program', 'trace', 'structure', 'costs', 'times', 'events', 'warmup', 'caches', 'tlbs']);

/** A report: `result.json`, or what `replay` and `compare` print with `--json`. */
export function reportResult(value: unknown, name: string): Result {
  const report = Array.isArray((value as { runs?: unknown }).runs)
    ? shaped(z.looseObject({ runs: z.array(Run).min(1) }), value, name)
    : shaped(Run, value, name);
  const runs = 'runs' in report ? (report.runs as z.output<typeof Run>[]) : [report as z.output<typeof Run>];
  const names = numberedNames(runs.map(({ structure }) => structure.name));
  const columns = new Columns();
  runs.forEach((run, n) => {
    columns.add([names[n]], measured(run));
  });
  const [first] = runs;
  return {
    name,
    kind: 'report',
    program: first.program,
    traces: first.trace && [traceFacts(first.trace)],
    configurations: runs.map((run, n) => configuration(names[n], run)),
    study: new Map(),
    keys: ['configuration'],
    measures: columns.measures,
    items: columns.items(),
    ...(first.times.totalNs === null ? {} : { base: { name: names[0], ns: first.times.totalNs } }),
  };
}

/** Names of which each is another, as a report numbers its columns. */
export function numberedNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name} (${n})`;
    taken.add(unique);
    return unique;
  });
}

const configuration = (name: string, { structure, costs, warmup }: z.output<typeof Run>): Configuration => ({
  name,
  structure,
  ...(costs === undefined ? {} : { costs }),
  ...(warmup === undefined ? {} : { warmup: warmup === null ? 0 : (warmup.instruction ?? 0) }),
});

const measure = (group: Group, name: string, label: string, unit: string): Measure => ({ group, name, label, unit });

/** A run's numbers. */
function* measured(run: z.output<typeof Run>): Generator<[Measure, number | null]> {
  const { totalNs, bars, parts } = run.times;
  yield [measure('time', 'total', 'total', 'ns'), totalNs];
  for (const [bar, ns] of Object.entries(bars)) yield [measure('time', bar, bar, 'ns'), ns];
  for (const [part, ns] of Object.entries(parts))
    yield [measure('part', part, entryOf(PART_LABELS, part) ?? words(part), 'ns'), ns];
  for (const [event, count] of Object.entries(run.events))
    yield [measure('count', event, words(event), 'events'), count];
  for (const [key, value] of Object.entries(run)) {
    if (ELSEWHERE.has(key)) continue;
    for (const [path, number] of numbersIn(value)) {
      const name = [key, ...path].join('.');
      yield [
        key === 'footprint' && path.at(-1) !== 'clock'
          ? measure('count', name, `footprint, ${path.join(', ')}`, 'pages')
          : key === 'bands' && path[0] === 'percent'
            ? measure('percent', name, `bands, ${path.slice(1).join(', ')}`, '%')
            : measure('number', name, [key, ...path].map(words).join(', '), ''),
        number,
      ];
    }
  }
}

export const isReport = (value: object): boolean => 'runs' in value || ('times' in value && 'structure' in value);
