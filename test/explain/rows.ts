import { readFileSync } from 'node:fs';
import { EXPLANATIONS } from '../../src/explain/explanations.ts';
import type { Explanation } from '../../src/explain/form/explanation.ts';
import type { MechanismKey } from '../../src/replay/ablation/mechanisms.ts';
import type { AnyRow } from '../../src/report/tables/table.ts';

/** The rows of each mechanism's figure on its own trace, as `node .ci/explain.ts` counted them. */
export const ROWS: Readonly<Record<MechanismKey, AnyRow[]>> = JSON.parse(
  readFileSync(new URL('./rows.json', import.meta.url), 'utf8'),
);

export const KEYS = Object.keys(EXPLANATIONS) as MechanismKey[];
export const ALL = Object.entries(EXPLANATIONS) as [MechanismKey, Explanation][];
