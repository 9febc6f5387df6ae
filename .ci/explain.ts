import { readFileSync, writeFileSync } from 'node:fs';
import { explain } from '../src/explain/explain.ts';
import { EXPLANATIONS } from '../src/explain/explanations.ts';
import { slideOf, slideSvg } from '../src/explain/kit/slide.ts';
import { MECHANISMS, type MechanismKey } from '../src/replay/ablation/mechanisms.ts';
import type { AnyRow } from '../src/report/tables/table.ts';

/** Writes what the figure of each mechanism says into docs/explanation/mechanisms.md, its rows for the tests, and some slides into reports/teaching. Run in the clone's root; takes about a minute. */
const DOCS = new URL('../docs/explanation/mechanisms.md', import.meta.url);
const ROWS = new URL('../test/explain/rows.jsonl', import.meta.url);

/** Slides that documents show, and where they are. */
export const SHOWN: readonly MechanismKey[] = ['second-level-tlb', 'hot-pages', 'copy-on-write-disks'];
export const slideFile = (key: MechanismKey): URL => new URL(`../reports/teaching/${key}.svg`, import.meta.url);

/** What stands at the end of a mechanism's section. */
const block = (key: MechanismKey, sentence: string): string =>
  `<!-- figure of ${key}: written by .ci/explain.ts -->
**Its figure.** ${sentence} \`disco explain ${key}\` draws it.
<!-- end of the figure -->
`;

/** The document with the figures' sentences, each at the end of its mechanism's section. */
export function withSentences(text: string, sentences: Readonly<Record<string, string>>): string {
  const plain = text.replace(/\n<!-- figure of [\s\S]*?<!-- end of the figure -->\n/g, '');
  return MECHANISMS.reduce((document, { key, name }) => {
    const at = document.indexOf(`\n## ${name}\n`);
    const end = document.indexOf('\n## ', at + 1);
    if (at < 0 || end < 0) throw new Error(`docs/explanation/mechanisms.md has no section ${name}`);
    return `${document.slice(0, end)}\n${block(key, sentences[key])}${document.slice(end)}`;
  }, plain);
}

if (import.meta.main) {
  const rows: Record<string, AnyRow[]> = {};
  const sentences: Record<string, string> = {};
  for (const key of Object.keys(EXPLANATIONS) as MechanismKey[]) {
    const explained = await explain(key);
    rows[key] = explained.rows;
    sentences[key] = explained.sentence;
    if (SHOWN.includes(key)) writeFileSync(slideFile(key), await slideSvg(await slideOf(explained)));
    console.log(explained.sentence);
  }
  const lines = Object.entries(rows).flatMap(([key, all]) => all.map((row) => `${JSON.stringify({ key, row })}\n`));
  writeFileSync(ROWS, lines.join(''));
  writeFileSync(DOCS, withSentences(readFileSync(DOCS, 'utf8'), sentences));
} // biome-ignore format: long lines
