import { readFileSync, writeFileSync } from 'node:fs';
import { FIELDS } from '../src/trace/layout/grammar.ts';
import { PRESETS } from '../src/trace/layout/presets.ts';

/** The tables of layouts and fields in docs/how-to/recording.md: `node .ci/layouts.ts` writes them where they stand, between their marks. */
const DOCUMENT = new URL('../docs/how-to/recording.md', import.meta.url);
const BEGIN = '<!-- The tables up to the next mark are written by: node .ci/layouts.ts -->\n';
const END = '<!-- End of the written tables -->\n';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => cell(text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

export function layoutTables(): string {
  const presets = PRESETS.map(
    ({ name, example, lines, source, lacks }) =>
      `| \`${name}\` | ${code(example)} | ${lines.map(code).join('<br>')} | ${cell(lacks.join('; '))} | ${cell(source)} |`,
  );
  const fields = Object.entries(FIELDS).map(
    ([name, { base = '', bytes = '', meaning }]) => `| \`${name}\` | ${cell(meaning)} | ${base} | ${bytes} |`,
  );
  return [
    '| `--format` | a line | layout | what such a trace lacks | where it is described |',
    '|---|---|---|---|---|',
    ...presets,
    '',
    '| field | meaning | base | bytes, if no size tells |',
    '|---|---|---|---:|',
    ...fields,
    '',
  ].join('\n');
}

/** The document with the tables as they are now. */
export function withTables(document: string): string {
  const [from, to] = [document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END)];
  return `${document.slice(0, from)}\n${layoutTables()}\n${document.slice(to)}`;
}

if (import.meta.main) writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
