import type { Section } from '../section.ts';
import { footprintChart } from './chart.ts';
import { footprintOf, footprints } from './footprint.ts';
import { footprintPage } from './page.ts';
import { footprintTable } from './table.ts';
import { FOOTPRINT_WORDS, footprintLines } from './terminal.ts';
import { footprintTimeChart } from './time-chart.ts';

/** Memory in use: Figure 6's form, its numbers, and over time, where several virtual machines can share it. */
export const footprint = {
  name: 'footprint',
  title: 'Memory in use',
  applies: (report) => footprints(report).length > 0,
  tables: [footprintTable],
  charts: [
    { name: 'memory', draw: footprintChart },
    { name: 'memory-time', draw: footprintTimeChart },
  ],
  terminal: footprintLines,
  words: FOOTPRINT_WORDS,
  page: footprintPage,
  json: (run) => ({ footprint: footprintOf(run) }),
} as const satisfies Section;
