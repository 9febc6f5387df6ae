import { readFileSync, writeFileSync } from 'node:fs';
import { MARKERS, type MarkerSpec, type Operand } from '../src/trace/words/markers.ts';
import { OPERAND_KINDS, type OperandSpec } from '../src/trace/words/operands.ts';

/**
 * The table of markers in docs/reference/trace-format.md: `node .ci/trace-format.ts` writes it where it stands, between its two marks.
 */
const DOCUMENT = new URL('../docs/reference/trace-format.md', import.meta.url);
const BEGIN = '<!-- The tables up to the next mark are written by: node .ci/trace-format.ts -->\n';
const END = '<!-- End of the written tables -->\n';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const operand = ([name, kind]: Operand): string => (name === kind ? name : `${name}: ${kind}`);

function csvOf({ csv }: MarkerSpec): string {
  if (typeof csv === 'string') return `\`${csv}\``;
  return 'in' in csv ? (csv as { in: string }).in : csv.map((name) => `\`${name}\``).join(', ');
}

/** What it adds to being an event of the trace. */
function roleOf({ role, changesContext }: MarkerSpec): string {
  return changesContext === true ? `${role}, changes context` : role;
}

export function markerTables(): string {
  const rows = (Object.entries(MARKERS) as [string, MarkerSpec][])
    .sort(([, a], [, b]) => a.code - b.code)
    .map(([name, spec]) => {
      const { code, a, operands = [], meaning } = spec;
      const after = a?.[1] === 'words' ? 'as many as it says' : operands.map(operand).join('<br>');
      return `| ${code} | \`${name}\` | ${a === undefined ? '' : operand(a)} | ${after} | ${roleOf(spec)} | ${csvOf(spec)} | ${cell(meaning)} |`;
    });
  const kinds = Object.entries(OPERAND_KINDS).map(
    ([kind, { meaning, least, most, because }]: [string, OperandSpec]) =>
      `| ${kind} | ${cell(meaning)} | ${most === undefined ? '' : `${least} to ${most}`} | ${because ?? ''} |`,
  );
  return [
    '| type | marker | operand | words that follow | role | in CSV | meaning |',
    '|---:|---|---|---|---|---|---|',
    ...rows,
    '',
    'The kinds of operands:',
    '',
    '| kind | what it holds | least to most | because |',
    '|---|---|---|---|',
    ...kinds,
    '',
  ].join('\n');
}

/** The document with the tables of the code in force. */
export function documented(text: string): string {
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  return `${text.slice(0, from)}\n${markerTables()}\n${text.slice(to)}`;
}

if (import.meta.main) writeFileSync(DOCUMENT, documented(readFileSync(DOCUMENT, 'utf8')));
