import { readFileSync } from 'node:fs';
import { EXPLANATIONS } from '../../src/explain/explanations.ts';
import type { Explanation } from '../../src/explain/form/explanation.ts';
import type { MechanismKey } from '../../src/replay/ablation/mechanisms.ts';
import type { AnyRow } from '../../src/report/tables/table.ts';

const lines: { key: MechanismKey; row: AnyRow }[] = readFileSync(new URL('./rows.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

/** The rows of each mechanism's figure on its own trace, as `node .ci/explain.ts` counted them. */
export const ROWS = Object.fromEntries(
  [...Map.groupBy(lines, ({ key }) => key)].map(([key, all]) => [key, all.map(({ row }) => row)]),
) as Record<MechanismKey, AnyRow[]>;

export const KEYS = Object.keys(EXPLANATIONS) as MechanismKey[];
export const ALL = Object.entries(EXPLANATIONS) as [MechanismKey, Explanation][];
