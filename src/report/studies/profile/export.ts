import { withProvenance } from '../../../catalogue/provenance.ts';
import type { TraceProfile } from '../../../trace/operations/profile/profile.ts';
import { VERSION } from '../../../version.ts';
import { drawn } from '../../draw/drawn.ts';
import { chartFiles } from '../../files/charts.ts';
import { tableFiles } from '../../files/tables.ts';
import { writeFolder } from '../../files/write.ts';
import { pageHtml } from '../../page/html.ts';
import { profileCharts } from './charts.ts';
import { profileJson } from './json.ts';
import { profilePage } from './page.ts';
import { PROFILE_TABLES } from './tables.ts';

/**
 * Writes a profile into a folder: profile.html, profile.json, the tables that have rows (CSV, Arrow, Parquet) and the charts (SVG, PNG,
 * specification). Throws a UserError where it cannot.
 */
export async function writeProfile(
  folder: string,
  profile: TraceProfile,
  trace: string,
  command?: string,
): Promise<void> {
  const provenance = {
    'disco.version': VERSION,
    'disco.trace': JSON.stringify(withProvenance(profile.header)),
    ...(command === undefined ? {} : { 'disco.command': command }),
  };
  const charts = await drawn(profileCharts(profile, trace));
  const tables = PROFILE_TABLES.map(({ name, of }) => ({ name, table: of(profile) }));
  const files = new Map<string, Uint8Array | string>([
    ['profile.html', await pageHtml(profilePage(profile, trace, command))],
    ['profile.json', profileJson(profile)],
    ...tables.flatMap(({ name, table }) => (table.length === 0 ? [] : tableFiles(name, table, provenance))),
    ...charts.flatMap(chartFiles),
  ]);
  await writeFolder(folder, files);
}
