import { BARS } from '../../../price/parts.ts';
import type { Report } from '../../run/report.ts';
import { duration, enumerate, percent, signed } from '../../text/words.ts';

/** What the chart of the breakdown shows, in a sentence: each configuration's time, or the least and the greatest, and what changes most. */
export function breakdownSentence(report: Report): string {
  const { base, others, percent: share } = report;
  if (base.sums.total === 0 || others.length === 0) return resultSentences(report)[0];
  const whole = `With ${base.name}’s ${duration(base.sums.total)} of processor time as 100 %`;
  const taken = others.map(({ name, sums }) => ({ name, sums, to: share(sums.total) }));
  const one = ({ name, sums, to }: (typeof taken)[number]): string => {
    const [bar, points] = BARS.map((bar) => [bar, share(sums.bars[bar] - base.sums.bars[bar])] as const).reduce(
      (most, each) => (Math.abs(each[1]) > Math.abs(most[1]) ? each : most),
    );
    const why = Math.abs(points) < 0.05 ? '' : ` (${bar} ${signed(points)} points)`;
    return `${name} takes ${percent(to)}${why}`;
  };
  if (taken.length <= 4) return `${whole}, ${enumerate(taken.map(one))}.`;
  const rising = taken.toSorted((a, b) => a.to - b.to);
  return `${whole}, of ${taken.length} configurations ${enumerate([one(rising[0]), one(rising.at(-1)!)])}.`;
}

/** The result in a sentence for each configuration after the first, or for the only one. */
export function resultSentences({ base, others, percent: share }: Report): string[] {
  if (base.sums.total === 0)
    return [
      `What was measured takes no time on ${base.name}: there is no instruction in it, and no reference that waits.`,
    ];
  if (others.length === 0) {
    const { total, bars } = base.sums;
    const shares = BARS.filter((bar) => bars[bar] > 0).map((bar) => `${percent(share(bars[bar]))} ${bar}`);
    return [`${base.name} takes ${duration(total)} of processor time: ${enumerate(shares)}.`];
  }
  return others.map(({ name, sums }) => {
    const cost = share(sums.total - base.sums.total);
    const changes = BARS.map((bar) => [bar, share(sums.bars[bar] - base.sums.bars[bar])] as const).filter(
      ([, points]) => Math.abs(points) >= 0.05,
    );
    const why = changes
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .map(([bar, points]) => `${bar} ${signed(points)}`);
    const verdict =
      Math.abs(cost) < 0.05
        ? `takes as long as ${base.name}`
        : cost > 0
          ? `costs ${percent(cost)} over ${base.name}`
          : `takes ${percent(-cost)} less time than ${base.name}`;
    return `${name} ${verdict}${why.length > 0 ? ` (${why.join(', ')} points)` : ''}.`;
  });
}
