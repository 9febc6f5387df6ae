import { z } from 'zod';
import { isTree, type Tree } from '../../config/layers.ts';
import { words } from '../../report/text/words.ts';
import { isOutput, outputColumn } from '../../sweep/results/output-columns.ts';
import type { Measure, Result } from './result.ts';
import { cell, shaped, tree } from './shape.ts';
import { namedTrace } from './traces.ts';

const column = z.looseObject({
  name: z.string(),
  kind: z.string().default('number'),
  unit: z.string().default(''),
  label: z.string().optional(),
  role: z.string().optional(),
});
const Sweep = z.looseObject({
  program: z.string().optional(),
  study: tree.optional(),
  traces: z.array(z.looseObject({ path: z.string(), sha256: z.string().optional() })).optional(),
  columns: z.array(z.string()),
  schema: z.array(column).default([]),
  rows: z.array(tree),
});

/** Parts of a study that decide no number: how it is called, and what it asks for. */
const ASIDE = new Set(['name', 'description', 'outputs', 'traces']);

/** A sweep: `results.json`, or what `sweep` prints with `--json`. */
export function sweepResult(value: unknown, name: string): Result {
  const { program, study, traces, columns, schema, rows } = shaped(Sweep, value, name);
  const outputs = new Map(schema.filter(isOutputColumn).map((each) => [each.name, each]));
  const keys = columns.filter((each) => !outputs.has(each));
  const measures = columns.filter((each) => outputs.has(each));
  const Values = z.object(Object.fromEntries(measures.map((each) => [each, cell.optional()])));
  return {
    name,
    kind: 'sweep',
    program,
    traces: traces?.map(namedTrace),
    configurations: [...new Set(rows.map((row) => row.structure))].flatMap((each) => (typeof each === 'string' ? [{ name: each }] : [])), // biome-ignore format: a line
    study: study === undefined ? new Map() : studyFacts(study),
    keys,
    measures: measures.map((each) => measureOf(outputs.get(each)!)),
    items: rows.map((row) => {
      const own = shaped(Values, row, name) as Record<string, number | null | undefined>;
      return { key: keys.map((key) => labelOf(row[key])), values: measures.map((each) => own[each]) };
    }),
  };
}

/** Whether a column is what came of a point: an older version does not say, and some events and costs have one name, though not one unit. */
const isOutputColumn = ({ name, role, unit }: z.output<typeof column>): boolean =>
  role === undefined ? isOutput(name) && (outputColumn(name).unit ?? '') === unit : role === 'output';

const labelOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

function measureOf({ name, unit, label = words(name) }: z.output<typeof column>): Measure {
  const group = unit === 'ms' ? 'time' : unit === '%' ? 'percent' : unit === 'events' ? 'count' : 'number';
  return { name, label, unit, group };
}

/** A study's values by path, lists as they are written. */
function studyFacts(study: Tree, path: readonly string[] = []): Map<string, string> {
  const facts = new Map<string, string>();
  for (const [key, value] of Object.entries(study)) {
    if (path.length === 0 && ASIDE.has(key)) continue;
    const at = [...path, key];
    if (isTree(value)) for (const [name, text] of studyFacts(value, at)) facts.set(name, text);
    else facts.set(at.join('.'), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return facts;
}

export const isSweep = (value: object): boolean => 'columns' in value && 'rows' in value;
