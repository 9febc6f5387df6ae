import { FIELDS } from '../../../src/trace/layout/grammar.ts';
import { PRESETS } from '../../../src/trace/layout/presets.ts';
import { fromData } from '../block.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => cell(text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** The layouts that have a name, and the fields of all. */
function layouts(): string {
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

export const LAYOUTS = fromData({ layouts });
