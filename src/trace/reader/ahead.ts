import { closeSync, openSync, readSync, statSync } from 'node:fs';
import os from 'node:os';
import { UserError } from '../../errors.ts';
import { sniff } from '../bytes/compression/decompress.ts';
import { hasBytes } from '../bytes/magic.ts';
import { ReadingNotes } from '../bytes/reading-notes.ts';
import type { Batch, OpenOptions, Trace } from '../words/trace.ts';
import type { Facts, ReadOptions } from './messages.ts';
import { Reader } from './reader.ts';

/** Bytes of a file from which on it is read by a thread of its own: less takes no longer than the thread's start, some 100 ms. */
const LONG_BYTES = 8 << 20;
const CONTAINER = 'ARROW1';
/** Times that a text is as long as what a compression makes of it; measured: 23 for recorded din by gzip, 69 for lackey's text by zstd. */
const COMPRESSED = 16;

/** A reading that has begun before the program that wants it is there. */
export interface Begun {
  /** The trace, opened so. Gives up what has begun, and gives undefined, where it is to be opened otherwise. */
  opened(options: OpenOptions): Promise<Trace | undefined>;
  close(): void;
}

/** Whether a path is a long file of others' format, of so many bytes once decompressed: containers take next to nothing to read, and what is no file may be read once only. */
function isLong(path: string, bytes: number): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined || !status.isFile() || COMPRESSED * status.size < bytes) return false;
  const head = Buffer.alloc(CONTAINER.length);
  const file = openSync(path, 'r');
  readSync(file, head);
  closeSync(file);
  if (sniff(head) === 'none' && status.size < bytes) return false;
  return !hasBytes(CONTAINER)(head);
}

/** Begins to read a long file in a thread of its own, where there is a core for it; undefined: no need. */
export function begin(path: string, options: ReadOptions, longBytes: number = LONG_BYTES): Begun | undefined {
  try {
    if (os.availableParallelism() < 2 || !isLong(path, longBytes)) return undefined;
  } catch {
    return undefined; // whoever opens it says what is wrong
  }
  const first = new Reader(path, options);
  return {
    async opened({ onProgress, signal, ...other }) {
      if (isSame(options, other)) return opened(path, options, first, onProgress, signal);
      first.close();
      return undefined;
    },
    close: () => first.close(),
  };
}

const isSame = (one: object, other: object): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every(
    (key) => (one as Record<string, unknown>)[key] === (other as Record<string, unknown>)[key],
  );

type Changing = { -readonly [Key in keyof Trace]: Trace[Key] };

/** The trace that a reader reads; each further reading of it has a reader of its own. */
async function opened(
  path: string,
  options: ReadOptions,
  first: Reader,
  onProgress: OpenOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Trace> {
  let begun: Reader | undefined = first;
  const { header, notes: own, ...known } = await openingOf(first);
  const trace: Changing = { header: { ...header }, notes: [...own], batches };
  const notes = new ReadingNotes(trace.notes);
  const take = (known: Omit<Facts, 'header' | 'notes'>): void => {
    for (const [key, value] of Object.entries(known)) if (value !== undefined) Object.assign(trace, { [key]: value });
  };
  const learn = ({ header, notes: fresh, ...known }: Facts): void => {
    Object.assign(trace.header, header);
    notes.push(...fresh);
    take(known);
  };
  take(known);

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    notes.begin();
    const reader = begun ?? new Reader(path, options);
    reader.onProgress = onProgress;
    if (begun === undefined) await openingOf(reader);
    begun = undefined;
    try {
      for (;;) {
        signal?.throwIfAborted();
        const said = await reader.next();
        if (said.kind === 'batch') {
          learn(said.facts);
          yield said.batch;
          reader.giveBack(said.slot);
        } else {
          if (said.facts !== undefined) learn(said.facts);
          if (said.kind === 'wrong') throw errorOf(said);
          return;
        }
      }
    } finally {
      reader.close();
    }
  }

  return trace;
}

/** What a reader says when the trace is open. Throws why it cannot be opened. */
async function openingOf(reader: Reader): Promise<Facts> {
  const said = await reader.next();
  if (said.kind === 'open') return said.facts;
  reader.close();
  throw errorOf(said as { message: string; byUser: boolean });
}

const errorOf = ({ message, byUser }: { message: string; byUser: boolean }): Error =>
  byUser ? new UserError(message) : new Error(message);
