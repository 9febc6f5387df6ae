import type { TopLevelSpec } from 'vega-lite';
import { color, headroom, segmentsOf, stackedAxes, totalMark, totalsOf } from '../../draw/stacked.ts';
import { BAR_COLORS, SCHEMA, SOFT_INK, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { shownBars, type TimeSums, timeSums } from '../../run/run.ts';
import { cut } from '../../text/words.ts';

/** More windows than this are drawn as a line instead of small multiples. */
const MOST_MULTIPLES = 16;

/** The windows of the recording side by side, each in percent of the first configuration's time in it. Undefined when there is one. */
export function windowsChart({ runs, windows }: Report): TopLevelSpec | undefined {
  const names = runs.map(({ name }) => name);
  const perWindow = windows.flatMap((window) => {
    const sums = runs.map((run) => timeSums(run, window));
    return sums[0].total === 0 ? [] : [{ window, sums, base: sums[0].total }];
  });
  if (perWindow.length < 2) return undefined;
  if (perWindow.length > MOST_MULTIPLES) return runs.length < 2 ? undefined : windowsLine(names, perWindow);
  return windowMultiples(names, perWindow);
}

interface Window {
  window: number;
  sums: TimeSums[];
  base: number;
}

/** Few windows: a small Figure 5 for each. */
function windowMultiples(names: string[], windows: Window[]): TopLevelSpec {
  const step = 40;
  const shown = shownBars(windows.flatMap(({ sums }) => sums));
  const columns = Math.max(2, Math.min(windows.length, Math.floor(10 / names.length)));
  const totals = windows.map(({ sums, base }) => sums.map((sum, i) => totalsOf(names[i], sum, base)));
  const top = headroom(totals.flat(), 1.16);
  const { x, y } = stackedAxes(names, step, top);
  const cells = windows.map(({ window, sums, base }, n) => {
    const axis = { values: [0, 50, 100], ...(n % columns === 0 ? {} : { labels: false }) };
    return {
      title: { text: `window ${window}`, fontSize: 11, offset: 6, anchor: 'middle' },
      width: { step },
      height: 130,
      data: { values: sums.flatMap((sum, i) => segmentsOf(names[i], sum, base, top)) },
      encoding: { x: { ...x, axis: { ...x.axis, labelFontSize: 9 } } },
      layer: [
        {
          mark: { type: 'bar', width: { band: 0.74 } },
          encoding: {
            y: { ...y, title: null, axis },
            y2: { field: 'to' },
            color: color(shown, { orient: 'bottom', columns: shown.length }),
          },
        },
        {
          data: { values: totals[n] },
          mark: totalMark(9),
          encoding: { y: { ...y, field: 'to', title: null }, text: { field: 'label' } },
        },
      ],
    };
  });
  return {
    $schema: SCHEMA,
    description: `Execution time in each window of the recording, in percent of ${names[0]}'s time in it.`,
    title: windowsTitle(names),
    config: THEME,
    concat: cells,
    columns,
    spacing: 16,
  } as TopLevelSpec;
}

const windowsTitle = (names: string[]) => ({
  text: 'By window of the recording',
  subtitle: `percent of ${cut(names[0], 24)}’s time in the same window`,
});

/** Many windows: each later configuration's time in percent of the first's, window by window. */
function windowsLine(names: string[], perWindow: Window[]): TopLevelSpec {
  const values = perWindow.flatMap(({ window, sums, base }) =>
    sums.slice(1).map((sum, i) => ({ window, configuration: names[i + 1], percent: (100 * sum.total) / base })),
  );
  return {
    $schema: SCHEMA,
    description: `Execution time in each of ${perWindow.length} windows of the recording, in percent of ${names[0]}'s time in it.`,
    title: windowsTitle(names),
    config: THEME,
    width: 400,
    height: 180,
    layer: [
      {
        data: { values: [{ percent: 100 }] },
        mark: { type: 'rule', color: SOFT_INK, strokeDash: [4, 3] },
        encoding: { y: { field: 'percent', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: {
          type: 'line',
          point: { size: 16, color: BAR_COLORS.monitor },
          strokeWidth: 1,
          color: BAR_COLORS.monitor,
        },
        encoding: {
          x: { field: 'window', type: 'quantitative', title: 'window', axis: { grid: false }, scale: { nice: false } },
          y: { field: 'percent', type: 'quantitative', title: null, scale: { zero: false } },
          ...(names.length > 2
            ? { strokeDash: { field: 'configuration', type: 'nominal', legend: { orient: 'bottom' } } }
            : {}),
        },
      },
    ],
  } as TopLevelSpec;
}
