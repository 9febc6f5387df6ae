import { distance } from 'fastest-levenshtein';
import { FormatError } from '../../errors.ts';
import { firstLines, shareOf } from '../bytes/format.ts';
import { ARCHITECTURES, type Architecture } from '../words/architecture.ts';
import { MAX_CPUS } from '../words/trace.ts';

/** The columns of our CSV, in the order they have without a header row. */
export const COLUMNS = ['cpu', 'task', 'mode', 'kind', 'address', 'size', 'info'] as const;
export type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['kind', 'address', 'size'];

/** What the lines before the first record say; `undefined` is what they do not. */
export interface CsvHead {
  cpus: number | undefined;
  jobs: number | undefined;
  level: 'user' | 'system' | undefined;
  architecture: Architecture | undefined;
  source: string | undefined;
  command: string | undefined;
  /** The recording has `enter` and `leave` rows: services are not to be derived from its traps. */
  services: 'recorded' | undefined;
  /** Keys in comments that mean nothing to us. */
  unknownKeys: string[];
  /** Position of each column in a row, -1 where there is none. */
  position: Record<Column, number>;
  /** Fields of a row. */
  width: number;
  /** Lines before the first record. */
  lines: number;
}

const KEYS = ['cpus', 'jobs', 'level', 'architecture', 'source', 'command', 'services'] as const;

/** Fields of a line without quoted commas, as header rows and `kind` columns are. */
export const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.replace(/^"(.*)"$/, '$1'));

/** Reads comments (`# key=value ...`) and a header row off the first lines. Throws a FormatError on a wrong value. */
export function readHead(file: string, lines: readonly string[]): CsvHead {
  const head: CsvHead = {
    cpus: undefined,
    jobs: undefined,
    level: undefined,
    architecture: undefined,
    source: undefined,
    command: undefined,
    services: undefined,
    unknownKeys: [],
    position: { cpu: 0, task: 1, mode: 2, kind: 3, address: 4, size: 5, info: 6 },
    width: COLUMNS.length,
    lines: 0,
  };
  for (const line of lines) {
    if (line.startsWith('#')) comment(head, file, line);
    else if (line.trim() !== '') break;
    head.lines++;
  }
  const first = lines[head.lines];
  if (first !== undefined && isHeader(first)) {
    columns(head, file, first);
    head.lines++;
  }
  return head;
}

const RECORD = /^\s*\d{1,3}\s*,[^,]*,\s*[uk]\s*,\s*[ILSMPX]\s*,\s*(?:0x)?[0-9a-fA-F]*\s*,\s*\d+\s*,/;

/** How well the first bytes of a file fit our CSV: all by a header row with our names, or by comments alone; else the share of rows that are records. */
export function sniffCsv(peek: Buffer): number {
  const lines = firstLines(peek);
  const rows = lines.filter((line) => !line.startsWith('#') && line.trim() !== '');
  if (rows.length === 0) return lines.some((line) => /^#.*\b(?:cpus|level|architecture)\s*[=:]/.test(line)) ? 1 : 0;
  return isHeader(rows[0]) ? 1 : shareOf(rows, (line) => RECORD.test(line));
}

const isHeader = (line: string): boolean => {
  const names = fieldsOf(line).map((name) => name.trim());
  return names.filter((name) => (COLUMNS as readonly string[]).includes(name)).length >= 2;
};

function comment(head: CsvHead, file: string, line: string): void {
  const separator = new RegExp(`\\s+(?=(?:${KEYS.join('|')})=)`);
  for (const part of line.slice(1).trim().split(separator)) {
    const match = /^([A-Za-z][\w-]*)=(.*)$/.exec(part);
    if (match === null) continue;
    const [, key, value] = match;
    const wrong = (expected: string): FormatError =>
      new FormatError({ file, line: head.lines + 1, column: line.indexOf(part) + key.length + 2 }, value, expected);
    switch (key) {
      case 'cpus': {
        const n = Number(value);
        if (!Number.isInteger(n) || n < 1 || n > MAX_CPUS) throw wrong(`a number of CPUs, 1 to ${MAX_CPUS}`);
        head.cpus = n;
        break;
      }
      case 'jobs': {
        const n = Number(value);
        if (!Number.isInteger(n) || n < 1) throw wrong('a number of processes, at least 1');
        head.jobs = n;
        break;
      }
      case 'level':
        if (value !== 'user' && value !== 'system') throw wrong('level=user or level=system');
        head.level = value;
        break;
      case 'architecture': {
        const known = ARCHITECTURES.find((name) => name === value);
        if (known === undefined) throw wrong(`an architecture: ${ARCHITECTURES.join(', ')}`);
        head.architecture = known;
        break;
      }
      case 'services':
        if (value !== 'recorded') throw wrong('services=recorded, or none of it');
        head.services = value;
        break;
      case 'source':
      case 'command':
        head[key] = value;
        break;
      default:
        head.unknownKeys.push(key);
    }
  }
}

function columns(head: CsvHead, file: string, line: string): void {
  const place = (column: number) => ({ file, line: head.lines + 1, column });
  const position: Record<Column, number> = { cpu: -1, task: -1, mode: -1, kind: -1, address: -1, size: -1, info: -1 };
  let at = 1;
  const names = line.split(',');
  names.forEach((text, i) => {
    const name = fieldsOf(text)[0].trim();
    const known = COLUMNS.find((column) => column === name);
    if (known === undefined) {
      const near = COLUMNS.find((column) => distance(column, name.toLowerCase()) <= 2 || name.endsWith('addr'));
      const hint = near === undefined ? '' : ` (did you mean ${name.endsWith('addr') ? 'address' : near}?)`;
      throw new FormatError(place(at), name, `one of the columns ${COLUMNS.join(', ')}${hint}`);
    }
    if (position[known] >= 0) throw new FormatError(place(at), name, 'each column once');
    position[known] = i;
    at += text.length + 1;
  });
  for (const name of REQUIRED)
    if (position[name] < 0) throw new FormatError(place(1), line, `a column named ${name} in the header row`);
  head.position = position;
  head.width = names.length;
}
