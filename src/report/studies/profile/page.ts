import { provenanceFacts } from '../../../catalogue/provenance.ts';
import { references, type TraceProfile } from '../../../trace/operations/profile/profile.ts';
import { chartsHtml, escapeHtml, figureSlot, part, tableHtml } from '../../markup/markup.ts';
import { figuresOf, numbered, type Page } from '../../page/page.ts';
import { forPeople } from '../../tables/for-people.ts';
import type { TableOf } from '../../tables/table.ts';
import { capital, integer, plural, printable } from '../../text/words.ts';
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

/** The profile as a page. */
export function profilePage(profile: TraceProfile, trace: string, command?: string): Page {
  const { header, work, regions } = profile;
  const pages = regions.reduce((sum, region) => sum + region.pages, 0);
  const tables = SHOWN.flatMap(([heading, table]) => {
    const { heads, rows } = forPeople(table.of(profile));
    const more = rows.length > MOST ? ` The first ${MOST} of ${integer(rows.length)}; ${table.name}.csv has all.` : '';
    const columns = heads.map(({ head, numeric }) => ({ head, numeric }));
    return part(heading, `Each row: ${table.meaning[0].toLowerCase()}${table.meaning.slice(1)}${more}`, rows.length === 0 ? '' : tableHtml(heading, columns, rows.slice(0, MOST)));
  });
  const figures = figuresOf((width) => profileCharts(profile, trace, width));
  return {
    title: `Profile of ${printable(trace)}`,
    leads: [
      `${integer(references(work))} references and ${integer(work.instructions)} instructions of ${plural(profile.tasks.length, 'task')} on ${plural(profile.cpus.length, 'CPU')} touch ${plural(pages, 'page')} of 4 KB.`,
      ...provenanceFacts(header).map(([name, value]) => `${capital(name)}: ${value}.`),
    ],
    parts: numbered([
      ...part('At a glance', sentences(profile).join(' '), chartsHtml(...figures.map(({ name }) => figureSlot(name)))),
      ...tables,
      ...(command === undefined ? [] : part('Command', '', `<pre>${escapeHtml(command)}</pre>`)),
    ]),
    figures,
  };
} // biome-ignore format: long lines
