import { Kind } from './layout.ts';
import type { OperandKind } from './operands.ts';

/** An operand: what it is called, and what it holds. */
export type Operand = readonly [name: string, kind: OperandKind];

/** All there is to know of a marker. */
export interface MarkerSpec {
  /** Its number in the word. Files exist: a code never changes, a new marker takes the next free one, at most 63. */
  readonly code: number;
  /**
   * `bookkeeping`: keeps the stream's books, and is no event in the totals. `event`: something that happened, recorded or made up.
   * `scheduler`: written before the machine, by the monitor's scheduler or where a warm-up ends; no trace has it.
   */
  readonly role: 'bookkeeping' | 'event' | 'scheduler';
  /** The marker word's own operand, of 24 bits; 0 where there is none. */
  readonly a?: Operand;
  /** The words that follow. After an `a` of kind `words` there are as many as it says, and none is named. */
  readonly operands?: readonly Operand[];
  /** Whether later references are charged elsewhere, so that the run before it is closed by a tally. */
  readonly changesContext?: true;
  /**
   * How our CSV tells it. A name: an X row whose `info` is the name and then the operands, but for a page in `a`, which is the row's
   * address. Several names: X rows with a grammar of their own, in `csv/grammars.ts`. `in`: what else of the CSV tells it.
   */
  readonly csv: string | readonly string[] | { readonly in: string };
  /** What it means, in a sentence. */
  readonly meaning: string;
}

/**
 * The trace's alphabet of markers: the one place that says what a marker is. All else derives from it: `Marker`, lengths, what is
 * recorded, which operands are pages, the text in CSV, validation, the table in docs/reference/trace-format.md (`npm run docs`).
 */
