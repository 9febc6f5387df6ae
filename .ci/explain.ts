import { writeFileSync } from 'node:fs';
import { explain } from '../src/explain/explain.ts';
import { EXPLANATIONS } from '../src/explain/explanations.ts';
import { slideOf, slideSvg } from '../src/explain/kit/slide.ts';
import type { MechanismKey } from '../src/replay/ablation/mechanisms.ts';
import type { AnyRow } from '../src/report/tables/table.ts';

/**
 * Counts the figure of each mechanism: its rows, for tests and documents, and some slides into reports/teaching. Takes about a minute. Then `npm run docs`
 * writes what the figures say.
 */
const ROWS = new URL('../test/explain/rows.jsonl', import.meta.url);

/** Slides that documents show, and where they are. */
export const SHOWN: readonly MechanismKey[] = ['second-level-tlb', 'hot-pages', 'copy-on-write-disks'];
export const slideFile = (key: MechanismKey): URL => new URL(`../reports/teaching/${key}.svg`, import.meta.url);

if (import.meta.main) {
  const rows: Record<string, AnyRow[]> = {};
  for (const key of Object.keys(EXPLANATIONS) as MechanismKey[]) {
    const explained = await explain(key);
    rows[key] = explained.rows;
    if (SHOWN.includes(key)) writeFileSync(slideFile(key), await slideSvg(await slideOf(explained)));
    console.log(explained.sentence);
  }
  const lines = Object.entries(rows).flatMap(([key, all]) => all.map((row) => `${JSON.stringify({ key, row })}\n`));
  writeFileSync(ROWS, lines.join(''));
} // biome-ignore format: long lines
