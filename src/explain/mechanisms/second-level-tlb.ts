import { integer, number } from '../../report/tables/column.ts';
import { integer as grouped, percent } from '../../report/text/words.ts';
import { hitCurve } from '../draw/hit-curve.ts';
import { explanation } from '../form/explanation.ts';

/** Entries of the tables that are replayed: none, and a power of two each, the structure's own among them. */
const SIZES = [64, 128, 256, 512, 1024, 2048, 4096, 8192];

export const secondLevelTlb = explanation({
  key: 'second-level-tlb',
  source: { trace: 'make', why: 'A real compile: short processes that map, fault and call the kernel miss the TLB often.' },
  structure: 'disco',
  varies: ['secondLevelTlb.entries'],
  variants({ monitor: { secondLevelTlb } }) {
    const { entries: own, ways } = secondLevelTlb;
    const fits = (entries: number): boolean => ways === 'full' || ways <= entries;
    return [...new Set([0, ...SIZES.filter(fits), own])]
      .sort((a, b) => a - b)
      .map((entries) => ({ name: entries === 0 ? 'none' : `${grouped(entries)} entries`, changes: { 'secondLevelTlb.entries': entries } }));
  },
  title: 'What a second-level TLB answers',
  subtitle: 'of all TLB misses, by its entries: answered by the monitor’s table, or forwarded to the guest',
  meaning: 'A size of the second-level TLB, and who answered the TLB misses.',
  columns: {
    entries: integer('', 'Entries of the second-level TLB; 0: there is none.'),
    tlbMisses: integer('misses', 'TLB misses.', { label: 'TLB misses' }),
    answered: integer('misses', 'Of these, found in the second-level TLB and refilled by the monitor.'),
    forwarded: integer('misses', 'Of these, forwarded to the guest’s refill handler.'),
    hitPercent: number('%', 'Answered, of all TLB misses.', { label: 'answered, share', empty: 'There were no TLB misses.' }),
  },
  rows: (all) =>
    all.map(({ run, totals: { tlbMiss, secondLevelHit, secondLevelMiss } }) => ({
      entries: run.structure.monitor!.secondLevelTlb.entries,
      tlbMisses: tlbMiss,
      answered: secondLevelHit,
      // Where there is no table to look in, every miss is.
      forwarded: run.structure.monitor!.secondLevelTlb.entries === 0 ? tlbMiss : secondLevelMiss,
      hitPercent: tlbMiss === 0 ? null : (100 * secondLevelHit) / tlbMiss,
    })),
  chart: hitCurve,
  sentence(rows) {
    const own = rows.find(({ entries }) => entries === 1024) ?? rows.at(-1)!;
    const less = rows.findLast(({ entries }) => entries > 0 && entries <= own.entries / 4) ?? own;
    const would = less === own ? '' : `; ${grouped(less.entries)} would do ${percent(less.hitPercent ?? 0)}`;
    return `a second-level TLB of ${grouped(own.entries)} entries answers ${percent(own.hitPercent ?? 0)} of the misses${would}`;
  },
  exercise: 'exercise-1-second-level-tlb',
  next: ['disco explain second-level-tlb --trace radix8', 'disco sweep make --vary tlb.entries=32,64,128 --vary monitor.secondLevelTlb.entries=256,1024,4096'],
}); // biome-ignore format: long lines