export const MARKERS = {
  cpu: {
    code: 0, role: 'bookkeeping', a: ['cpu', 'cpu'], csv: { in: 'the column `cpu`' },
    meaning: "What follows is this CPU's.",
  },
  tally: {
    code: 1, role: 'bookkeeping',
    operands: [['instructions', 'count'], ['fetches', 'count'], ['loads', 'count'], ['stores', 'count'], ['unmapped', 'count']],
    csv: { in: 'its rows' },
    meaning: "Totals since this CPU's last tally, charged to its present context; `unmapped` are the references of any kind whose segment bypasses the TLB natively. Every run of references ends in one, at the latest after 1024 words: it is the trace's clock.",
  },
  region: {
    code: 2, role: 'bookkeeping', a: ['region', 'region'],
    operands: [['space', 'space'], ['keyLow', 'low'], ['keyHigh', 'top'], ['flags', 'flags']],
    csv: { in: 'addresses; where the architecture does not tell its flags, an X row `segment FLAG ...` at its address' },
    meaning: 'A region first appears; its key is its address >> 18.',
  },
  wide: {
    code: 3, role: 'bookkeeping', a: ['kind', 'kind'],
    operands: [['first', 'granule'], ['bytes', 'extent'], ['rest', 'packed']],
    csv: { in: 'a row' },
    meaning: 'An access too long or too odd for a span.',
  },
  continued: {
    code: 4, role: 'bookkeeping', csv: { in: 'a row' },
    meaning: "The next reference is the second part of an access that crosses a region's edge; replay need not know.",
  },
  mode: {
    code: 5, role: 'event', a: ['mode', 'mode'], changesContext: true, csv: { in: 'the column `mode`' },
    meaning: 'The mode of the CPU from here on.',
  },
  run: {
    code: 6, role: 'event', a: ['task', 'task'], csv: { in: 'the column `task`' },
    meaning: 'The CPU runs this task from here on.',
  },
  task: {
    code: 7, role: 'bookkeeping', a: ['task', 'task'],
    operands: [['idLow', 'low'], ['idHigh', 'high'], ['space', 'space']],
    csv: { in: 'the column `task`; its space, unless it is the next, an X row `space N`, or `thread ID` for the first' },
    meaning: "A task first appears, with the recording's own id for it.",
  },
  serviceEnter: {
    code: 8, role: 'event', a: ['service', 'service'], changesContext: true, csv: 'enter',
    meaning: 'The CPU enters a service of its operating system; services nest.',
  },
  serviceLeave: {
    code: 9, role: 'event', changesContext: true, csv: 'leave',
    meaning: 'The CPU leaves the service it last entered.',
  },
  privileged: {
    code: 10, role: 'event', a: ['instruction', 'privileged'],
    csv: ['eret', 'tlbwr', 'tlbwi', 'tlbp', 'tlbr', 'mfc0', 'dmfc0', 'mtc0', 'dmtc0', 'diei', 'cache', 'rdhwr', 'wait'],
    meaning: 'A privileged instruction; its fetch is a reference like any other.',
  },
  trap: {
    code: 11, role: 'event', a: ['vector', 'vector'], csv: 'trap',
    meaning: 'An exception enters the kernel.',
  },
  syscall: {
    code: 12, role: 'event', a: ['number', 'call'], csv: ['syscall', 'sysenter'],
    meaning: 'A system call instruction.',
  },
  sysret: {
    code: 13, role: 'event', a: ['number', 'call'], csv: ['sysret'],
    meaning: 'A system call returns to user level.',
  },
  idle: {
    code: 14, role: 'event', a: ['what', 'idle'], changesContext: true, csv: ['idle', 'resume'],
    meaning: 'The CPU has nothing to do, or has again.',
  },
  window: {
    code: 15, role: 'event', changesContext: true,
    operands: [['recordsLow', 'low'], ['recordsHigh', 'high'], ['instructionsLow', 'low'], ['instructionsHigh', 'high']],
    csv: ['window'],
    meaning: 'A gap in the recording, after so many records and instructions: caches and TLBs are cold from here.',
  },
  frame: {
    code: 16, role: 'event', a: ['page', 'page'], operands: [['frameLow', 'low'], ['frameHigh', 'high']],
    csv: { in: 'a row of kind P' },
    meaning: 'The physical page behind a dense page, as the recording saw it.',
  },
  zeroPage: {
    code: 17, role: 'event', a: ['page', 'page'], csv: 'zero-page',
    meaning: 'The guest needs the page filled with zeroes.',
  },
  freePage: {
    code: 18, role: 'event', a: ['page', 'page'], csv: 'free-page',
    meaning: 'The guest put the page on its free list.',
  },
  lockAcquire: {
    code: 19, role: 'event', a: ['lock', 'lock'], changesContext: true, csv: 'lock',
    meaning: 'The CPU acquires a lock, recorded without the waiting, which price computes.',
  },
  lockRelease: {
    code: 20, role: 'event', a: ['lock', 'lock'], changesContext: true, csv: 'unlock',
    meaning: 'The CPU releases a lock.',
  },
  diskRead: {
    code: 21, role: 'event', a: ['page', 'page'], operands: [['disk', 'disk'], ['first', 'sector'], ['sectors', 'sectors']],
    csv: 'disk-read',
    meaning: 'Sectors of a disk are read into the page.',
  },
  diskWrite: {
    code: 22, role: 'event', a: ['page', 'page'], operands: [['disk', 'disk'], ['first', 'sector'], ['sectors', 'sectors']],
    csv: 'disk-write',
    meaning: 'Sectors of a disk are written from the page.',
  },
  networkSend: {
    code: 23, role: 'event', a: ['page', 'page'], operands: [['bytes', 'message'], ['aligned', 'flag']],
    csv: 'network-send',
    meaning: "Bytes of the page are sent, `aligned` (1) if from its beginning; receivers are the structure's business.",
  },
  remap: {
    code: 24, role: 'event', a: ['page', 'page'], operands: [['target', 'page']], csv: 'remap',
    meaning: 'The page is remapped to another instead of copied.',
  },
  sync: {
    code: 25, role: 'event', a: ['what', 'sync'], csv: ['ll', 'sc', 'sync'],
    meaning: 'A synchronising instruction.',
  },
  note: {
    code: 26, role: 'event', a: ['length', 'words'], csv: ['exec', 'note'],
    meaning: 'A remark without effect on replay.',
  },
  virtualCpu: {
    code: 27, role: 'scheduler', a: ['virtualCpu', 'cpu'], operands: [['vm', 'vm']], csv: { in: 'nothing' },
    meaning: 'The CPU runs this virtual CPU, of this virtual machine, from here on.',
  },
  fileBlock: {
    code: 28, role: 'event', a: ['page', 'page'], operands: [['disk', 'disk'], ['first', 'sector'], ['sectors', 'sectors']],
    csv: 'file-block',
    meaning: 'The kernel uses a block of a file through the page of its buffer cache. Whether it has to be read is for replay to say: that depends on what this kernel, or any on the same monitor, has read before.',
  },
  part: {
    code: 29, role: 'bookkeeping', a: ['part', 'part'],
    operands: [['space', 'space'], ['keyLow', 'low'], ['keyHigh', 'top'], ['flags', 'flags'], ['eighth', 'eighth']],
    csv: { in: 'as a region' },
    meaning: 'A part of a region first appears; its key is its address >> 18, and which eighth of those 256 KB it is. The first part introduces its region.',
  },
  measure: {
    code: 30, role: 'scheduler', a: ['late', 'flag'],
    operands: [['instructions', 'count'], ['fetches', 'count'], ['loads', 'count'], ['stores', 'count'], ['unmapped', 'count']],
    csv: { in: 'nothing' },
    meaning: "The window's warm-up is over on this CPU; of the run that is open, so much came before. `late`: 1 where it was over already, and a run goes on that the kernel had interrupted.",
  },
  diskReadSegment: {
    code: 31, role: 'event', a: ['page', 'page'], operands: [['disk', 'disk'], ['first', 'sector'], ['sectors', 'sectors']],
    csv: 'disk-read-segment',
    meaning: 'The `diskRead` before goes on: further sectors of the same request, into another page of its scatter-gather list.',
  },
  diskWriteSegment: {
    code: 32, role: 'event', a: ['page', 'page'], operands: [['disk', 'disk'], ['first', 'sector'], ['sectors', 'sectors']],
    csv: 'disk-write-segment',
    meaning: 'The `diskWrite` before goes on: further sectors of the same request, from another page.',
  },
} as const satisfies Readonly<Record<string, MarkerSpec>>; // biome-ignore format: a table

