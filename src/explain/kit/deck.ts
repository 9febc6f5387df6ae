import { createHash } from 'node:crypto';
import { toSvg } from '../../report/draw/render.ts';
import { escapeHtml, inlineSvg } from '../../report/markup/markup.ts';
import { STYLE } from '../../report/markup/style.ts';
import { VERSION } from '../../version.ts';
import type { Slide } from './slide.ts';

/** Slides fill the window, one beneath the other, and print one on a page; sizes are hundredths of a slide's width. */
const DECK_STYLE = `
html { scroll-snap-type: y proximity; }
body { max-width: none; padding: 0; background: var(--panel); }
main { display: grid; gap: 1rem; justify-content: center; }
.slide { width: min(100vw, 177.78vh); aspect-ratio: 16 / 9; container-type: inline-size; scroll-snap-align: center; background: var(--paper); }
.slide > div { display: flex; flex-direction: column; height: 100%; padding: 3cqw 3.75cqw 2cqw; font-size: 1.8cqw; line-height: 1.34; }
.slide h2, .slide h1 { margin: 0; font-size: 2.8cqw; line-height: 1.25; }
.slide h1 { font-size: 4.4cqw; margin-top: auto; }
.slide p { margin: 0; max-width: none; color: inherit; }
.slide .kicker { font-size: 1.45cqw; color: var(--soft); }
.slide .caption { font-size: 1.25cqw; color: var(--soft); }
.slide ol { columns: 2; column-gap: 5cqw; margin: 2cqw 0 auto; padding-left: 3cqw; font-size: 2cqw; line-height: 1.7; }
.slide figure { flex: 1; min-height: 0; width: auto; margin: 1cqw 0 .6cqw -.9cqw; }
.slide figure svg { width: 100%; height: 100%; }
@page { size: 13.333in 7.5in; margin: 0; }
@media print { body { background: none; } main { display: block; } .slide { width: 13.333in; height: 7.5in; break-after: page; break-inside: avoid; } .slide:last-child { break-after: auto; } .slide .caption { font-size: 1.25cqw; } }
`;

/** Arrow keys and Page Up and Down go from slide to slide. */
const SCRIPT = `addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...document.querySelectorAll('.slide')];
  const middle = innerHeight / 2;
  const at = all.findIndex((slide) => slide.getBoundingClientRect().bottom > middle);
  all[Math.min(all.length - 1, Math.max(0, at + step))].scrollIntoView();
  event.preventDefault();
});`;

/** Slides as one page that needs nothing else: no network. Without scripts it is scrolled. */
export async function deckHtml(title: string, slides: readonly (Slide & { id: string })[]): Promise<string> {
  const figures = new Map<string, string>();
  for (const { id, chart } of slides) figures.set(id, await toSvg(chart, `slide-${id}`));
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  const contents = slides.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>${escapeHtml(title)} · Disco Replay</title>
<style>${STYLE}${DECK_STYLE}</style>
</head>
<body>
<main>
<section class="slide" id="contents"><div>
<h1>${escapeHtml(title)}</h1>
<ol>
${contents}
</ol>
<p class="caption">Every number is counted in a replay by Disco Replay ${escapeHtml(VERSION)}, not given by the paper.</p>
</div></section>
${slides.map((slide) => slideHtml(slide, figures.get(slide.id)!)).join('')}</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const slideHtml = ({ id, kicker, title, sentence, caption, standing }: Slide & { id: string }, svg: string): string => `<section class="slide" id="${id}"><div>
<p class="kicker">${escapeHtml(kicker)}</p>
<h2>${escapeHtml(title)}</h2>
<p>${escapeHtml(sentence)}</p>
<figure>${sized(inlineSvg(svg))}</figure>
<p class="caption">${escapeHtml(caption)}<br>${escapeHtml(standing)}</p>
</div></section>
`; // biome-ignore format: a template

/** A picture that is as large as its place, at the left of it. */
const sized = (svg: string): string => svg.replace(/^<svg([^>]*?) width="[\d.]+" height="[\d.]+"/, '<svg$1 preserveAspectRatio="xMinYMid meet"'); // biome-ignore format: a line
