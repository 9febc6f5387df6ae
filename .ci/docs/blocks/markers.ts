import { MARKERS, type MarkerSpec, type Operand } from '../../../src/trace/words/markers.ts';
import { OPERAND_KINDS, type OperandSpec } from '../../../src/trace/words/operands.ts';
import { fromData } from '../block.ts';

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

function markerTables(): string {
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

/** The markers of a trace, and the kinds of their operands. */
export const TRACE_MARKERS = fromData({ markers: markerTables });
