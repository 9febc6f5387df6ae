/** How far a recording has come. */
export interface Progress {
  /** References seen, and those of them that are kept. */
  records: number;
  kept: number;
  instructions: number;
  /** Processes so far, and log connections open now. */
  processes: number;
  running: number;
  /** Bytes that arrived from the recorder. */
  bytes: number;
  /** What happens before the command begins, while it does: `the guest boots`. */
  before?: string;
  /** Since the start; of a command before which something else happened, since its own. */
  seconds: number;
  /** References that there will be, where that is known. */
  expected?: number;
}

const TERMINAL_MS = 200;
const LINES_MS = 5000;

/** `12.3 M records (4.5 M kept), 0.85 M/s, 3 processes, 1 running, 210 MB read, 14 s` */
export function progressLine(p: Progress): string {
  if (p.before !== undefined) return `${p.before}, ${p.seconds.toFixed(0)} s`;
  const millions = (n: number): string => (n / 1e6).toFixed(n < 1e7 ? 2 : 1);
  const kept = p.kept === p.records ? '' : ` (${millions(p.kept)} M kept)`;
  const rate = p.seconds > 0 ? p.records / p.seconds : 0;
  return `${millions(p.records)} M records${kept}, ${millions(rate)} M/s, ${p.processes} processes, ${p.running} running, ${(p.bytes / 1e6).toFixed(0)} MB read, ${p.seconds.toFixed(0)} s${leftOf(p)}`;
}

/** `, about 40 s left`, where the number of references is known. */
function leftOf({ records, seconds, expected }: Progress): string {
  if (expected === undefined || records === 0) return '';
  return `, about ${Math.max(0, (seconds * (expected - records)) / records).toFixed(0)} s left`;
}

/** The part of a stream that progress needs. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
}

/**
 * Prints progress: one line that is rewritten up to five times a second on a terminal, else a line every five seconds.
 * `clear` takes the terminal's line away, so that something else can be printed, `end` leaves it whole.
 */
export function progressPrinter(
  stream: ProgressStream,
  now: () => number = () => performance.now(),
): { update: (progress: Progress) => void; clear: () => void; end: () => void } {
  const terminal = stream.isTTY === true;
  const interval = terminal ? TERMINAL_MS : LINES_MS;
  let last = terminal ? Number.NEGATIVE_INFINITY : now();
  let dirty = false;
  return {
    update(progress) {
      const time = now();
      if (time - last < interval) return;
      last = time;
      const line = `recording: ${progressLine(progress)}`;
      stream.write(terminal ? `\r${line}\x1b[K` : `${line}\n`);
      dirty = terminal;
    },
    clear() {
      if (dirty) stream.write('\r\x1b[K');
      dirty = false;
    },
    end() {
      if (dirty) stream.write('\n');
      dirty = false;
    },
  };
}
