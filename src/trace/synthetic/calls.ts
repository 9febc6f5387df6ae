import type { TraceEncoder } from '../encoder.ts';
import { callNumber } from '../guest/syscalls.ts';
import { Marker } from '../record.ts';
import type { Random } from './random.ts';
import { CALLS, type CallShapes } from './spec.ts';

const PAGE_SECTORS = 8;
/** Addresses of the file cache's pages, above those of every region: upper half and pages. */
const FILE_CACHE_HIGH = 1;
const FILE_CACHE_PAGES = 64;
/** What `Marker.syscall` says of a number that is not known: any other call. */
const NO_NUMBER = 0xffffff;

interface Call {
  number: number;
  /** Calls in an instruction. */
  rate: number;
  /** Calls owed, and requests owed by them. */
  owed: number;
  requestsOwed: number;
  requests: number;
  sectors: number;
  kind: typeof Marker.diskRead | typeof Marker.diskWrite;
}

/** The system calls of a process: each kind comes evenly, at its rate, and so do the disk requests of each. */
export class Calls {
  private readonly calls: Call[];
  /** Next sector to be asked for; each process reads and writes a part of the disk of its own. */
  private sector: number;

  /** `first`: the first sector of the process's part of disk 0. */
  constructor(shapes: CallShapes, first: number, random: Random) {
    this.sector = first;
    this.calls = CALLS.flatMap((name) => {
      const shape = shapes[name];
      if (shape === undefined) return [];
      return {
        number: name === 'other' ? NO_NUMBER : callNumber(name),
        rate: shape.perMillion.value / 1e6,
        owed: random.next() / 2 ** 32,
        requestsOwed: random.next() / 2 ** 32,
        requests: shape.disk?.requests.value ?? 0,
        sectors: shape.disk?.sectors.value ?? 0,
        kind: name === 'write' ? Marker.diskWrite : Marker.diskRead,
      };
    });
  }

  /** Writes the calls of so many instructions; whether one of them waits for the disk. */
  run(encoder: TraceEncoder, instructions: number): boolean {
    let waits = false;
    for (const call of this.calls)
      for (call.owed += instructions * call.rate; call.owed >= 1; call.owed--) {
        encoder.event(Marker.syscall, call.number);
        for (call.requestsOwed += call.requests; call.requestsOwed >= 1; call.requestsOwed--) {
          this.request(encoder, call);
          waits ||= call.kind === Marker.diskRead;
        }
      }
    return waits;
  }

  private request(encoder: TraceEncoder, { kind, sectors }: Call): void {
    const page = encoder.page(FILE_CACHE_HIGH, (Math.floor(this.sector / PAGE_SECTORS) % FILE_CACHE_PAGES) * 4096);
    encoder.event(kind, page, 0, this.sector, sectors);
    this.sector += sectors;
  }
}
