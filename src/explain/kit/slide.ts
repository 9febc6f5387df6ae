import type { TopLevelSpec } from 'vega-lite';
import { broken, charactersIn } from '../../report/draw/layout.ts';
import { named } from '../../report/draw/named.ts';
import { toSvg } from '../../report/draw/render.ts';
import { FONT, INK, PAPER, SOFT_INK } from '../../report/draw/theme.ts';
import { escapeHtml, inlineSvg } from '../../report/markup/markup.ts';
import { capital } from '../../report/text/words.ts';
import type { Explained } from '../explain.ts';
import { plain } from '../figure.ts';
import { caption } from '../shown/facts.ts';
import { standing } from '../shown/standing.ts';

/** A slide of 16:9, in pixels. */
export const SLIDE = { width: 1280, height: 720 } as const;
const MARGIN = 44;
/** Sizes of text, and what a line takes of it. */
const TEXT = { kicker: 19, title: 34, sentence: 22, caption: 16 } as const;
const LINE = 1.34;
/** Charts are drawn smaller and enlarged, so that their text, of 19 pixels here, is read from the last row. */
const SCALE = 1.75;

/** What is on a slide. */
export interface Slide {
  kicker: string;
  title: string;
  sentence: string;
  /** What the numbers are of. */
  caption: string;
  /** Whose they are, and what is assumed. */
  standing: string;
  chart: TopLevelSpec;
}

const inner = SLIDE.width - 2 * MARGIN;
const linesOf = (text: string, size: number, wide = inner): string[] => broken(text, charactersIn(wide * 1.1, size));

/** An explanation as a slide: its chart is as high as its texts leave room for. */
export async function slideOf(one: Explained): Promise<Slide> {
  const { mechanism, explanation, rows, sentence } = one;
  const texts = {
    kicker: `Disco, section ${mechanism.section} · ${capital(mechanism.name)}`,
    title: explanation.title,
    sentence,
    caption: caption(one),
    standing: standing(one),
  };
  const room = chartRoom(texts);
  const draw = (height: number): TopLevelSpec => plain(explanation, rows, sentence, { width: inner / SCALE, height });
  const first = 120;
  const [, high] = sizeOf(await toSvg(draw(first)));
  const chart = draw(Math.max(60, Math.round(first + room.height / SCALE - high)));
  return { ...texts, chart };
}

const top = ({ sentence }: Pick<Slide, 'sentence'>): number =>
  MARGIN + TEXT.kicker * LINE + TEXT.title * LINE + linesOf(sentence, TEXT.sentence).length * TEXT.sentence * LINE + 14;
const captionLines = ({ caption, standing }: Pick<Slide, 'caption' | 'standing'>): string[] =>
  [caption, standing].flatMap((each) => linesOf(each, TEXT.caption));
const captionTop = (slide: Pick<Slide, 'caption' | 'standing'>): number =>
  SLIDE.height - MARGIN * 0.6 - (captionLines(slide).length - 1) * TEXT.caption * LINE;

const chartRoom = (slide: Pick<Slide, 'sentence' | 'caption' | 'standing'>) => ({
  y: top(slide),
  height: captionTop(slide) - TEXT.caption - 10 - top(slide),
});

const sizeOf = (svg: string): [width: number, height: number] => {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  return [Number(width), Number(height)];
};

/** The slide as one picture, with its title for a name and its sentence for a description. The same slide gives the same bytes. */
export async function slideSvg(slide: Slide): Promise<string> {
  const svg = await toSvg(slide.chart);
  const [wide, high] = sizeOf(svg);
  const { y, height } = chartRoom(slide);
  const scale = Math.min(SCALE, inner / wide, height / high);
  const text = (line: string, at: number, size: number, more: string): string =>
    `<text x="${MARGIN}" y="${at.toFixed(1)}" font-size="${size}px" ${more}>${escapeHtml(line)}</text>`;
  const sentenceTop = MARGIN + TEXT.kicker * LINE + TEXT.title * LINE;
  const lines = [
    text(slide.kicker, MARGIN + TEXT.kicker * 0.6, TEXT.kicker, `fill="${SOFT_INK}"`),
    text(slide.title, MARGIN + TEXT.kicker * LINE + TEXT.title * 0.86, TEXT.title, `font-weight="bold" fill="${INK}"`),
    ...linesOf(slide.sentence, TEXT.sentence).map((line, n) => text(line, sentenceTop + (n + 0.92) * TEXT.sentence * LINE, TEXT.sentence, `fill="${INK}"`)),
    ...captionLines(slide).map((line, n) => text(line, captionTop(slide) + n * TEXT.caption * LINE, TEXT.caption, `fill="${SOFT_INK}"`)),
  ];
  const x = MARGIN - 12 * scale;
  const chart = inlineSvg(svg).replace(/ width="[\d.]+" height="[\d.]+"/, ` x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(wide * scale).toFixed(1)}" height="${(high * scale).toFixed(1)}"`); // biome-ignore format: a line
  const whole = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${SLIDE.width}" height="${SLIDE.height}" viewBox="0 0 ${SLIDE.width} ${SLIDE.height}" font-family="${FONT}, Verdana, sans-serif"><rect width="100%" height="100%" fill="${PAPER}"/>${lines.join('')}${chart}</svg>\n`;
  return named(whole, { ...slide.chart, title: slide.title, description: slide.sentence });
} // biome-ignore format: templates
