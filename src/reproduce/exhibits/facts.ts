import type { ExhibitFacts } from '../experiments/comparison.ts';
import type { ExhibitName } from './names.ts';

/** What is said of each exhibit. Pages and charts need no more, in a browser too. */
export const EXHIBIT_FACTS = {
  fig5: {
    title: 'Figure 5: one CPU, percent of the IRIX time',
    digits: 1,
    aims: { total: { units: 3 }, parts: { units: 3 } },
  },
  table2: {
    title: "Table 2: pmake's services on Disco, relative to their time on IRIX",
    digits: 2,
    aims: {
      total: { units: 0.15, percent: 25 },
      parts: { units: 0.15, percent: 25 },
      others: { 'mean us, IRIX': { percent: 25 } },
    },
  },
  fig6: {
    title: 'Figure 6: memory of eight pmakes in pages, virtual (V) and machine (M)',
    digits: 0,
    aims: { total: { percent: 5 }, parts: { percent: 5 } },
  },
  fig7: {
    title: 'Figure 7: eight CPUs, percent of the IRIX time',
    digits: 1,
    aims: { total: { units: 10 }, parts: { units: 5 } },
  },
  fig8: {
    title: 'Figure 8: percent of the IRIX time, and share of the misses that are local',
    digits: 1,
    aims: { total: { units: 10 }, parts: { units: 10 }, others: { 'misses local %': { units: 10 } } },
  },
  table3: {
    title: 'Table 3: page moves, of the whole machine',
    digits: 1,
    aims: { total: { percent: 25 }, parts: { percent: 25 } },
  },
} as const satisfies Record<ExhibitName, ExhibitFacts>;
