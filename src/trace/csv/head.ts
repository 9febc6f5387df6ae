import { distance } from 'fastest-levenshtein';
import { FormatError, type Place } from '../../errors.ts';
import { firstLines, shareOf } from '../bytes/format.ts';
import { textOfLatin1 } from '../bytes/latin1.ts';
import { ARCHITECTURES, type Architecture } from '../words/architecture.ts';
import { MAX_CPUS, MAX_JOBS, type Note, remark, warning } from '../words/trace.ts';
import { parseWarmup, WARMUP_TEXT, type Warmup } from '../words/warmup.ts';
import {
  BARE_EVENT_COLUMNS,
  COLUMNS,
  type Columns,
  columnsOf,
  fieldsOf,
  inOrder,
  isHeader,
  isOthersHeader,
  positionIn,
} from './columns.ts';
import { withFormulas } from './comments.ts';

/** What the lines before the first record say; `undefined` is what they do not. */
export interface CsvHead extends Columns {
  cpus: number | undefined;
  jobs: number | undefined;
  warmup: Warmup | undefined;
  level: 'user' | 'system' | undefined;
  architecture: Architecture | undefined;
  source: string | undefined;
  command: string | undefined;
  catalogue: string | undefined;
  /** The recording has `enter` and `leave` rows: services are not to be derived from its traps. */
  services: 'recorded' | undefined;
  /** Sentences on comments that mean nothing to us. */
  notes: Note[];
  /** Lines before the first record. */
  lines: number;
}

const KEYS = ['cpus', 'jobs', 'warmup', 'level', 'architecture', 'services', 'source', 'command', 'catalogue'] as const;
type Key = (typeof KEYS)[number];
/** Keys whose values are words for people: only a key right before its `=` ends them. */
const FREE: ReadonlySet<Key> = new Set(['source', 'command', 'catalogue']);
/** A key as people write it: `cpus=`, `cpus = `, `CPUs: `. */
const NEXT_KEY = new RegExp(`\\s+(?=(?:${KEYS.join('|')})\\s*[=:])`, 'i');
const NEXT_KEY_STRICT = new RegExp(`\\s+(?=(?:${KEYS.join('|')})=)`);
/** A key, its separator, the rest; `# cpus 2` too. */
const WITH_VALUE = /^([A-Za-z][\w-]*)(\s*[=:]\s*|(?<=^(?:cpus|jobs))\s+(?=\d+\s*$))(.*)$/i;

/** Reads comments (`# key=value ...`) and a header row off the first lines. Throws a FormatError on a wrong value. */
export function readHead(file: string, lines: readonly string[]): CsvHead {
  const head: CsvHead = {
    cpus: undefined,
    jobs: undefined,
    warmup: undefined,
    level: undefined,
    architecture: undefined,
    source: undefined,
    command: undefined,
    catalogue: undefined,
    services: undefined,
    notes: [],
    ...inOrder(COLUMNS),
    lines: 0,
  };
  for (const line of lines) {
    if (line.startsWith('#')) comment(head, file, textOfLatin1(line));
    else if (line.trim() !== '') break;
    head.lines++;
  }
  const first = lines[head.lines];
  if (first !== undefined && isHeader(first)) {
    head.lines++;
    Object.assign(head, columnsOf(file, head.lines, first));
  } else if (first !== undefined && BARE_EVENT.test(first)) Object.assign(head, inOrder(BARE_EVENT_COLUMNS));
  return head;
}

const RECORD = /^\s*\d{1,3}\s*,[^,]*,\s*[uk]\s*,\s*[ILSMPX]\s*,\s*(?:0x)?[0-9a-fA-F]*\s*,\s*\d+\s*,/;

/** A row of events alone, without a header row: `cpu, instructions so far on it, task, mode, event`. */
const BARE_EVENT = /^\s*\d{1,3}\s*,\s*\d{1,16}\s*,[^,]*,\s*[uk]\s*,\s*(?:[a-z][^,]*)?$/;

/** A field that tells a row's kind. */
const isKind = (field: string): boolean => /^[ILSMPX]$/.test(field.trim());