export type MarkerName = keyof typeof MARKERS;

/** The markers' codes by name. */
export const Marker = Object.fromEntries(Object.entries(MARKERS).map(([name, { code }]) => [name, code])) as {
  readonly [Name in MarkerName]: (typeof MARKERS)[Name]['code'];
};
/** The type of a marker. */
export type Marker = (typeof Marker)[MarkerName];

/** Codes that a word has room for. */
const CODES = 64;
const specs: readonly [MarkerName, MarkerSpec][] = Object.entries(MARKERS) as [MarkerName, MarkerSpec][];

/** Name of a code, for people; undefined of one that no marker has. */
export const MARKER_NAMES: readonly (MarkerName | undefined)[] = Array.from(
  { length: CODES },
  (_, code) => specs.find(([, spec]) => spec.code === code)?.[0],
);

/** What the table says of a marker. */
export const specOf = (type: Marker): MarkerSpec => MARKERS[MARKER_NAMES[type] as MarkerName];

/** 1 at the codes of the markers that are such. */
function codesThat(are: (spec: MarkerSpec) => boolean): Uint8Array {
  const codes = new Uint8Array(CODES);
  for (const [, spec] of specs) if (are(spec)) codes[spec.code] = 1;
  return codes;
}

const RECORDED = codesThat(({ role }) => role !== 'scheduler');
const EVENTS = codesThat(({ role }) => role !== 'bookkeeping');
const CHANGES_CONTEXT = codesThat((spec) => spec.changesContext === true);

/** Whether a trace may have this marker; false of codes that no marker has. */
export const isRecorded = (type: number): type is Marker => RECORDED[type] === 1;
/** Whether the marker is an event in the totals, rather than bookkeeping. */
export const isEvent = (type: Marker): boolean => EVENTS[type] === 1;
/** Whether references after it are charged elsewhere than those before. */
export const changesContext = (type: Marker): boolean => CHANGES_CONTEXT[type] === 1;

const PAGE_OFFSETS: readonly (readonly number[])[] = MARKER_NAMES.map((name) => {
  const { a = ['', 'count'], operands = [] }: Partial<MarkerSpec> = name === undefined ? {} : MARKERS[name];
  return [a, ...operands].flatMap(([, kind], offset) => (kind === 'page' ? [offset] : []));
});
/** Which of a marker's words hold dense pages: 0 is the marker's own operand, n the nth that follows. */
export const pageOffsets = (type: Marker): readonly number[] => PAGE_OFFSETS[type];

/** In `OPERANDS`: as many as the marker's own operand says. */
const COUNTED = 255;

/** Words that follow each marker. */
const OPERANDS = new Uint8Array(CODES);
for (const [, { code, a, operands = [] }] of specs) OPERANDS[code] = a?.[1] === 'words' ? COUNTED : operands.length;

export const marker = (type: Marker, a = 0): number => ((a << 8) | (type << 2) | Kind.marker) >>> 0;
export const markerType = (word: number): Marker => ((word >>> 2) & (CODES - 1)) as Marker;
export const markerOperand = (word: number): number => word >>> 8;
/** Words of the marker whose first this is, itself included. */
export const markerLength = (word: number): number => {
  const operands = OPERANDS[markerType(word)];
  return 1 + (operands === COUNTED ? markerOperand(word) : operands);
};
