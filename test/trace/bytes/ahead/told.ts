import { MessageChannel } from 'node:worker_threads';
import { FormatError } from '../../../../src/errors.ts';
import type { Journal, Listener } from '../../../../src/trace/bytes/ahead/journal.ts';
import type { MovableScanner } from '../../../../src/trace/bytes/ahead/movable.ts';
import { ScanAhead } from '../../../../src/trace/bytes/ahead/scan-ahead.ts';
import { Station } from '../../../../src/trace/bytes/ahead/station.ts';
import { type Connect, PortLink } from '../../../../src/trace/bytes/ahead/thread.ts';

/** A kind of scanner: made for what it tells, and what comes from a journal told to the same. */
export interface Scanned {
  /** A scanner that tells a listener, by the journal's means or at once. */
  scanner(listener: Listener): MovableScanner<unknown>;
}

/** All that a listener was told, and how it ended. */
export interface Telling {
  told: (number | string)[][];
  dropped?: string | undefined;
  error?: string;
}

/** A station in this thread, at the other end of a channel. */
const station =
  (kind: Scanned): Connect =>
  (slots) => {
    const { port1, port2 } = new MessageChannel();
    new Station(port2, slots, (journal: Journal) => kind.scanner(journal));
    return new PortLink(port1, () => port1.close());
  };

export interface Reading {
  /** Bytes of a chunk, and of a slot. */
  chunk: number;
  slot: number;
  /** Bytes after which the station scans; Infinity: never. */
  alone: number;
  truncated?: boolean;
}

/** Scans a text, alone or with a station. */
export async function telling(kind: Scanned, text: string, { chunk, slot, alone, truncated = false }: Reading): Promise<Telling> {
  const bytes = Buffer.from(text, 'latin1');
  const told: (number | string)[][] = [];
  const listener: Listener = {
    accesses: ({ metas, highs, lows, count }) =>
      void told.push([ahead.line, ...metas.subarray(0, count), ...highs.subarray(0, count), ...lows.subarray(0, count)]),
    call: (...call) => void told.push(call),
  };
  const ahead = new ScanAhead(kind.scanner(listener), listener, station(kind), { aloneBytes: alone }, slot);
  try {
    for (let at = 0; at < bytes.length; at += chunk) for await (const _ of ahead.push(bytes.subarray(at, at + chunk)));
    for await (const _ of ahead.finish(truncated));
    const dropped = ahead.end(truncated);
    return { told, dropped };
  } catch (error) {
    if (error instanceof FormatError) return { told, error: error.message };
    throw error;
  } finally {
    ahead.close();
  }
} // biome-ignore format: lines
