import { drawn } from '../../report/draw/drawn.ts';
import { chartFiles } from '../../report/files/charts.ts';
import { provenanceOf } from '../../report/files/provenance.ts';
import { tableFiles } from '../../report/files/tables.ts';
import { type Content, writeFolder } from '../../report/files/write.ts';
import { pageHtml } from '../../report/page/html.ts';
import type { Page } from '../../report/page/page.ts';
import type { Table } from '../../report/tables/table.ts';
import type { LocatedScenario } from '../scenario/scenario.ts';
import { studyCharts } from './charts/index.ts';
import type { Configuration, Played, Studied } from './configuration.ts';
import { scenarioJson, studyJson } from './json.ts';
import { scenarioPage, studyPage } from './page.ts';
import { dependencesTable, failuresTable, lossesTable, momentsTable } from './tables.ts';

/**
 * Writes a study into a folder: failures.html, failures.json, tables (CSV, Arrow, Parquet) and charts (SVG, PNG, specification). Throws a
 * UserError where it cannot.
 */
export async function writeStudyOf(folder: string, all: readonly Studied[], command?: string): Promise<void> {
  const tables: [string, Table][] = [
    [failuresTable.name, failuresTable.of(all)],
    [momentsTable.name, momentsTable.of(all)],
    [dependencesTable.name, dependencesTable.of(all)],
  ];
  const charts = (await drawn(studyCharts(all))).flatMap(chartFiles);
  await write(folder, all, studyPage(all, command), studyJson(all), tables, charts, command);
}

/** The same of a scenario, which has no charts. */
export const writeScenario = (folder: string, scenario: LocatedScenario, all: readonly Played[], command?: string): Promise<void> =>
  write(folder, all, scenarioPage(scenario, all, command), scenarioJson(scenario, all), [[lossesTable.name, lossesTable.of(all)]], [], command); // biome-ignore format: a call

async function write(folder: string, all: readonly Configuration[], page: Page, json: object, tables: readonly [string, Table][], charts: readonly [string, Content][], command: string | undefined): Promise<void> {
  const provenance = provenanceOf(all.map(({ run }) => run), command === undefined ? {} : { command });
  const files = new Map<string, Content>([
    ['failures.html', await pageHtml(page)],
    ['failures.json', `${JSON.stringify(json, null, 2)}\n`],
    ...tables.flatMap(([name, table]) => tableFiles(name, table, provenance)),
    ...charts,
  ]);
  await writeFolder(folder, files);
} // biome-ignore format: signatures
