import { drawn } from '../../report/draw/drawn.ts';
import { toPng } from '../../report/draw/render.ts';
import { chartFiles, type File } from '../../report/files/charts.ts';
import { encodeTable } from '../../report/files/formats.ts';
import { provenanceOf } from '../../report/files/provenance.ts';
import { writeFolder } from '../../report/files/write.ts';
import { pageHtml } from '../../report/page/html.ts';
import type { Explained } from '../explain.ts';
import { jsonOf } from '../shown/facts.ts';
import { explainedPage } from '../shown/page.ts';
import { contents } from './contents.ts';
import { deckHtml } from './deck.ts';
import { type Slide, slideOf, slideSvg } from './slide.ts';

const TITLE = 'How Disco saves time and memory';
/** Pixels of a slide's PNG to each of its own: 1920 by 1080. */
const SLIDE_SCALE = 1.5;

/**
 * Writes explanations into a folder, which is made if its parent exists: of each a page, the figure as SVG, PNG and specification, the table as CSV
 * and JSON, a slide as SVG and PNG; of several all slides as one page, and what is there as README.md. Returns the files' names. Throws
 * UserError where it cannot, and leaves what was there.
 */
export async function writeExplained(
  folder: string,
  all: readonly Explained[],
  { command, signal }: { command?: string; signal?: AbortSignal } = {},
): Promise<string[]> {
  const files: File[] = [];
  const slides: (Slide & { id: string })[] = [];
  for (const one of all) {
    signal?.throwIfAborted();
    const { key } = one.mechanism;
    const runs = one.replayed.map(({ run }) => run);
    const slide = await slideOf(one);
    const picture = await slideSvg(slide);
    slides.push({ id: key, ...slide });
    files.push(
      [`${key}.html`, await pageHtml(explainedPage(one, command))],
      ...(await drawn([[key, one.chart]])).flatMap(chartFiles),
      [`${key}.csv`, encodeTable(one.table, 'csv', provenanceOf(runs, command === undefined ? {} : { command }))],
      [`${key}.json`, `${JSON.stringify(jsonOf(one), null, 2)}\n`],
      [`${key}-slide.svg`, picture],
      [`${key}-slide.png`, toPng(picture, SLIDE_SCALE)],
    );
  }
  if (all.length > 1)
    files.unshift(['slides.html', await deckHtml(TITLE, slides)], ['README.md', contents(TITLE, all)]);
  await writeFolder(folder, new Map(files), signal);
  return files.map(([name]) => name);
}
