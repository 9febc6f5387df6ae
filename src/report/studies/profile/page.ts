import { provenanceFacts } from '../../../catalogue/provenance.ts';
import { references, type TraceProfile } from '../../../trace/operations/profile/profile.ts';
import { type Drawn, drawn } from '../../draw/drawn.ts';
import { documentHtml } from '../../markup/document.ts';
import { chartsHtml, escapeHtml, figureHtml, sectionHtml, tableHtml } from '../../markup/markup.ts';
import { forPeople } from '../../tables/for-people.ts';
import type { TableOf } from '../../tables/table.ts';
import { integer, plural, printable } from '../../text/words.ts';
import { profileCharts } from './charts.ts';
import { sentences } from './sentences.ts';
import { callsTable, curveTable, hottestTable, regionsTable, sharingTable, workTable } from './tables.ts';

/** Rows of a table on the page, at most; its files have all. */
const MOST = 40;

/** The tables that the page shows, under these headings. */
const SHOWN: readonly [heading: string, table: TableOf<TraceProfile>][] = [
  ['CPUs and tasks', workTable],
  ['Memory', regionsTable],
  ['The hottest memory', hottestTable],
  ['Sharing', sharingTable],
  ['Miss ratios', curveTable],
  ['System calls', callsTable],
] as readonly [string, TableOf<TraceProfile>][];

/** The profile as a page that needs nothing else, of charts that are drawn. */
export function profilePage(profile: TraceProfile, charts: readonly Drawn[], command?: string): string {
  const { header, work, regions } = profile;
  const pages = regions.reduce((sum, region) => sum + region.pages, 0);
  const leads = [
    `${integer(references(work))} references and ${integer(work.instructions)} instructions of ${plural(profile.tasks.length, 'task')} on ${plural(profile.cpus.length, 'CPU')} touch ${plural(pages, 'page')} of 4 KB.`,
    ...provenanceFacts(header).map(([name, value]) => `${name[0].toUpperCase()}${name.slice(1)}: ${value}.`),
  ];
  const tables = SHOWN.map(([heading, table]) => {
    const { heads, rows } = forPeople(table.of(profile));
    const more = rows.length > MOST ? ` The first ${MOST} of ${integer(rows.length)}; ${table.name}.csv has all.` : '';
    const columns = heads.map(({ head, numeric }) => ({ head, numeric }));
    return sectionHtml(heading, `Each row: ${table.meaning[0].toLowerCase()}${table.meaning.slice(1)}${more}`, rows.length === 0 ? '' : tableHtml(columns, rows.slice(0, MOST)));
  });
  return documentHtml(
    `Profile of ${printable(header.source)}`,
    leads,
    [
      sectionHtml('At a glance', sentences(profile).join(' '), chartsHtml(...charts.map(({ svg }) => figureHtml(svg)))),
      ...tables,
      ...(command === undefined ? [] : [sectionHtml('Command', '', `<pre>${escapeHtml(command)}</pre>`)]),
    ].join(''),
  );
} // biome-ignore format: long lines

/** All that is drawn of a profile. */
export const drawnProfile = (profile: TraceProfile): Promise<Drawn[]> => drawn(profileCharts(profile));
