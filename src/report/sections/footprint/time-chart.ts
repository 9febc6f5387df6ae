import type { TopLevelSpec } from 'vega-lite';
import type { FootprintSample } from '../../../replay/counts/footprint.ts';
import { INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut } from '../../text/words.ts';
import { type Footprint, footprints, megabytes, pagesOf, sidesOf, usesIn } from './footprint.ts';
import { useColor } from './style.ts';

/** Samples drawn at most for a configuration; a width of some hundred pixels shows no more. */
const DRAWN = 128;

/** M over the trace's clock, stacked by use, below V's total as a line: an area chart for each configuration. Undefined where the two cannot differ. */
export function footprintTimeChart(report: Report): TopLevelSpec | undefined {
  const all = footprints(report);
  if (all.length === 0) return undefined;
  const color = { ...useColor(usesIn(all)), legend: { orient: 'bottom', columns: 4, offset: 8 } };
  const cells = all.map((one) => ({ ...one, ...seriesOf(one) }));
  const top = Math.max(
    ...cells.flatMap(({ areas, line }) => [...areas.map(({ to }) => to), ...line.map(({ V }) => V)]),
  );
  const millions = Math.max(...all.map(({ samples }) => samples.at(-1)!.clock)) / 1e6;
  const alone = cells.length === 1;
  return {
    $schema: SCHEMA,
    description: `Memory in use over the trace's clock, in MB: ${all.map(({ name }) => name).join(', ')}.`,
    title: {
      text: 'Memory in use over time',
      subtitle: 'machine memory (M) by use; the line is physical memory and the monitor’s (V)',
    },
    config: THEME,
    concat: cells.map(({ name, areas, line }, n) => ({
      title: { text: cut(name, 40), fontSize: 11, offset: 6, anchor: 'start' },
      width: alone ? 520 : 235,
      height: 150,
      encoding: {
        x: {
          field: 'clock',
          type: 'quantitative',
          title: n >= cells.length - 2 ? 'million instructions of all CPUs' : null,
          scale: { domain: [0, millions], nice: false },
          axis: { grid: false, tickCount: 6 },
        },
      },
      layer: [
        {
          data: { values: areas },
          mark: { type: 'area' },
          encoding: {
            y: {
              field: 'from',
              type: 'quantitative',
              title: n % 2 === 0 ? 'MB' : null,
              scale: { domain: [0, top], nice: true },
              axis: { tickCount: 4 },
              stack: null,
            },
            y2: { field: 'to' },
            color,
          },
        },
        {
          data: { values: line },
          mark: { type: 'line', color: INK, strokeWidth: 1.3 },
          encoding: { y: { field: 'V', type: 'quantitative' } },
        },
      ],
    })),
    columns: 2,
    spacing: 24,
  } as TopLevelSpec;
}

/** Every so many samples, and the last. */
function thinned(samples: readonly FootprintSample[]): FootprintSample[] {
  const every = Math.ceil(samples.length / DRAWN);
  return samples.filter((_, n) => (samples.length - 1 - n) % every === 0);
}

/** Points of the areas, from the bottom up, and of the line: million instructions and MB. */
function seriesOf(one: Footprint) {
  const shown = usesIn([one]);
  const samples = thinned(one.samples).map((sample) => ({ clock: sample.clock / 1e6, ...sidesOf(sample) }));
  const areas = samples.flatMap(({ clock, M }) => {
    let below = 0;
    return shown.map((use) => {
      const from = below;
      below += megabytes(M[use], one.run);
      return { clock, use, from, to: below };
    });
  });
  return { areas, line: samples.map(({ clock, V }) => ({ clock, V: megabytes(pagesOf(V), one.run) })) };
}
