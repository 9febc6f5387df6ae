import { distance } from 'fastest-levenshtein';
import { Marker } from '../words/markers.ts';
import { Idle, Privileged, SERVICE_NAMES, Sync } from '../words/vocabulary.ts';

/**
 * Events by the names our CSV gives them in its `info` column (kind X), both ways. The grammar of one event is
 *
 *     name [argument ...]
 *
 * Rows of the page events (`PAGE_EVENTS`) name their page by its address, in the `address` column; other events have 0.
 * `task` and `thread` are the reader's own business: they change the task column and are no events here.
 */
export interface CsvEvent {
  readonly type: Marker;
  /** The marker's operand; of page events the reader replaces it by the dense page. */
  readonly a: number;
  readonly operands: readonly number[];
}

/** A system call whose number the recording does not tell. */
export const UNKNOWN_CALL = 0xffffff;

/** Markers whose operand is a dense page. `remap` names its target page as an address: operands `[low, high]`. */
export const PAGE_EVENTS: ReadonlySet<Marker> = new Set([
  Marker.zeroPage, Marker.freePage, Marker.diskRead, Marker.diskWrite, Marker.fileBlock, Marker.networkSend, Marker.remap,
]); // biome-ignore format: a list

type Parser = (args: string[], rest: string) => CsvEvent[] | undefined;

const one = (type: Marker, a: number, ...operands: number[]): CsvEvent[] => [{ type, a, operands }];

/** A decimal number from 0 to `max`, the limit of the field it goes to. */
function decimal(text: string | undefined, max = 0xffffffff): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const n = Number(text);
  return n <= max ? n : undefined;
}

/** Unsigned 64-bit number as `[low, high]` words. */
function halves(text: string | undefined, radix: 10 | 16): [number, number] | undefined {
  if (text === undefined || !(radix === 16 ? /^[0-9a-f]{1,16}$/i : /^\d{1,18}$/).test(text)) return undefined;
  const n = BigInt(radix === 16 ? `0x${text}` : text);
  return [Number(n & 0xffffffffn), Number(n >> 32n)];
}

const whole = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);

/** `$register.select` of a coprocessor-0 instruction. */
const register =
  (kind: Privileged): Parser =>
  ([text]) => {
    const match = /^\$(\d{1,2})\.(\d)$/.exec(text ?? '');
    if (match === null) return undefined;
    const [number, select] = [Number(match[1]), Number(match[2])];
    return number < 32 && select < 8 ? one(Marker.privileged, kind | (number << 8) | (select << 16)) : undefined;
  };

/** An instruction with a five-bit field (`cache 21`, `rdhwr 29`), kept where the register would be. */
const field =
  (kind: Privileged): Parser =>
  ([text]) => {
    const n = decimal(text ?? '0', 31);
    return n === undefined ? undefined : one(Marker.privileged, kind | (n << 8));
  };

/** An event without arguments; the recorder writes a 0 after some. */
const plain =
  (type: Marker, a: number): Parser =>
  (args) =>
    args.length === 0 || (args.length === 1 && args[0] === '0') ? one(type, a) : undefined;

/** An event with decimal arguments: the first is the operand unless it is a page event, the rest operand words. */
const numbers =
  (type: Marker, count: number): Parser =>
  (args) => {
    const values = args.map((text) => decimal(text));
    if (values.length !== count || values.includes(undefined)) return undefined;
    const all = values as number[];
    return PAGE_EVENTS.has(type)
      ? one(type, 0, ...all)
      : all[0] <= 0xffffff
        ? one(type, ...(all as [number]))
        : undefined;
  };

/** Text as the words of a `Marker.note`. */
function note(text: string): CsvEvent[] {
  const bytes = new TextEncoder().encode(text).subarray(0, 4096);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return one(Marker.note, padded.length / 4, ...new Uint32Array(padded.buffer));
}