/** How well the first bytes of a file fit our CSV: all by comments or a header row alone; else the share of rows that are records, with a header those that have a kind of ours. */
export function sniffCsv(peek: Buffer): number {
  const lines = firstLines(peek);
  const rows = lines.filter((line) => !line.startsWith('#') && line.trim() !== '');
  if (rows.length === 0) return lines.some((line) => /^#.*\b(?:cpus|level|architecture)\s*[=:]/.test(line)) ? 1 : 0;
  if (!isHeader(rows[0])) return shareOf(rows, (line) => (BARE_EVENT.test(rows[0]) ? BARE_EVENT : RECORD).test(line));
  if (isOthersHeader(rows[0])) return 0;
  const instructions = positionIn(rows[0], 'instructions');
  const fits = (line: string): boolean => {
    const fields = fieldsOf(line);
    return instructions < 0 ? fields.some(isKind) : /^\d{1,16}$/.test(fields[instructions] ?? '');
  };
  return rows.length === 1 ? 1 : shareOf(rows.slice(1), fits);
}

/** Reads the keys of a comment: `# cpus=2 level=user`, `# cpus = 2`, `# CPUs: 2`; what is no key is words for people. */
function comment(head: CsvHead, file: string, line: string): void {
  let at = /^#\s*/.exec(line)![0].length;
  while (at < line.length) {
    const match = WITH_VALUE.exec(line.slice(at));
    const [, name, separator] = match ?? ['', '', ''];
    const key = KEYS.find((each) => each === name.toLowerCase());
    const begin = at + name.length + separator.length;
    const next = (match === null || (key !== undefined && FREE.has(key)) ? NEXT_KEY_STRICT : NEXT_KEY).exec(
      line.slice(begin),
    );
    const value = (next === null ? line.slice(begin) : line.slice(begin, begin + next.index)).trim();
    if (key !== undefined) setKey(head, key, value, { file, line: head.lines + 1, column: begin + 1 });
    else if (match !== null) unknownKey(head, file, name, separator);
    if (next === null) return;
    at = begin + next.index + next[0].length;
  }
}

/** A key of other people's: one that looks like ours is not passed over in silence. */
function unknownKey(head: CsvHead, file: string, name: string, separator: string): void {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  const near = KEYS.find(
    (key) => distance(key, plain) <= 1 || (key === 'cpus' && /cpus?/.test(plain)) || (key === 'architecture' && plain.startsWith('arch')), // biome-ignore format: a line
  );
  const text = `${file}: the key ${name} in a comment means nothing here`;
  if (near !== undefined) head.notes.push(warning(`${text}; ${near}= says ${MEANINGS[near]}`));
  else if (separator === '=') head.notes.push(remark(text));
}

const MEANINGS: Readonly<Record<Key, string>> = {
  cpus: 'how many CPUs may be named',
  jobs: 'how many processes can wait for a disk',
  warmup: 'what of each window is the ramp-up',
  level: 'whether the kernel is in the recording',
  architecture: 'how addresses are divided',
  services: 'whether services are in the rows',
  source: 'where the recording is from',
  command: 'what was recorded',
  catalogue: 'which entry of the catalogue it is',
};

function setKey(head: CsvHead, key: Key, value: string, place: Place): void {
  const wrong = (expected: string): FormatError => new FormatError(place, value, expected);
  switch (key) {
    case 'cpus': {
      const n = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(n >= 1 && n <= MAX_CPUS)) throw wrong(`a number of CPUs, 1 to ${MAX_CPUS}`);
      head.cpus = n;
      break;
    }
    case 'jobs': {
      const n = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(n >= 1 && n <= MAX_JOBS)) throw wrong(`a number of processes, 1 to ${MAX_JOBS}`);
      head.jobs = n;
      break;
    }
    case 'warmup':
      if (!WARMUP_TEXT.test(value)) throw wrong('a number of instructions, or of references: 1000000 or 100refs');
      head.warmup = parseWarmup(value, 'warmup');
      break;
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
    case 'catalogue':
      head[key] = withFormulas(value);
      break;
  }
}
