import type { MessagePort } from 'node:worker_threads';
import { FormatError, type Place } from '../../../errors.ts';
import { type Entry, Journal } from './journal.ts';
import type { MovableScanner, ScannerState } from './movable.ts';
import { Slot } from './slot.ts';

/** What the station is told: from where to go on; then to scan the bytes of a slot, and whether they are the last, of a text that is cut off or not. */
export type Order = { resume: ScannerState } | Portion;
export interface Portion {
  slot: number;
  bytes: number;
  end?: { truncated: boolean };
}

/** What it answers to each slot, in order; the first says that it is there. */
export interface Answer {
  readonly entry: Entry;
  /** Where it is now. */
  readonly state?: ScannerState;
  /** As `LineScanner.end` returns. */
  readonly dropped?: string | undefined;
  readonly wrong?: Wrong;
}
export type Wrong = { place: Place; found: string; expected: string } | { fault: string };

/** Scans for another thread what it puts into slots: the end of the line to which a port leads. */
export class Station {
  private readonly slots: readonly Slot[];
  private readonly scanner: MovableScanner<unknown>;
  private readonly journal: Journal;

  constructor(
    port: Pick<MessagePort, 'on' | 'postMessage'>,
    slots: readonly SharedArrayBuffer[],
    make: (journal: Journal) => MovableScanner<unknown>,
  ) {
    this.slots = slots.map((buffer) => new Slot(buffer));
    this.journal = new Journal(() => this.scanner.line);
    this.scanner = make(this.journal);
    port.on('message', (order: Order) => {
      if ('resume' in order) this.scanner.resume(order.resume);
      else port.postMessage(this.scan(order));
    });
    port.postMessage('ready');
  }

  private scan({ slot: number, bytes, end }: Portion): Answer {
    const { journal, scanner } = this;
    const slot = this.slots[number];
    journal.begin(slot);
    try {
      if (bytes > 0) scanner.push(slot.bytes.subarray(0, bytes));
      if (end === undefined) return { entry: journal.entry() };
      const dropped = scanner.end(end.truncated);
      return { entry: journal.entry(), state: scanner.snapshot(), dropped };
    } catch (error) {
      return { entry: journal.entry(), wrong: wrongOf(error) };
    }
  }
}

function wrongOf(error: unknown): Wrong {
  if (error instanceof FormatError) return { place: error.place, found: error.found, expected: error.expected };
  return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
