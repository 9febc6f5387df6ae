import type { Section } from '../section.ts';
import { breakdownChart } from './chart.ts';
import { monitorChart } from './monitor-chart.ts';
import { breakdownPage } from './page.ts';
import { breakdownTable, timesTable } from './tables.ts';
import { BREAKDOWN_WORDS, breakdownLines } from './terminal.ts';

/** Where the time goes: Figure 5's bars, and what the monitor's segment is made of. */
export const breakdown = {
  name: 'breakdown',
  title: 'Execution time',
  tables: [timesTable, breakdownTable],
  charts: [
    { name: 'breakdown', draw: breakdownChart },
    { name: 'monitor', draw: monitorChart },
  ],
  terminal: breakdownLines,
  words: BREAKDOWN_WORDS,
  page: breakdownPage,
  json: ({ sums: { total, bars, parts } }) => ({ times: { totalNs: total, bars, parts } }),
} as const satisfies Section;
