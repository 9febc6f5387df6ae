import type { TraceEncoder } from '../words/encoder/encoder.ts';
import { PAGE_BYTES, PAGE_SECTORS } from '../words/layout.ts';
import { Marker } from '../words/markers.ts';
import { callNumber, UNKNOWN_CALL } from '../words/syscalls.ts';
import type { Files } from './files.ts';
import type { Random } from './random.ts';
import { CALLS, type CallShapes, type Pacing } from './spec.ts';

/** Addresses of the file cache's pages, above those of every region: upper half and pages. */
const FILE_CACHE_HIGH = 1;
const FILE_CACHE_PAGES = 64;

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
  /** What it does with a block of a file. */
  uses: 'open' | 'read' | 'write' | null;
}

/** The system calls of a process: each kind comes at its rate, and so do the disk requests of each. */
export class Calls {
  private readonly calls: Call[];
  /** Next sector to be asked for; each process reads and writes a part of the disk of its own. */
  private sector: number;
  private readonly files: Files | null;
  private readonly pacing: Pacing;
  private readonly random: Random;

  /** `first`: the first sector of the process's part of disk 0, unless it has files. */
  constructor(shapes: CallShapes, first: number, files: Files | null, pacing: Pacing, random: Random) {
    this.sector = first;
    this.pacing = pacing;
    this.random = random;
    this.files = files;
    this.calls = CALLS.flatMap((name) => {
      const shape = shapes[name];
      if (shape === undefined) return [];
      return {
        number: name === 'other' ? UNKNOWN_CALL : callNumber(name),
        rate: shape.perMillion.value / 1e6,
        owed: random.next() / 2 ** 32,
        requestsOwed: random.next() / 2 ** 32,
        requests: shape.disk?.requests.value ?? 0,
        sectors: shape.disk?.sectors.value ?? 0,
        kind: name === 'write' ? Marker.diskWrite : Marker.diskRead,
        uses: name === 'other' ? null : name,
      };
    });
  }

  /** Writes the calls of so many instructions; whether one of them waits for the disk. */
  run(encoder: TraceEncoder, instructions: number): boolean {
    let waits = false;
    for (const call of this.calls)
      for (call.owed += instructions * call.rate; call.owed >= 1; call.owed -= this.interval()) {
        encoder.event(Marker.syscall, call.number);
        if (call.uses !== null) this.files?.[call.uses](encoder);
        for (let due = this.due(call); due > 0; due--) {
          this.request(encoder, call);
          waits ||= call.kind === Marker.diskRead;
        }
      }
    return waits;
  }

  /** From a call to the next, in calls of its mean rate. */
  private interval(): number {
    return this.pacing === 'even' ? 1 : -Math.log(1 - this.random.next() / 2 ** 32);
  }

  /** Requests that a call makes now. */
  private due(call: Call): number {
    if (this.files !== null) return this.files.owe(call.requests);
    call.requestsOwed += call.requests;
    const due = Math.floor(call.requestsOwed);
    call.requestsOwed -= due;
    return due;
  }

  private request(encoder: TraceEncoder, { kind, sectors }: Call): void {
    if (this.files !== null) {
      this.files.request(encoder, kind, sectors);
      return;
    }
    const page = encoder.page(
      FILE_CACHE_HIGH,
      (Math.floor(this.sector / PAGE_SECTORS) % FILE_CACHE_PAGES) * PAGE_BYTES,
    );
    encoder.event(kind, page, 0, this.sector, sectors);
    this.sector += sectors;
  }
}
