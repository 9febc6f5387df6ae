import { EVENT_NAMES } from '../../../replay/counts/event.ts';
import type { ReportRun } from '../../run/report.ts';
import { decimal } from '../../text/words.ts';
import type { Words } from '../section.ts';

/**
 * Events that enter the monitor, each once. A TLB miss that the second-level TLB lacks is a trap forwarded, or a refill by the monitor itself; a page fault of
 * the monitor's happens within an entry.
 */
const ENTRIES = EVENT_NAMES.filter(
  (name) =>
    name.endsWith('Emulated') ||
    ['secondLevelHit', 'monitorRefill', 'trapForwarded', 'interruptPosted', 'monitorCall'].includes(name),
);

/** A number that characterises a run; null where the run has no such thing. */
export interface Rate {
  label: string;
  value: number | null;
  digits: number;
}

/** What a rate counts. */
export interface RateOf {
  label: string;
  meaning: string;
  count: (run: ReportRun) => number | null;
}

const ratio = (x: number, whole: number): number | null => (whole === 0 ? null : x / whole);

/** Counts that are given by the thousand instructions. */
export const PER_THOUSAND: readonly RateOf[] = [
  {
    label: 'L1 instruction misses',
    meaning: 'Fetches that the first-level instruction cache does not have.',
    count: ({ totals: n }) => n.l1iFetchMiss,
  },
  {
    label: 'L1 data misses',
    meaning: 'Loads and stores that the first-level data cache does not have.',
    count: ({ totals: n }) => n.l1dLoadMiss + n.l1dStoreMiss,
  },
  {
    label: 'board cache misses',
    meaning: 'What the second level of caches does not have, so that memory or another cache is asked.',
    count: ({ totals: n, structure }) =>
      structure.cache.l2 === null ? null : n.l2FetchMiss + n.l2LoadMiss + n.l2StoreMiss,
  },
  {
    label: 'TLB misses',
    meaning: 'References to pages that the TLB does not map.',
    count: ({ totals: n, structure }) => (structure.tlb.entries === 0 ? null : n.tlbMiss),
  },
  {
    label: 'monitor entries',
    meaning: `How often a processor enters the monitor: the sum of ${ENTRIES.map((name) => `\`${name}\``).join(', ')}.`,
    count: ({ totals: n, structure }) =>
      structure.monitor === null ? null : ENTRIES.reduce((sum, name) => sum + n[name], 0),
  },
];

/** Ratios of other things. */
export const OTHERS: readonly (RateOf & { digits: number })[] = [
  {
    label: 'cycles per instruction',
    meaning: 'All time in cycles of the clock, of all processors, by the instructions that were executed.',
    digits: 2,
    count: ({ totals: n, sums, costs }) => ratio((sums.total * costs.clock.value) / 1000, n.instruction),
  },
  {
    label: 'second-level hits, %',
    meaning: 'TLB misses that the second-level TLB answers, of those that look there.',
    digits: 1,
    count: ({ totals: n, structure }) =>
      structure.monitor === null ? null : ratio(100 * n.secondLevelHit, n.secondLevelHit + n.secondLevelMiss),
  },
];

/** The lines of the rates with what they count. */
export const RATE_WORDS: Words = {
  ...Object.fromEntries(OTHERS.map(({ label, meaning }) => [label, meaning])),
  'per 1000 instructions':
    'How often each of the next things happens, by the thousand instructions that were executed.',
  ...Object.fromEntries(PER_THOUSAND.map(({ label, meaning }) => [label, meaning])),
};

/** The key rates of a run, always the same ones in the same order: those by the thousand instructions, then others. */
export function rates(run: ReportRun): { perThousand: Rate[]; others: Rate[] } {
  const perThousand = (count: number | null): number | null =>
    count === null ? null : ratio(1000 * count, run.totals.instruction);
  return {
    perThousand: PER_THOUSAND.map(({ label, count }) => ({ label, value: perThousand(count(run)), digits: 2 })),
    others: OTHERS.map(({ label, count, digits }) => ({ label, value: count(run), digits })),
  };
}

/** The rates of some runs side by side: a row for each that some run has, its label and a cell for each run. */
export function rateRows(runs: readonly ReportRun[]): { perThousand: string[][]; others: string[][] } {
  const all = runs.map(rates);
  const rows = (group: 'perThousand' | 'others') =>
    all[0][group]
      .map(({ label }, i) => [label, ...all.map((of) => cellOf(of[group][i]))])
      .filter(([, ...cells]) => cells.some((cell) => cell !== '–'));
  return { perThousand: rows('perThousand'), others: rows('others') };
}

const cellOf = ({ value, digits }: Rate): string => (value === null ? '–' : decimal(value, digits));
