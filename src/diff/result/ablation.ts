import { z } from 'zod';
import { Columns } from './columns.ts';
import type { Measure, Result } from './result.ts';
import { cell, shaped, tree } from './shape.ts';
import { traceFacts } from './traces.ts';

const Ablation = z.looseObject({
  program: z.string().optional(),
  trace: tree.optional(),
  structures: z.array(tree).optional(),
  costs: tree.optional(),
  native: z.string(),
  monitor: z.string(),
  nativeNs: cell,
  overheadFull: cell,
  overheadBare: cell,
  mechanisms: z.array(z.looseObject({ name: z.string(), worthInFull: cell, worthAlone: cell })),
  whatIfs: z.array(z.looseObject({ name: z.string(), overhead: cell, worth: cell })).default([]),
});

const TOTAL: Measure = { group: 'time', name: 'total', label: 'total', unit: 'ns' };
const points = (name: string, label: string): Measure => ({ group: 'percent', name, label, unit: '%' });

/** An ablation: `ablation.json`, or what `ablate` prints with `--json`. */
export function ablationResult(value: unknown, name: string): Result {
  const { program, trace, structures = [], costs, ...given } = shaped(Ablation, value, name);
  const { native, monitor, nativeNs, overheadFull, overheadBare } = given;
  const columns = new Columns();
  columns.add([native, null], [[TOTAL, nativeNs]]);
  const total = nativeNs === null || overheadFull === null ? null : nativeNs * (1 + overheadFull / 100);
  columns.add([monitor, null], [
    [TOTAL, total],
    [points('overheadFull', 'overhead'), overheadFull],
    [points('overheadBare', 'overhead without all mechanisms'), overheadBare],
  ]); // biome-ignore format: a list
  for (const { name: mechanism, worthInFull, worthAlone } of given.mechanisms)
    columns.add([monitor, mechanism], [
      [points('worthInFull', 'worth'), worthInFull],
      [points('worthAlone', 'worth alone'), worthAlone],
    ]); // biome-ignore format: a list
  for (const { name: whatIf, worth } of given.whatIfs)
    columns.add([monitor, `what if: ${whatIf}`], [[points('worth', 'worth'), worth]]);
  return {
    name,
    kind: 'ablation',
    program,
    traces: trace && [traceFacts(trace)],
    configurations: [native, monitor].map((each, n) => ({
      name: each,
      ...(structures[n] === undefined ? {} : { structure: structures[n] }),
      ...(costs === undefined ? {} : { costs }),
    })),
    study: new Map(),
    keys: ['configuration', 'mechanism'],
    measures: columns.measures,
    items: columns.items(),
    ...(nativeNs === null ? {} : { base: { name: native, ns: nativeNs } }),
  };
}

export const isAblation = (value: object): boolean => 'mechanisms' in value && 'nativeNs' in value;