const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  [
    'trap',
    ([offset]) => (/^[0-9a-f]{1,6}$/i.test(offset ?? '') ? one(Marker.trap, Number.parseInt(offset, 16)) : undefined),
  ],
  ['eret', plain(Marker.privileged, Privileged.exceptionReturn)],
  ['tlbwr', plain(Marker.privileged, Privileged.tlbWriteRandom)],
  ['tlbwi', plain(Marker.privileged, Privileged.tlbWriteIndexed)],
  ['tlbp', plain(Marker.privileged, Privileged.tlbProbe)],
  ['tlbr', plain(Marker.privileged, Privileged.tlbRead)],
  ['mfc0', register(Privileged.readRegister)],
  ['dmfc0', register(Privileged.readRegister)],
  ['mtc0', register(Privileged.writeRegister)],
  ['dmtc0', register(Privileged.writeRegister)],
  ['diei', register(Privileged.interruptControl)],
  ['cache', field(Privileged.cacheOperation)],
  ['rdhwr', field(Privileged.readHardware)],
  ['wait', plain(Marker.privileged, Privileged.wait)],
  ['ll', plain(Marker.sync, Sync.loadLinked)],
  ['sc', plain(Marker.sync, Sync.storeConditional)],
  ['sync', plain(Marker.sync, Sync.sync)],
  ['idle', (args) => (args[0] === 'wait' ? one(Marker.idle, Idle.wait) : plain(Marker.idle, Idle.idle)(args, ''))],
  ['resume', plain(Marker.idle, Idle.resume)],
  // `syscall 0` is the instruction (its code field, not a number); `syscall NR NAME [RESULT]` a call seen by Valgrind.
  [
    'syscall',
    ([number, name, result]) => {
      if (name === undefined) return one(Marker.syscall, UNKNOWN_CALL);
      const n = decimal(number, UNKNOWN_CALL - 1);
      if (n === undefined) return undefined;
      return result === undefined ? one(Marker.syscall, n) : [...one(Marker.syscall, n), ...one(Marker.sysret, n)];
    },
  ],
  ['sysenter', ([number]) => call(Marker.syscall, number)],
  // `sysret RESULT` (the call is the thread's last), or `sysret NR ... [RESULT]`.
  ['sysret', ([number, dots]) => (dots === '...' ? call(Marker.sysret, number) : one(Marker.sysret, UNKNOWN_CALL))],
  ['window', (_, rest) => window(rest)],
  ['exec', (_, rest) => note(`exec ${rest}`)],
  ['note', (_, rest) => note(rest)],
  [
    'enter',
    ([name]) => {
      const service = SERVICE_NAMES.indexOf(name ?? '');
      return service < 0 ? undefined : one(Marker.serviceEnter, service);
    },
  ],
  ['leave', plain(Marker.serviceLeave, 0)],
  ['lock', numbers(Marker.lockAcquire, 1)],
  ['unlock', numbers(Marker.lockRelease, 1)],
  ['zero-page', plain(Marker.zeroPage, 0)],
  ['free-page', plain(Marker.freePage, 0)],
  ['disk-read', numbers(Marker.diskRead, 3)],
  ['disk-write', numbers(Marker.diskWrite, 3)],
  ['file-block', numbers(Marker.fileBlock, 3)],
  ['network-send', numbers(Marker.networkSend, 2)],
  [
    'remap',
    ([target]) => {
      const address = halves(target, 16);
      return address && one(Marker.remap, 0, ...address);
    },
  ],
]);

/** Every name the `info` column of an X row may begin with. */
export const EVENT_NAMES: readonly string[] = [...PARSERS.keys(), 'task', 'thread'];

function call(type: Marker, number: string | undefined): CsvEvent[] | undefined {
  const n = decimal(number, UNKNOWN_CALL - 1);
  return n === undefined ? undefined : one(type, n);
}

/** `window [at record R instruction I]`: counts of the whole recording up to here, 0 where not told. */
function window(rest: string): CsvEvent[] | undefined {
  if (rest === '') return one(Marker.window, 0, 0, 0, 0, 0);
  const match = /^at record (\d+) instruction (\d+)$/.exec(rest);
  const [records, instructions] = [halves(match?.[1], 10), halves(match?.[2], 10)];
  return records && instructions && one(Marker.window, 0, ...records, ...instructions);
}

/** The events an `info` text means (a Valgrind system call is two), or undefined where it means none. */
export function parseEvent(text: string): readonly CsvEvent[] | undefined {
  const space = text.indexOf(' ');
  const name = space < 0 ? text : text.slice(0, space);
  const rest = space < 0 ? '' : text.slice(space + 1).trim();
  return PARSERS.get(name)?.(rest === '' ? [] : rest.split(/ +/), rest);
}

