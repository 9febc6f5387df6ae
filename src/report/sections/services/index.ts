import type { Section } from '../section.ts';
import { silent } from '../section.ts';
import { servicesPage } from './page.ts';
import { servicesTable } from './table.ts';
import { SERVICE_WORDS } from './terminal.ts';

/** Table 2 for each configuration after the first. Its chart and its terminal form are of `disco services`. */
export const services = {
  name: 'services',
  title: 'Services of the operating system',
  applies: ({ others }) => others.length > 0,
  tables: [servicesTable],
  terminal: silent,
  words: SERVICE_WORDS,
  page: (report) => servicesPage(report),
} as const satisfies Section;
