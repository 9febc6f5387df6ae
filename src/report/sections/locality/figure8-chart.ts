import type { TopLevelSpec } from 'vega-lite';
import { FIGURE8_BARS, type Figure8Bar } from '../../../price/parts.ts';
import { textWidth, titled } from '../../draw/layout.ts';
import {
  among,
  digitsOf,
  digitsWithin,
  headroom,
  heightOf,
  stackedAxes,
  stackedRows,
  textsBeneath,
  totalsAbove,
  uprightBars,
} from '../../draw/stacked.ts';
import { BAR_COLORS, BAR_INK, filled, SCHEMA, TEXT, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, duration, enumerate } from '../../text/words.ts';
import { localityReport } from './locality.ts';

/** Figure 8's segments: as in the breakdown blue executes, crimson is the monitor; waiting is paler. Told apart by lightness in grey print. */
export const FIGURE8_STYLE: Record<Figure8Bar, { color: string; ink: string }> = {
  exec: { color: BAR_COLORS.user, ink: BAR_INK.user },
  local: { color: BAR_COLORS['user stall'], ink: BAR_INK['user stall'] },
  remote: { color: '#d8763c', ink: BAR_INK['user stall'] },
  monitor: { color: BAR_COLORS.monitor, ink: BAR_INK.user },
};

/** Configurations that the sentence speaks of, at most. */
const SAID = 4;

/** Figure 8's form: stacked bars in percent of the first configuration's, the share of misses served locally beneath the names. */
export function figure8Chart(report: Report, width = WIDE): TopLevelSpec {
  const { runs: all, base, percent } = localityReport(report);
  const names = all.map(({ name }) => name);
  const totals = all.map(({ name, sums, locality: { localShare: share } }) => {
    const local = share === null ? '' : `${Math.round(100 * share)} % local`;
    return { configuration: name, to: percent(sums.total), label: percent(sums.total).toFixed(1), local };
  });
  const top = headroom(totals, 1.06);
  const drawn = FIGURE8_BARS.filter((bar) => all.some(({ sums }) => sums[bar] > 0));
  const least = Math.ceil(textWidth('100 % local', TEXT.small)) + 4;
  const { step, rows, labels, legend } = uprightBars(names, drawn, { width, top, least, most: 96 });
  const height = heightOf(rows);
  const values = all.flatMap(({ name, sums }) => {
    let from = 0;
    return FIGURE8_BARS.filter((bar) => sums[bar] > 0).map((bar) => {
      const share = percent(sums[bar]);
      const { ink } = FIGURE8_STYLE[bar];
      const digits = digitsOf(share, top, height);
      from += share;
      return { configuration: name, bar, from: from - share, to: from, middle: from - share / 2, digits, ink };
    });
  });
  const colors = Object.fromEntries((labels as Figure8Bar[]).map((bar) => [bar, FIGURE8_STYLE[bar].color]));
  const chart = (shown: string[]) => {
    const { x, y: axis } = stackedAxes(shown, step, top);
    const y = { ...axis, title: `percent of ${cut(base.name, 24)}` };
    return {
      width: { step },
      height,
      data: { values: among(values, shown) },
      encoding: { x: { ...x, axis: { ...x.axis, offset: 20 } } },
      layer: [
        { mark: { type: 'bar', width: { band: 0.72 } }, encoding: { y, y2: { field: 'to' }, ...filled('bar', colors, legend) } },
        digitsWithin(y),
        totalsAbove(among(totals, shown), y),
        textsBeneath(among(totals, shown), height, 'local'),
      ],
    };
  }; // biome-ignore format: a specification
  const said = totals.slice(0, SAID).map(({ configuration, label, local }) => `${configuration} takes ${label} %${local === '' ? '' : ` with ${local.replace('local', 'of its misses served by local memory')}`}`); // biome-ignore format: a line
  return {
    $schema: SCHEMA,
    description: `Of ${base.name}’s time without idling, ${duration(base.sums.total)}, ${enumerate([...said, ...(all.length > SAID ? [`${all.length - SAID} more are drawn`] : [])])}.`,
    title: titled('Local and remote memory', `100 % = ${duration(base.sums.total)}; below the bars, misses served locally`, width),
    config: THEME,
    ...stackedRows(rows, chart),
  } as TopLevelSpec; // biome-ignore format: a specification
}
