import type { Section } from '../section.ts';
import { figure8Chart } from './figure8-chart.ts';
import { isShared, localityOf } from './locality.ts';
import { movesChart } from './moves-chart.ts';
import { nodesChart } from './nodes-chart.ts';
import { localityPage } from './page.ts';
import { figure8Table, localityTable } from './tables.ts';
import { LOCALITY_WORDS, localityLines } from './terminal.ts';

/** Where memory is and which pages moved: Figure 8's form, who uses whose memory, Table 3's form. */
export const locality = {
  name: 'locality',
  title: 'Local and remote memory',
  applies: ({ runs }) => runs.some(isShared),
  tables: [figure8Table, localityTable],
  charts: [
    { name: 'locality', draw: figure8Chart },
    { name: 'nodes', draw: nodesChart },
    { name: 'moves', draw: movesChart },
  ],
  terminal: localityLines,
  words: LOCALITY_WORDS,
  page: localityPage,
  json: (run) => ({ locality: isShared(run) ? localityOf(run) : null }),
} as const satisfies Section;
