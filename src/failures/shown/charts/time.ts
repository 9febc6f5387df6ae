import type { TopLevelSpec } from 'vega-lite';
import {
  axisRoom,
  axisTitle,
  charactersIn,
  labelsOf,
  legendAbove,
  OVERHANG,
  titled,
  within,
} from '../../../report/draw/layout.ts';
import { lineColors, SCHEMA, SERIES_COLORS, THEME, WIDE } from '../../../report/draw/theme.ts';
import { cut, integer, percent, plural } from '../../../report/text/words.ts';
import type { Studied } from '../configuration.ts';

/** Lines, at most. */
const MOST = 8;

interface Series {
  name: string;
  /** Million instructions of all CPUs, and percent of the VMs that the loss of a node takes then, the mean over nodes. */
  points: { at: number; share: number }[];
}

/** The blast radius as the trace goes on: a line for each configuration, those that lose everything all the time as one. Undefined where no time passes. */
export function timeChart(all: readonly Studied[], width = WIDE): TopLevelSpec | undefined {
  const end = Math.max(...all.map(({ study }) => study.clocks.at(-1) ?? 0));
  if (end === 0) return undefined;
  const series = all.map(seriesOf);
  const whole = series.filter(({ points }) => points.every(({ share }) => share > 100 - 1e-7));
  const others = series.filter((each) => !whole.includes(each));
  const shown = [...(whole.length === 0 ? [] : [wholly(whole)]), ...others].slice(0, MOST);
  const plot = within(width) - axisRoom(100) - OVERHANG;
  const names = shown.map(({ name }) => name);
  const labels = names.map((name) => cut(name, charactersIn(plot - 44)));
  const legend = { ...legendAbove(labels, plot), labelExpr: labelsOf(names.map((name, n) => [name, labels[n]] as const)) };
  const range = shown.length <= SERIES_COLORS.length ? SERIES_COLORS.slice(0, shown.length) : lineColors(shown.length);
  return {
    $schema: SCHEMA,
    description: sentence(shown.at(-1)!, shown.length < others.length ? others.length - shown.length : 0),
    title: titled(title(shown.at(-1)!), 'percent of the VMs, the mean over nodes that may fail', width),
    config: THEME,
    width: plot,
    height: 220,
    data: { values: shown.flatMap(({ name, points }) => points.map((point) => ({ name, ...point }))) },
    mark: { type: 'line', interpolate: 'step-before', strokeWidth: 1.8 },
    encoding: {
      x: { field: 'at', type: 'quantitative', scale: { domain: [0, end / 1e6], nice: false }, title: axisTitle('million instructions of all CPUs', plot), axis: { tickCount: Math.min(8, Math.floor(plot / 50)) } },
      y: { field: 'share', type: 'quantitative', scale: { domain: [0, 100] }, title: axisTitle('VMs lost, %', 220) },
      color: { field: 'name', type: 'nominal', scale: { domain: names, range }, sort: null, legend },
    },
  } as unknown as TopLevelSpec;
} // biome-ignore format: a specification

function seriesOf({ name, study, containment }: Studied): Series {
  const points = study.clocks.map((clock, n) => ({
    at: clock / 1e6,
    share: (100 * study.hits.reduce((sum, row) => sum + row[n].vms, 0)) / (study.hits.length * containment.vms),
  }));
  return { name, points: [{ at: 0, share: points[0].share }, ...points] };
}

const wholly = (whole: readonly Series[]): Series => ({
  name: whole.length === 1 ? whole[0].name : `${plural(whole.length, 'configuration')} that lose everything`,
  points: whole.toSorted((a, b) => b.points.at(-1)!.at - a.points.at(-1)!.at)[0].points,
});

const most = (series: Series) => series.points.reduce((a, b) => (b.share > a.share ? b : a));

const title = (series: Series): string => {
  const { share, at } = most(series);
  return `A node’s failure takes at most ${percent(share)} of the VMs of ${cut(series.name, 40)}, after ${integer(at * 1e6)} instructions`;
};

function sentence(series: Series, left: number): string {
  const { name, points } = series;
  const more = left > 0 ? ` ${plural(left, 'more line')} are not drawn.` : '';
  return `Through ${cut(name, 40)} the failure of a node takes ${percent(points[0].share)} of the VMs at the beginning, ${percent(most(series).share)} at most and ${percent(points.at(-1)!.share)} at the end.${more}`;
}
