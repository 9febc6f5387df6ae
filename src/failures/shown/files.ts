import { drawn } from '../../report/draw/drawn.ts';
import { WIDE } from '../../report/draw/theme.ts';
import { chartFiles } from '../../report/files/charts.ts';
import { provenanceOf } from '../../report/files/provenance.ts';
import { tableFiles } from '../../report/files/tables.ts';
import { type Content, writeFolder } from '../../report/files/write.ts';
import { pageHtml } from '../../report/page/html.ts';
import type { Page } from '../../report/page/page.ts';
import { payloadWith } from '../../report/page/payload.ts';
import type { Table } from '../../report/tables/table.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import { RECOVERY_COSTS } from '../costs/recovery-costs.ts';
import type { LocatedScenario } from '../scenario/scenario.ts';
import { studyCharts } from './charts/index.ts';
import type { Configuration, Played, Studied } from './configuration.ts';
import { scenarioJson, studyJson } from './json.ts';
import { scenarioPage, studyPage } from './page.ts';
import { costed, recoverable } from './recovery/costed.ts';
import { failuresContent, failuresLive, failuresPage } from './recovery/live.ts';
import { RECOVERY_CHART } from './recovery/parts.ts';
import { actionsTable, recoveryCostsTable, recoveryTable } from './recovery/tables.ts';
import { survivorsTable } from './survivors/table.ts';
import { dependencesTable, failuresTable, lossesTable, momentsTable } from './tables.ts';

/**
 * Writes a study into a folder: failures.html, failures.json, tables (CSV, Arrow, Parquet) and charts (SVG, PNG, specification). Throws a
 * UserError where it cannot.
 */
export async function writeStudyOf(
  folder: string,
  all: readonly Studied[],
  own: RecoveryCosts,
  command?: string,
): Promise<void> {
  const counted = recoverable(all);
  const priced = costed(counted, own);
  const { title, ...still } = studyPage(all, command);
  const content = failuresContent(still, counted, 'When');
  const page = { title, ...failuresPage(content, own) };
  const tables: [string, Table][] = [
    [failuresTable.name, failuresTable.of(all)],
    [momentsTable.name, momentsTable.of(all)],
    [dependencesTable.name, dependencesTable.of(all)],
    [recoveryTable.name, recoveryTable.of(priced)],
    [actionsTable.name, actionsTable.of(priced)],
    [recoveryCostsTable.name, recoveryCostsTable.of(own)],
  ];
  const charts = (await drawn([...studyCharts(all), ...chartsOf(page)])).flatMap(chartFiles);
  await write(
    folder,
    all,
    studyJson(all, own),
    tables,
    charts,
    command,
    await pageHtml(page, () => payloadWith(RECOVERY_COSTS, failuresLive, content, own)),
  );
}

/** The chart of what failures cost in a year, which is the page's last. */
const chartsOf = ({ figures }: Omit<Page, 'title'>): [string, ReturnType<(typeof figures)[number]['draw']>][] =>
  figures.filter(({ name }) => name === RECOVERY_CHART).map(({ name, draw }) => [name, draw(WIDE)]);

/** The same of a scenario, which has no charts. */
export const writeScenario = (folder: string, scenario: LocatedScenario, all: readonly Played[], own: RecoveryCosts, command?: string): Promise<void> => {
  const tables: [string, Table][] = [
    [lossesTable.name, lossesTable.of(all)],
    [survivorsTable.name, survivorsTable.of(all)],
    [recoveryCostsTable.name, recoveryCostsTable.of(own)],
  ];
  return pageHtml(scenarioPage(scenario, all, command)).then((html) => write(folder, all, scenarioJson(scenario, all, own), tables, [], command, html));
}; // biome-ignore format: a call

async function write(folder: string, all: readonly Configuration[], json: object, tables: readonly [string, Table][], charts: readonly [string, Content][], command: string | undefined, html: string): Promise<void> {
  const provenance = provenanceOf(all.map(({ run }) => run), command === undefined ? {} : { command });
  const files = new Map<string, Content>([
    ['failures.html', html],
    ['failures.json', `${JSON.stringify(json, null, 2)}\n`],
    ...tables.flatMap(([name, table]) => tableFiles(name, table, provenance)),
    ...charts,
  ]);
  await writeFolder(folder, files);
} // biome-ignore format: signatures
