import type { Entry, Kind } from '../../src/commands/show/kind.ts';
import { KINDS } from '../../src/commands/show/kinds/index.ts';
import { measure } from '../../src/commands/show/text/list.ts';
import { capital } from '../../src/report/text/words.ts';
import { anchorOf, code, escaped, item, page, table } from './markdown.ts';

/** Kinds that have a page of their own; of costs that page has each by itself, and this one the sets of them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  settings: 'settings.md',
  events: 'events.md',
  columns: 'columns.md',
};
const SETS = ['cost', 'recovery-cost'];

/** Everything else that `disco show` lists: docs/reference/presets.md. */
export async function presetsReference(): Promise<string> {
  const kinds = KINDS.filter(({ plural }) => !(plural in ELSEWHERE));
  const sections = await Promise.all(kinds.map(sectionOf));
  return page([
    '# What comes along',
    'This page lists what has a name: traces, workloads, machines, costs, mechanisms, exhibits and studies. `disco show` lists the same on a terminal, and `disco show KIND NAME` prints one of them in full. Each command can be typed as it stands.',
    [...kinds.map(({ plural, line }) => item(`[${capital(plural)}](#${anchorOf(plural)}): ${escaped(line)}`)), ...Object.entries(ELSEWHERE).map(([plural, file]) => item(`${capital(plural)} are in [${file}](${file}).`))].join('\n'),
    ...sections.flat(),
  ]);
} // biome-ignore format: long lines

async function sectionOf(kind: Kind): Promise<string[]> {
  const all = await kind.entries();
  const its = SETS.includes(kind.name) ? all.filter(({ section }) => section?.startsWith('Sets')) : all;
  const each = SETS.includes(kind.name) ? [`Each of them by itself is in [${kind.plural}.md](${kind.plural}.md).`] : [];
  const file = kind.files === undefined ? [] : [`A YAML or JSON file may describe another one: \`disco show ${kind.name} --schema\` says how.`]; // biome-ignore format: a line
  const sections = [...Map.groupBy(its, ({ section }) => section)];
  return [
    `## ${capital(kind.plural)}`,
    `${capital(kind.line)}.`,
    ...each,
    ...file,
    ...sections.flatMap(([section, entries]) => [...(section === undefined ? [] : [`*${section}*`]), tableOf(entries)]),
  ];
}

/** A sentence with its full stop. */
const stopped = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const tableOf = (entries: readonly Entry[]): string => {
  const measured = entries.some((entry) => measure(entry) !== '');
  return table(
    ['name', 'what it is', ...(measured ? ['size'] : []), 'type'],
    entries.map((entry) => [
      code(entry.name),
      escaped([entry.line, ...(entry.more ?? [])].map(stopped).join(' ')),
      ...(measured ? [measure(entry) || '–'] : []),
      code(entry.command),
    ]),
  );
};
