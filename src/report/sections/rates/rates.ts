import { EVENT_NAMES } from '../../../replay/counts/event.ts';
import type { ReportRun } from '../../run/report.ts';
import { decimal } from '../../text/words.ts';

/** Events that enter the monitor. */
const ENTRIES = EVENT_NAMES.filter(
  (name) =>
    name.endsWith('Emulated') ||
    ['secondLevelHit', 'secondLevelMiss', 'trapForwarded', 'monitorPageFault', 'monitorCall'].includes(name),
);

/** A number that characterises a run; null where the run has no such thing. */
export interface Rate {
  label: string;
  value: number | null;
  digits: number;
}

/** The key rates of a run, always the same ones in the same order: those by the thousand instructions, then others. */
export function rates({ totals: n, sums, costs, structure }: ReportRun): { perThousand: Rate[]; others: Rate[] } {
  const ratio = (x: number, whole: number) => (whole === 0 ? null : x / whole);
  const rate = (label: string, count: number | null): Rate => {
    return { label, value: count === null ? null : ratio(1000 * count, n.instruction), digits: 2 };
  };
  const monitored = structure.monitor !== null;
  const entries = monitored ? ENTRIES.reduce((sum, name) => sum + n[name], 0) : null;
  const cycles = (sums.total * costs.clock.value) / 1000;
  const hits = monitored ? ratio(100 * n.secondLevelHit, n.secondLevelHit + n.secondLevelMiss) : null;
  return {
    perThousand: [
      rate('L1 instruction misses', n.l1iFetchMiss),
      rate('L1 data misses', n.l1dLoadMiss + n.l1dStoreMiss),
      rate('board cache misses', structure.cache.l2 === null ? null : n.l2FetchMiss + n.l2LoadMiss + n.l2StoreMiss),
      rate('TLB misses', structure.tlb.entries === 0 ? null : n.tlbMiss),
      rate('monitor entries', entries),
    ],
    others: [
      { label: 'cycles per instruction', value: ratio(cycles, n.instruction), digits: 2 },
      { label: 'second-level hits, %', value: hits, digits: 1 },
    ],
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
