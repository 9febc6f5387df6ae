import { LineScanner } from '../lines.ts';

/** What a scanner carries from one chunk to the next; can be sent to another thread. */
export interface ScannerState {
  readonly line: number;
  readonly rest: Uint8Array;
  readonly started: boolean;
  /** What its kind adds. */
  readonly own: unknown;
}

/** A scanner of lines whose place can be taken, between two chunks, by another of its kind. */
export abstract class MovableScanner<Own> extends LineScanner {
  /** What it carries beside the place in its lines: something that can be cloned. */
  protected abstract own(): Own;
  protected abstract resumeOwn(own: Own): void;

  snapshot(): ScannerState {
    const rest = Uint8Array.from(this.rest.subarray(0, this.restBytes));
    return { line: this.line, rest, started: this.started, own: this.own() };
  }

  /** Goes on where another scanner of the same input was. */
  resume({ line, rest, started, own }: ScannerState): void {
    this.line = line;
    this.rest.set(rest);
    this.restBytes = rest.length;
    this.started = started;
    this.resumeOwn(own as Own);
  }
}
