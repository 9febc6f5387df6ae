import { BARS } from '../../price/parts.ts';
import { totalsOf } from '../../replay/counts/counts.ts';
import { duration, enumerate, integer, percent, plural, signed } from '../text/words.ts';
import { configurationNames, measuredWindows, type Run, timeSums } from './run.ts';

/** The result in a sentence for each configuration after the first, or for the only one. */
export function resultSentences(runs: readonly Run[]): string[] {
  const names = configurationNames(runs);
  const [base, ...others] = runs.map((run) => timeSums(run));
  if (base.total === 0) return [`Nothing was measured on ${names[0]}: no instruction was left after the warm-up.`];
  const share = (ns: number) => (100 * ns) / base.total;
  if (others.length === 0) {
    const shares = BARS.filter((bar) => base.bars[bar] > 0).map((bar) => `${percent(share(base.bars[bar]))} ${bar}`);
    return [`${names[0]} takes ${duration(base.total)} of processor time: ${enumerate(shares)}.`];
  }
  return others.map((sums, i) => {
    const cost = share(sums.total - base.total);
    const changes = BARS.map((bar) => [bar, share(sums.bars[bar] - base.bars[bar])] as const).filter(
      ([, points]) => Math.abs(points) >= 0.05,
    );
    const why = changes
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .map(([bar, points]) => `${bar} ${signed(points)}`);
    const verdict =
      Math.abs(cost) < 0.05
        ? `takes as long as ${names[0]}`
        : cost > 0
          ? `costs ${percent(cost)} over ${names[0]}`
          : `takes ${percent(-cost)} less time than ${names[0]}`;
    return `${names[i + 1]} ${verdict}${why.length > 0 ? ` (${why.join(', ')} points)` : ''}.`;
  });
}

/** Facts about the trace and what of it was measured: name and value. */
export function traceFacts(runs: readonly Run[]): [string, string][] {
  const [{ trace, counts }] = runs;
  const { header, totals } = trace;
  const facts: [string, string][] = [['trace', header.source]];
  if (header.command !== undefined) facts.push(['recorded', header.command]);
  const level = header.level === 'system' ? 'full system' : 'user level';
  facts.push(['format', `${header.format}, ${level}, ${header.architecture}, ${plural(counts.cpus, 'CPU')}`]);
  if (totals !== undefined) {
    const { references, fetches, loads, stores } = totals;
    facts.push([
      'references',
      `${integer(references)} (${integer(fetches)} fetches, ${integer(loads)} loads, ${integer(stores)} stores)`,
    ]);
    facts.push(['instructions', integer(totals.instructions)]);
  }
  const windows = measuredWindows(runs).length;
  const warmup = totalsOf(counts, true).instruction;
  facts.push([
    'measured',
    `${integer(totalsOf(counts).instruction)} instructions in ${plural(windows, 'window')}, ${warmup === 0 ? 'no warm-up' : `after a warm-up of ${integer(warmup)}`}`,
  ]);
  return facts;
}
