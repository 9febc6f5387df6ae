import { folded, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { type Section, silent } from '../section.ts';
import { settings } from './settings.ts';

/** What differs between the structures, and folded away what does not; of a single run all of it. */
export const structures = {
  name: 'structures',
  title: 'Structure',
  terminal: silent,
  page: structuresPage,
} as const satisfies Section;

function structuresPage({ runs }: Report): PagePart[] {
  const all = settings(runs.map(({ structure }) => structure));
  const rows = (differs: boolean) =>
    all
      .filter((setting) => setting.differs === differs)
      .map(({ path, values }) => [path, ...(differs ? values : values.slice(0, 1))]);
  const same = tableHtml(
    runs.length === 1 ? 'All settings' : 'Settings that are alike',
    [{ head: 'setting' }, { head: 'value' }],
    rows(false),
  );
  if (runs.length === 1) return part('Structure', '', same);
  const columns = [{ head: 'setting' }, ...runs.map(({ name }) => ({ head: name }))];
  const alike = folded(`${rows(false).length} settings are alike`, same);
  return part(
    'What differs between the structures',
    '',
    rows(true).length === 0 ? alike : `${tableHtml('Settings that differ', columns, rows(true))}\n${alike}`,
  );
}
