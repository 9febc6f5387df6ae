import type { TopLevelSpec } from 'vega-lite';
import type { FootprintSample } from '../../../replay/counts/footprint.ts';
import { axisRoom, axisTitle, headed, inColumns, legendAbove, OVERHANG, titled, within } from '../../draw/layout.ts';
import { INK, SCHEMA, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { decimal, digitsFor, enumerate } from '../../text/words.ts';
import { type Footprint, footprints, megabytes, megabytesText, pagesOf, sidesOf, usesIn } from './footprint.ts';
import { useColors } from './style.ts';

/** Samples drawn at most for a configuration; a width of some hundred pixels shows no more. */
const DRAWN = 128;

const GAP = 24;
/** Configurations that the sentence speaks of, at most. */
const SAID = 3;

/** M over the trace's clock, stacked by use, below V's total as a line: an area chart for each configuration. Undefined where the two cannot differ. */
export function footprintTimeChart(report: Report, width = WIDE): TopLevelSpec | undefined {
  const all = footprints(report);
  if (all.length === 0) return undefined;
  const cells = all.map((one) => ({ ...one, ...seriesOf(one) }));
  const top = Math.max(
    ...cells.flatMap(({ areas, line }) => [...areas.map(({ to }) => to), ...line.map(({ V }) => V)]),
  );
  const millions = Math.max(...all.map(({ samples }) => samples.at(-1)!.clock)) / 1e6;
  const room = axisRoom(top);
  const { columns, width: cell } = inColumns(all.length, within(width), { least: 230, most: 560, gap: GAP });
  const plot = cell - room - OVERHANG;
  const uses = usesIn(all);
  const colors = useColors(uses, legendAbove(uses, within(width) - room));
  const charts = cells.map(({ name, areas, line }, n) => ({
    title: headed(name, plot),
    width: plot,
    height: 150,
    encoding: {
      x: {
        field: 'clock',
        type: 'quantitative',
        title: n >= cells.length - columns ? axisTitle('million instructions of all CPUs', plot) : null,
        scale: { domain: [0, millions], nice: false },
        axis: { grid: false, tickCount: Math.min(6, Math.floor(plot / 50)) },
      },
    },
    layer: [
      {
        data: { values: areas },
        mark: { type: 'area', strokeWidth: 0.7 },
        encoding: {
          y: {
            field: 'from',
            type: 'quantitative',
            title: n % columns === 0 ? 'MB' : null,
            scale: { domain: [0, top], nice: true },
            axis: { tickCount: 4 },
            stack: null,
          },
          y2: { field: 'to' },
          ...colors,
        },
      },
      {
        data: { values: line },
        mark: { type: 'line', color: INK, strokeWidth: 1.3 },
        encoding: { y: { field: 'V', type: 'quantitative' } },
      },
    ],
  }));
  const text = megabytesText(all);
  const said = cells.slice(0, SAID).map(({ name, areas }) => {
    const most = areas.reduce((best, area) => (area.to > best.to ? area : best));
    return `${name} takes ${text(most.to)} MB of machine memory at most, ${decimal(most.clock, digitsFor(millions) - 1)} million instructions from the beginning`;
  });
  return {
    $schema: SCHEMA,
    description: `Over the trace’s clock, ${enumerate([...said, ...(all.length > SAID ? [`${all.length - SAID} more are drawn`] : [])])}.`,
    title: titled('Memory in use over time', 'machine memory (M) by use; the line is physical memory and the monitor’s (V)', width),
    config: THEME,
    concat: charts,
    columns,
    spacing: GAP,
  } as TopLevelSpec; // biome-ignore format: a specification
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