/** What an error says was expected in place of `text`: the right form of a known name, else the nearest name. */
export function expectedEvent(text: string): string {
  const name = text.split(' ', 1)[0];
  if (PARSERS.has(name)) return `the arguments of the event ${name}, as in ${EXAMPLES[name] ?? name}`;
  let nearest = EVENT_NAMES[0];
  for (const other of EVENT_NAMES) if (distance(name, other) < distance(name, nearest)) nearest = other;
  const hint = distance(name, nearest) <= 3 ? ` (did you mean ${nearest}?)` : '';
  return `a known event${hint}: ${EVENT_NAMES.join(', ')}`;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  trap: '"trap 180" (offset of the vector, hexadecimal)',
  mfc0: '"mfc0 $13.0" (register and select)',
  dmfc0: '"dmfc0 $14.0" (register and select)',
  mtc0: '"mtc0 $12.0" (register and select)',
  dmtc0: '"dmtc0 $14.0" (register and select)',
  diei: '"diei $12.0" (register and select)',
  cache: '"cache 21" (the operation, 0 to 31)',
  rdhwr: '"rdhwr 29" (the register, 0 to 31)',
  syscall: '"syscall", or "syscall 257 openat 0x4" (number, name, result)',
  sysenter: '"sysenter 5012" (number)',
  sysret: '"sysret -2" (result), or "sysret 257 ... 0x4" (number, result)',
  window: '"window", or "window at record 1000 instruction 1220"',
  enter: `"enter fault"; services: ${SERVICE_NAMES.join(', ')}`,
  lock: '"lock 3" (its number, below 2^24)',
  unlock: '"unlock 3" (its number, below 2^24)',
  'disk-read': '"disk-read 0 1024 8" (disk, first sector, sectors)',
  'disk-write': '"disk-write 0 1024 8" (disk, first sector, sectors)',
  'file-block': '"file-block 0 1024 8" (disk, first sector, sectors)',
  'network-send': '"network-send 1500 0" (bytes, 1 if aligned)',
  remap: '"remap 80402000" (address of the target page, hexadecimal)',
};

const PRIVILEGED_TEXT: readonly string[] = Object.entries({
  [Privileged.readRegister]: 'mfc0',
  [Privileged.writeRegister]: 'mtc0',
  [Privileged.tlbProbe]: 'tlbp',
  [Privileged.tlbRead]: 'tlbr',
  [Privileged.tlbWriteRandom]: 'tlbwr',
  [Privileged.tlbWriteIndexed]: 'tlbwi',
  [Privileged.exceptionReturn]: 'eret',
  [Privileged.cacheOperation]: 'cache',
  [Privileged.interruptControl]: 'diei',
  [Privileged.wait]: 'wait',
  [Privileged.readHardware]: 'rdhwr',
}).map(([, name]) => name);

function privilegedText(a: number): string {
  const kind = a & 255;
  const number = (a >>> 8) & 255;
  const name = PRIVILEGED_TEXT[kind];
  switch (kind) {
    case Privileged.readRegister:
    case Privileged.writeRegister:
    case Privileged.interruptControl:
      return `${name} $${number}.${a >>> 16}`;
    case Privileged.cacheOperation:
    case Privileged.readHardware:
      return `${name} ${number}`;
    default:
      return name;
  }
}

/**
 * The `info` text of a marker, such that `parseEvent` gives the marker back. Markers that are columns or rows of other
 * kinds (cpu, mode, run, frame, ...) have no text here: a RangeError. A remap wants its target as an address, `[low, high]`.
 */
export function eventName(type: Marker, a: number, operands: ArrayLike<number>): string {
  switch (type) {
    case Marker.privileged:
      return privilegedText(a);
    case Marker.trap:
      return `trap ${a.toString(16)}`;
    case Marker.syscall:
      return a === UNKNOWN_CALL ? 'syscall' : `sysenter ${a}`;
    case Marker.sysret:
      return a === UNKNOWN_CALL ? 'sysret' : `sysret ${a} ...`;
    case Marker.idle:
      return a === Idle.resume ? 'resume' : a === Idle.wait ? 'idle wait' : 'idle';
    case Marker.sync:
      return a === Sync.sync ? 'sync' : a === Sync.loadLinked ? 'll' : 'sc';
    case Marker.window:
      return `window at record ${whole(operands[0], operands[1])} instruction ${whole(operands[2], operands[3])}`;
    case Marker.serviceEnter:
      return `enter ${SERVICE_NAMES[a]}`;
    case Marker.serviceLeave:
      return 'leave';
    case Marker.lockAcquire:
      return `lock ${a}`;
    case Marker.lockRelease:
      return `unlock ${a}`;
    case Marker.zeroPage:
      return 'zero-page';
    case Marker.freePage:
      return 'free-page';
    case Marker.diskRead:
      return `disk-read ${Array.from(operands).join(' ')}`;
    case Marker.diskWrite:
      return `disk-write ${Array.from(operands).join(' ')}`;
    case Marker.fileBlock:
      return `file-block ${Array.from(operands).join(' ')}`;
    case Marker.networkSend:
      return `network-send ${Array.from(operands).join(' ')}`;
    case Marker.remap:
      return `remap ${whole(operands[0], operands[1]).toString(16)}`;
    case Marker.note: {
      const text = new TextDecoder().decode(Uint32Array.from(Array.from(operands))).replace(/\0+$/, '');
      return text.startsWith('exec ') ? text : `note ${text}`;
    }
    default:
      throw new RangeError(`a marker of type ${type} has no text`);
  }
}
