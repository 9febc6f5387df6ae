import type { TopLevelSpec } from 'vega-lite';
import { domainOf, notFromZero } from '../../../report/draw/beginning.ts';
import { paretoFront } from '../../../report/draw/front.ts';
import {
  axisRoom,
  axisTitle,
  charactersIn,
  legendAbove,
  OVERHANG,
  titled,
  within,
} from '../../../report/draw/layout.ts';
import { BAR_COLORS, EDGE, INK, SCHEMA, SOFT_INK, TEXT, THEME, WIDE } from '../../../report/draw/theme.ts';
import { cut, enumerate, percent } from '../../../report/text/words.ts';
import type { Studied } from '../configuration.ts';

/** Points that bear their names, at most; of more only those on the front do. */
const MOST_LABELS = 14;
const HEIGHT = 260;
/** Pixels between the lines of two names. */
const LINE = 13;

/** Points at more percent than this have their names at their left. */
const LEFT_OF = 40;

const BEST = 'no other is better in both';
const BEATEN = 'another is';

interface Point {
  name: string;
  share: number;
  time: number;
  standing: string;
}

/** The price of containment: how much of the virtual machines a failure of a node takes, against the time that the configuration takes when nothing fails. `width` is that of the figure in CSS pixels, padding included. */
export function radiusChart(all: readonly Studied[], width = WIDE): TopLevelSpec {
  const points = all.map(({ name, study, percent: time }): Point => ({ name, share: 100 * study.expected.share, time, standing: BEATEN }));
  const front = paretoFront(points.map(({ share, time }) => [share, time] as const));
  for (const n of front) points[n].standing = BEST;
  const times = points.map(({ time }) => time);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const pad = Math.max(1, 0.12 * (most - least));
  const domain = domainOf(times, [Math.max(0, least - pad), most + pad]);
  const room = axisRoom(most) + OVERHANG;
  const plot = within(width) - room;
  const scale = { domain: [BEST, BEATEN], range: [BAR_COLORS.monitor, EDGE] };
  const legend = { ...legendAbove(scale.domain, plot), symbolStrokeWidth: 0 };
  const named = points.length <= MOST_LABELS ? points : front.map((n) => points[n]);
  const labels = labelled(named, domain, plot);
  const best = all[front[0]];
  return {
    $schema: SCHEMA,
    description: sentence(all, front.map((n) => all[n])),
    title: titled(title(best, all[0]), ['each point a structure under one division into cells; less of both is better', ...notFromZero([['time', times]])], width),
    config: THEME,
    width: plot,
    height: HEIGHT,
    data: { values: points },
    encoding: {
      x: { field: 'share', type: 'quantitative', scale: { domain: [0, 100], nice: false }, title: axisTitle('VMs that the failure of a node takes, on average, %', plot), axis: { grid: true, tickCount: Math.min(6, Math.floor(plot / 45)) } },
      y: { field: 'time', type: 'quantitative', scale: { domain, nice: false }, title: axisTitle(`time, % of ${cut(all[0].name, 24)}`, HEIGHT) },
    },
    layer: [
      { data: { values: labels }, mark: { type: 'rule', color: SOFT_INK, strokeWidth: 0.7 }, encoding: { x2: { field: 'atShare' }, y2: { field: 'at' } } },
      {
        mark: { type: 'point', filled: true, opacity: 1, size: 60 },
        encoding: { color: { field: 'standing', type: 'nominal', scale, legend }, shape: { field: 'standing', type: 'nominal', scale: { domain: scale.domain, range: ['circle', 'diamond'] }, legend } },
      },
      ...(['left', 'right'] as const).map((align) => ({
        data: { values: labels.filter((label) => label.align === align) },
        mark: { type: 'text', align, baseline: 'middle', dx: align === 'left' ? 3 : -3, fontSize: TEXT.small, color: INK },
        encoding: { x: { field: 'atShare', type: 'quantitative' }, y: { field: 'at', type: 'quantitative' }, text: { field: 'text' } },
      })),
    ],
  } as unknown as TopLevelSpec;
} // biome-ignore format: a specification

/** Names beside their points, on the side where there is room, none on another. */
function labelled(points: readonly Point[], [bottom, top]: readonly [number, number], plot: number) {
  const pixel = (top - bottom) / HEIGHT;
  return ([true, false] as const).flatMap((right) => {
    const side = points.filter(({ share }) => share > LEFT_OF === right).sort((a, b) => a.time - b.time || a.share - b.share);
    let next = Number.NEGATIVE_INFINITY;
    const placed = side.map((point) => {
      next = Math.max(point.time, next);
      const at = next;
      next += LINE * pixel;
      return { point, at };
    });
    // What would stand above the plot moves down as a whole.
    let limit = top;
    for (const each of placed.toReversed()) {
      each.at = Math.min(each.at, limit);
      limit = each.at - LINE * pixel;
    }
    const away = (right ? -1 : 1) * (900 / plot);
    return placed.map(({ point: { name, share, time }, at }) => ({ share, time, at, atShare: share + away, text: cut(name, charactersIn(plot / 2, TEXT.small)), align: right ? 'right' : 'left' }));
  });
} // biome-ignore format: a record

function title(best: Studied, first: Studied): string {
  const of = best === first ? '' : `, at ${percent(best.percent)} of the time of ${cut(first.name, 24)}`;
  return `A node that fails takes ${percent(100 * best.study.expected.share)} of the VMs through ${cut(best.name, 40)}${of}`;
}

function sentence(all: readonly Studied[], front: readonly Studied[]): string {
  const said = front.slice(0, 4).map(({ name, study, percent: time }) => `${name} with ${percent(100 * study.expected.share)} of the VMs and ${percent(time)} of the time`); // biome-ignore format: a line
  const of = all.length === 1 ? 'The one configuration' : `Of ${all.length} configurations`;
  return `${of}${all.length === 1 ? ' is' : ' no other is better in both than'} ${enumerate(said)}.`;
}
