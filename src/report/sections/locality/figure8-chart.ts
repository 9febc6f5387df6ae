import type { TopLevelSpec } from 'vega-lite';
import { FIGURE8_BARS, type Figure8Bar } from '../../../price/parts.ts';
import { digitsWithin, headroom, stackedAxes, totalMark } from '../../draw/stacked.ts';
import { BAR_COLORS, BAR_INK, INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, duration } from '../../text/words.ts';
import { localityReport } from './locality.ts';

/** Figure 8's segments: as in the breakdown blue executes, crimson is the monitor; waiting is paler. Told apart by lightness in grey print. */
const FIGURE8_STYLE: Record<Figure8Bar, { color: string; ink: string }> = {
  exec: { color: BAR_COLORS.user, ink: BAR_INK.user },
  local: { color: BAR_COLORS['user stall'], ink: BAR_INK['user stall'] },
  remote: { color: '#d8763c', ink: BAR_INK['user stall'] },
  monitor: { color: BAR_COLORS.monitor, ink: BAR_INK.user },
};

/** Figure 8's form: stacked bars in percent of the first configuration's, the share of misses served locally beneath the names. */
export function figure8Chart(report: Report): TopLevelSpec {
  const { runs: all, base, percent } = localityReport(report);
  const names = all.map(({ name }) => name);
  const totals = all.map(({ name, sums, locality: { localShare: share } }) => {
    const local = share === null ? '' : `${Math.round(100 * share)} % local`;
    return { configuration: name, to: percent(sums.total), label: percent(sums.total).toFixed(1), local };
  });
  const top = headroom(totals, 1.06);
  const values = all.flatMap(({ name, sums }) => {
    let from = 0;
    return FIGURE8_BARS.filter((bar) => sums[bar] > 0).map((bar) => {
      const share = percent(sums[bar]);
      const { ink } = FIGURE8_STYLE[bar];
      const digits = share >= Math.max(3, 0.022 * top) ? share.toFixed(1) : '';
      from += share;
      return { configuration: name, bar, from: from - share, to: from, middle: from - share / 2, digits, ink };
    });
  });
  const step = all.length > 4 ? 76 : 96;
  const { x, y: axis } = stackedAxes(names, step, top);
  const y = { ...axis, title: `percent of ${cut(base.name, 24)}` };
  const drawn = FIGURE8_BARS.toReversed().filter((bar) => all.some(({ sums }) => sums[bar] > 0));
  const color = {
    field: 'bar',
    type: 'nominal',
    scale: {
      domain: drawn,
      range: drawn.map((bar) => FIGURE8_STYLE[bar].color),
    },
  };
  return {
    $schema: SCHEMA,
    description: `Execution time by locality, in percent of ${base.name}: ${totals.map((t) => `${t.configuration} ${t.label}${t.local === '' ? '' : `, misses ${t.local}`}`).join('; ')}.`,
    title: {
      text: 'Local and remote memory',
      subtitle: `100 % = ${duration(base.sums.total)}; below the bars, misses served locally`,
    },
    config: THEME,
    width: { step },
    height: 360,
    data: { values },
    encoding: { x: { ...x, axis: { ...x.axis, offset: 20 } } },
    layer: [
      { mark: { type: 'bar', width: { band: 0.72 } }, encoding: { y, y2: { field: 'to' }, color } },
      digitsWithin(y),
      {
        data: { values: totals },
        mark: totalMark(12),
        encoding: { y: { ...y, field: 'to' }, text: { field: 'label' } },
      },
      {
        data: { values: totals },
        mark: { type: 'text', baseline: 'top', fontSize: 10.5, color: INK },
        encoding: { y: { value: 366 }, text: { field: 'local' } },
      },
    ],
  } as TopLevelSpec;
}
