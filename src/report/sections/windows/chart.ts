import type { TopLevelSpec } from 'vega-lite';
import { fromZero, notFromZero } from '../../draw/beginning.ts';
import { axisRoom, headed, inColumns, legendAbove, OVERHANG, titled, within } from '../../draw/layout.ts';
import { headroom, segmentColors, segmentsOf, stackedAxes, totalMark, totalsOf } from '../../draw/stacked.ts';
import { lineColors, SCHEMA, SERIES_COLORS, SOFT_INK, TEXT, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { shownBars, type TimeSums, timeSums } from '../../run/run.ts';
import { cut, enumerate, percent } from '../../text/words.ts';

/** More windows than this are drawn as a line instead of small multiples. */
const MOST_MULTIPLES = 16;
/** Pixels of a bar of a small multiple with its gap, and between two multiples. */
const STEP = 40;
const GAP = 16;

/** The windows of the recording side by side, each in percent of the first configuration's time in it. Undefined when there is one. */
export function windowsChart({ runs, windows }: Report, width = WIDE): TopLevelSpec | undefined {
  const names = runs.map(({ name }) => name);
  const perWindow = windows.flatMap((window) => {
    const sums = runs.map((run) => timeSums(run, window));
    return sums[0].total === 0 ? [] : [{ window, sums, base: sums[0].total }];
  });
  if (perWindow.length < 2) return undefined;
  const room = within(width) - axisRoom(100, false);
  const multiples = perWindow.length <= MOST_MULTIPLES && names.length * STEP <= room;
  if (!multiples && runs.length < 2) return undefined;
  const percents = multiples ? [0, 100] : percentsOf(perWindow);
  return {
    $schema: SCHEMA,
    description: sentence(names, perWindow),
    title: titled(
      'By window of the recording',
      [`percent of ${cut(names[0], 24)}’s time in the same window`, ...notFromZero([['time', percents]])],
      width,
    ),
    config: THEME,
    ...(multiples ? windowMultiples(names, perWindow, width) : windowLines(names, perWindow, width)),
  } as TopLevelSpec;
}

interface Window {
  window: number;
  sums: TimeSums[];
  base: number;
}

/** Configurations that the sentence speaks of, at most. */
const SAID = 3;

/** Of each later configuration the windows in which it is fastest and slowest; of one alone how the windows share its time. */
function sentence(names: string[], windows: Window[]): string {
  if (names.length === 1) {
    const all = windows.reduce((sum, { base }) => sum + base, 0);
    const longest = windows.reduce((most, each) => (each.base > most.base ? each : most));
    return `Of ${windows.length} windows of the recording, window ${longest.window} has most of ${names[0]}’s time: ${percent((100 * longest.base) / all)}.`;
  }
  const ranges = names.slice(1, 1 + SAID).map((name, i) => {
    const shares = windows.map(({ window, sums, base }) => ({ window, share: (100 * sums[i + 1].total) / base }));
    const rising = shares.toSorted((a, b) => a.share - b.share);
    const [least, most] = [rising[0], rising.at(-1)!];
    return `${name} takes from ${percent(least.share)} (window ${least.window}) to ${percent(most.share)} (window ${most.window})`;
  });
  return `Of ${names[0]}’s time in each of ${windows.length} windows of the recording, ${enumerate(ranges)}.`;
}

/** Few windows: a small Figure 5 for each. */
function windowMultiples(names: string[], windows: Window[], width: number): object {
  const shown = shownBars(windows.flatMap(({ sums }) => sums));
  const axisWidth = axisRoom(100, false);
  const cell = Math.max(STEP * names.length, 64);
  const { columns } = inColumns(windows.length, within(width) - axisWidth, { least: cell, most: cell, gap: GAP + 8 });
  const totals = windows.map(({ sums, base }) => sums.map((sum, i) => totalsOf(names[i], sum, base)));
  const top = headroom(totals.flat(), 1.16);
  const { x, y } = stackedAxes(names, STEP, top);
  const legend = legendAbove(shown, within(width) - axisWidth);
  const cells = windows.map(({ window, sums, base }, n) => {
    const axis = { values: [0, 50, 100], ...(n % columns === 0 ? {} : { labels: false }) };
    return {
      title: headed(`window ${window}`, cell, 'middle'),
      width: { step: cell / names.length },
      height: 130,
      data: { values: sums.flatMap((sum, i) => segmentsOf(names[i], sum, base, top)) },
      encoding: { x },
      layer: [
        {
          mark: { type: 'bar', width: { band: 0.74 } },
          encoding: { y: { ...y, title: null, axis }, y2: { field: 'to' }, ...segmentColors(shown, legend) },
        },
        {
          data: { values: totals[n] },
          mark: totalMark(TEXT.small),
          encoding: { y: { ...y, field: 'to', title: null }, text: { field: 'label' } },
        },
      ],
    };
  });
  return { concat: cells, columns, spacing: GAP };
}

/** What lines show: 100, and each later configuration's time in percent of the first's. */
const percentsOf = (windows: readonly Window[]): number[] => [100, ...windows.flatMap(({ sums, base }) => sums.slice(1).map((sum) => (100 * sum.total) / base))]; // biome-ignore format: a line

/** Many windows, or many configurations: each later one's time in percent of the first's, window by window. */
function windowLines(names: string[], perWindow: Window[], width: number): object {
  const later = names.slice(1);
  const values = perWindow.flatMap(({ window, sums, base }) =>
    sums.slice(1).map((sum, i) => ({ window, configuration: later[i], percent: (100 * sum.total) / base })),
  );
  const plot = within(width) - axisRoom(Math.max(...values.map((row) => row.percent)), false) - OVERHANG;
  const range = later.length > SERIES_COLORS.length ? lineColors(later.length) : SERIES_COLORS.slice(0, later.length);
  const series = { field: 'configuration', type: 'nominal', scale: { domain: later, range } };
  const legend = later.length > 1 ? { ...legendAbove(later, plot), symbolType: 'circle', symbolStrokeWidth: 0 } : null;
  return {
    width: plot,
    height: 180,
    layer: [
      {
        data: { values: [{ percent: 100 }] },
        mark: { type: 'rule', color: SOFT_INK, strokeDash: [4, 3] },
        encoding: { y: { field: 'percent', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'line', point: { size: 16 }, strokeWidth: 1 },
        encoding: {
          x: { field: 'window', type: 'quantitative', title: 'window', axis: { grid: false, tickCount: Math.floor(plot / 60), tickMinStep: 1 }, scale: { nice: false } },
          y: { field: 'percent', type: 'quantitative', title: null, scale: { zero: fromZero(percentsOf(perWindow)) } },
          color: { ...series, legend },
        },
      },
    ],
  }; // biome-ignore format: a specification
}
