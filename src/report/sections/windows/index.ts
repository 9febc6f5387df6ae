import { chartsHtml, part } from '../../markup/markup.ts';
import { type Section, silent } from '../section.ts';
import { windowsChart } from './chart.ts';

const title = 'By window of the recording';

/** The times of each window of a recording that has several. */
export const windows = {
  name: 'windows',
  title,
  charts: [{ name: 'windows', draw: windowsChart }],
  terminal: silent,
  page: (_, figure) => part(title, '', chartsHtml(figure('windows'))),
} as const satisfies Section;
