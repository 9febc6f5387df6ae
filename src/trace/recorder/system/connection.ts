import { UserError } from '../../../errors.ts';
import type { LogStream } from '../run/log-stream.ts';
import type { Connection } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import { SystemDecoder } from './decode/decoder.ts';
import type { Guest } from './decode/guest.ts';
import { HELLO_BYTES, readHello } from './stream.ts';

/** What the emulator's connection has to do with. */
export interface Station {
  readonly recording: Recording;
  readonly guest: Guest;
  /** CPUs of the guest. */
  readonly cpus: number;
  /** Instructions after which what has been decoded is written. */
  readonly slice: number;
  /** Instructions after which the recording ends. */
  readonly limit: number;
  /** The emulator's pid, and its decoder, once it has said hello. */
  pid: number | undefined;
  decoder: SystemDecoder | undefined;
  /** What was cut off, or arrived that the plugin does not send. */
  readonly wrong: string[];
}

/** The emulator's connection, from its start to its end. */
export class SystemConnection implements Connection {
  readonly blocked = false;
  readonly held = false;
  private readonly stream: LogStream;
  private readonly station: Station;
  private hello = Buffer.alloc(0);
  /** The decoder may have more of what has arrived. */
  private more = false;
  private failed = false;

  constructor(stream: LogStream, station: Station) {
    this.stream = stream;
    this.station = station;
  }

  get ready(): boolean {
    return !this.failed && (this.more || this.stream.waiting > 0);
  }

  get done(): boolean {
    return this.failed || (this.stream.ended && !this.ready);
  }

  read(): number {
    const { recording, slice, limit } = this.station;
    let bytes = 0;
    this.attempt(() => {
      // What has arrived is decoded first: the rest waits in the emulator, which is faster, and not in memory.
      for (const chunk of this.more ? [] : this.stream.takeChunks()) {
        this.push(chunk);
        bytes += chunk.length;
      }
      const { decoder } = this.station;
      if (decoder === undefined) return;
      const until = Math.min(recording.instructions + slice, limit);
      do this.more = decoder.decode();
      while (this.more && recording.instructions < until && recording.full === undefined);
      recording.isEnough = recording.instructions >= limit;
    });
    return bytes;
  }

  end(cut: boolean): void {
    const { decoder, wrong } = this.station;
    if (!cut && !this.failed)
      this.attempt(() => {
        const lacking = decoder?.end();
        if (lacking !== undefined) wrong.push(lacking);
      });
    decoder?.close();
  }

  private push(chunk: Buffer): void {
    const { station } = this;
    if (station.decoder !== undefined) {
      station.decoder.push(chunk);
      return;
    }
    this.hello = Buffer.concat([this.hello, chunk]);
    if (this.hello.length < HELLO_BYTES) return;
    const hello = readHello(this.hello);
    if (hello === undefined || hello.cpus !== station.cpus)
      throw new UserError('found other bytes than the plugin sends first');
    station.pid = hello.pid;
    station.decoder = new SystemDecoder(station.guest, station.cpus, HELLO_BYTES);
    station.decoder.push(this.hello.subarray(HELLO_BYTES));
    this.hello = Buffer.alloc(0);
  }

  /** Nothing more is taken of the connection once something is wrong. */
  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.failed = true;
      this.station.wrong.push(error.message);
      this.stream.discard();
    }
  }
}
