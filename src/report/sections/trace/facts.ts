import { provenanceFacts } from '../../../catalogue/provenance.ts';
import { totalsOf } from '../../../replay/counts/counts.ts';
import type { TraceHeader } from '../../../trace/words/trace.ts';
import type { Report } from '../../run/report.ts';
import { integer, plural } from '../../text/words.ts';
import type { TraceWord } from './words.ts';

/** A fact with the word before it. */
export type TraceFact = readonly [word: TraceWord, fact: string];

/** Where a trace comes from: the beginning of a report, and of `disco trace info`. */
export const originFacts = (header: TraceHeader): TraceFact[] => [
  ['trace', header.source],
  ...(header.command === undefined ? [] : [['recorded', header.command] as const]),
  ...provenanceFacts(header),
];

/** Facts about the trace and what of it was measured: name and value. */
export function traceFacts({ base, windows }: Report): TraceFact[] {
  const { trace, counts, totals: measured } = base;
  const { header, totals } = trace;
  const facts = originFacts(header);
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
  const warm = totalsOf(counts, true);
  const hasInstructions = measured.instruction + warm.instruction > 0;
  const amount = (sums: Totals): string =>
    hasInstructions ? plural(sums.instruction, 'instruction') : plural(referencesOf(sums), 'reference');
  const isWarm = counts.intervals.some(({ warmup }) => warmup) && referencesOf(warm) + warm.instruction > 0;
  facts.push([
    'measured',
    `${amount(measured)} in ${plural(windows.length, 'window')}, ${isWarm ? `after a warm-up of ${amount(warm)}` : 'no warm-up'}`,
  ]);
  return facts;
}

type Totals = ReturnType<typeof totalsOf>;
const referencesOf = ({ l1iFetch, l1dLoad, l1dStore }: Totals): number => l1iFetch + l1dLoad + l1dStore;
