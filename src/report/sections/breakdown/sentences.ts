import { BARS, MONITOR_PARTS, PART_LABELS } from '../../../price/parts.ts';
import type { Report } from '../../run/report.ts';
import { decimal, duration, enumerate, percent, signed } from '../../text/words.ts';

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

/** What can lower a part of the monitor's time: the subject of a sentence, and the paper's sections on it. */
const LOWERS: Readonly<Record<(typeof MONITOR_PARTS)[number], readonly [what: string, sections: string]>> = {
  tlbWriteEmulation: ['A larger second-level TLB', 'section 4.2.2'],
  otherPrivileged: [
    'A special register page that the kernel uses at more places, or a monitor that executes fewer instructions for a trap,',
    'section 4.3',
  ],
  monitorCalls: [
    'A guest that calls the monitor less often and touches fewer new pages, or a monitor that executes fewer instructions for each,',
    'sections 4.2.4 and 4.3',
  ],
  pageMoves: ['Moving fewer pages, by a higher trigger,', 'section 4.2.3'],
  kernelTlbFaults: ['Larger pages for the kernel, or hardware that need not map it,', 'sections 4.2.2 and 5.2'],
};

/** What most of the monitor's time is, and what can lower that: sentences for each configuration after the first in which the monitor takes any, three at most. */
export function monitorSentences({ others, ablate, percent: share }: Report): string[] {
  const sentences = others.flatMap(({ name, sums }) => {
    const parts = MONITOR_PARTS.map((part) => ({ part, points: share(sums.parts[part]) }))
      .filter(({ points }) => points >= 0.05)
      .sort((a, b) => b.points - a.points);
    if (parts.length === 0) return [];
    const named = parts.slice(0, 2).map(({ part, points }) => `${PART_LABELS[part]} (${decimal(points, 1)})`);
    const whole = decimal(parts.reduce((sum, { points }) => sum + points, 0), 1);
    const [what, where] = LOWERS[parts[0].part];
    return [`Of the monitor’s ${whole} points on ${name} the largest part is ${named.join(', then ')}. ${what} can lower the largest part (${where} of the paper).`];
  }); // biome-ignore format: short lines
  const next = ablate === undefined || sentences.length === 0 ? [] : [`What each mechanism is worth here: ${ablate}`];
  return [...sentences.slice(0, 3), ...next];
}

/** What the names of the runs mean: a sentence, for who reads a page and has not asked for it. */
export function namesSentence({ runs, trace }: Report): string {
  const system = (guest: string): string => (guest === 'none' ? 'the programs' : guest.replace(/^irix-/, 'IRIX '));
  const meanings = runs.slice(0, 4).map(({ name, structure: { monitor, guest } }) => {
    const vms = monitor?.virtualCpus.vms ?? 1;
    const under = vms > 1 ? `in ${vms} virtual machines` : 'in a virtual machine';
    return `${name} is ${system(guest)} ${monitor === null ? 'by itself' : `${under} on the Disco monitor`}`;
  });
  return `${trace === undefined ? '' : `Of ${trace}: `}${meanings.join('; ')}. A point is a hundredth of ${runs[0].name}’s time.`;
}
