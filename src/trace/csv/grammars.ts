import { type MARKERS, Marker, type MarkerName } from '../words/markers.ts';
import { noteText, noteWords } from '../words/operands.ts';
import { UNKNOWN_CALL } from '../words/syscalls.ts';
import { Idle, PRIVILEGED_MNEMONICS, Privileged, Sync } from '../words/vocabulary.ts';
import { decimal, halves, whole } from './fields.ts';

/**
 * An event of our CSV, as the trace has it but for pages: the row's address stands for a page in `a`, which is 0 here, and of any other
 * page the address is here, as two words, low half first.
 */
export interface CsvEvent {
  readonly type: Marker;
  readonly a: number;
  readonly operands: readonly number[];
}

/** In `CsvEvent.a` of a system call's return: it is of the task's last call. */
export const LAST_CALL = -1;

/** The events that the rest of an `info` text means: its words, and the text as it stands after one blank. */
export type Parser = (args: string[], rest: string) => CsvEvent[] | undefined;

/** Names of the markers whose CSV has a grammar of its own, and the names by which rows call them. */
type Special = {
  [Name in MarkerName]: (typeof MARKERS)[Name]['csv'] extends readonly string[] ? Name : never;
}[MarkerName];
type RowName<Name extends Special> = (typeof MARKERS)[Name]['csv'][number];

interface Grammar<Name extends string> {
  /** What is meant by the words behind each of the names. */
  readonly names: Readonly<Record<Name, Parser>>;
  /** Right forms, for errors, of names that take arguments. */
  readonly examples: Readonly<Partial<Record<Name, string>>>;
  /** The text of such a marker; reading it gives the marker. */
  text(a: number, operands: ArrayLike<number>): string;
}

export const one = (type: Marker, a: number, ...operands: number[]): CsvEvent[] => [{ type, a, operands }];

/** No arguments; the recorder writes a 0 after some. */
export const isBare = (args: readonly string[]): boolean => args.length === 0 || (args.length === 1 && args[0] === '0');

/** An event without arguments. */
const plain =
  (type: Marker, a: number): Parser =>
  (args) =>
    isBare(args) ? one(type, a) : undefined;

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

function privilegedText(a: number): string {
  const kind = a & 255;
  const number = (a >>> 8) & 255;
  const name = PRIVILEGED_MNEMONICS[kind as Privileged];
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

/** A call's number, `?` where it is not known. */
function call(type: Marker, number: string | undefined): CsvEvent[] | undefined {
  const n = number === '?' ? UNKNOWN_CALL : decimal(number, UNKNOWN_CALL - 1);
  return n === undefined ? undefined : one(type, n);
}

/** Text as a note. */
function note(text: string): CsvEvent[] {
  const words = noteWords(text);
  return one(Marker.note, words.length, ...words);
}

export const GRAMMARS: { readonly [Name in Special]: Grammar<RowName<Name>> } = {
  privileged: {
    names: {
      eret: plain(Marker.privileged, Privileged.exceptionReturn),
      tlbwr: plain(Marker.privileged, Privileged.tlbWriteRandom),
      tlbwi: plain(Marker.privileged, Privileged.tlbWriteIndexed),
      tlbp: plain(Marker.privileged, Privileged.tlbProbe),
      tlbr: plain(Marker.privileged, Privileged.tlbRead),
      mfc0: register(Privileged.readRegister),
      dmfc0: register(Privileged.readRegister),
      mtc0: register(Privileged.writeRegister),
      dmtc0: register(Privileged.writeRegister),
      diei: register(Privileged.interruptControl),
      cache: field(Privileged.cacheOperation),
      rdhwr: field(Privileged.readHardware),
      wait: plain(Marker.privileged, Privileged.wait),
    },
    examples: {
      mfc0: '"mfc0 $13.0" (register and select)',
      dmfc0: '"dmfc0 $14.0" (register and select)',
      mtc0: '"mtc0 $12.0" (register and select)',
      dmtc0: '"dmtc0 $14.0" (register and select)',
      diei: '"diei $12.0" (register and select)',
      cache: '"cache 21" (the operation, 0 to 31)',
      rdhwr: '"rdhwr 29" (the register, 0 to 31)',
    },
    text: privilegedText,
  },
  sync: {
    names: {
      ll: plain(Marker.sync, Sync.loadLinked),
      sc: plain(Marker.sync, Sync.storeConditional),
      sync: plain(Marker.sync, Sync.sync),
    },
    examples: {},
    text: (a) => (a === Sync.sync ? 'sync' : a === Sync.loadLinked ? 'll' : 'sc'),
  },
  idle: {
    names: {
      idle: (args) => (args[0] === 'wait' ? one(Marker.idle, Idle.wait) : plain(Marker.idle, Idle.idle)(args, '')),
      resume: plain(Marker.idle, Idle.resume),
    },
    examples: { idle: '"idle", or "idle wait"' },
    text: (a) => (a === Idle.resume ? 'resume' : a === Idle.wait ? 'idle wait' : 'idle'),
  },
  syscall: {
    names: {
      // `syscall 0` is the instruction (its code field, not a number); `syscall NR NAME [RESULT]` a call seen by Valgrind.
      syscall([number, name, result]) {
        if (name === undefined) return one(Marker.syscall, UNKNOWN_CALL);
        const n = decimal(number, UNKNOWN_CALL - 1);
        if (n === undefined) return undefined;
        return result === undefined ? one(Marker.syscall, n) : [...one(Marker.syscall, n), ...one(Marker.sysret, n)];
      },
      sysenter: ([number]) => call(Marker.syscall, number),
    },
    examples: {
      syscall: '"syscall", or "syscall 257 openat 0x4" (number, name, result)',
      sysenter: '"sysenter 5012" (number)',
    },
    text: (a) => (a === UNKNOWN_CALL ? 'syscall' : `sysenter ${a}`),
  },
  sysret: {
    names: {
      // `sysret RESULT` (of the task's last call, whose number the reader fills in), or `sysret NR ... [RESULT]`.
      sysret: ([number, dots]) => (dots === '...' ? call(Marker.sysret, number) : one(Marker.sysret, LAST_CALL)),
    },
    examples: { sysret: '"sysret -2" (result), or "sysret 257 ... 0x4" (number, or ? if unknown; result)' },
    text: (a) => (a === LAST_CALL ? 'sysret' : `sysret ${a === UNKNOWN_CALL ? '?' : a} ...`),
  },
  window: {
    names: {
      /** `window [at record R instruction I]`: counts of the whole recording up to here, 0 where not told. */
      window(_, rest) {
        if (rest.trim() === '') return one(Marker.window, 0, 0, 0, 0, 0);
        const match = /^at record (\d+) instruction (\d+)$/.exec(rest.trim());
        const [records, instructions] = [halves(match?.[1], 10), halves(match?.[2], 10)];
        return records && instructions && one(Marker.window, 0, ...records, ...instructions);
      },
    },
    examples: { window: '"window", or "window at record 1000 instruction 1220"' },
    text: (_, at) => `window at record ${whole(at[0], at[1])} instruction ${whole(at[2], at[3])}`,
  },
  note: {
    names: { exec: (_, rest) => note(`exec ${rest}`), note: (_, rest) => note(rest) },
    examples: {},
    text(_, operands) {
      const text = noteText(operands);
      return text.startsWith('exec ') ? text : `note ${text}`;
    },
  },
};

export const hasGrammar = (marker: MarkerName): marker is Special => Object.hasOwn(GRAMMARS, marker);
