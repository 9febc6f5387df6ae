import type { Input } from '../bytes/input.ts';
import { RecordCutter } from '../bytes/records.ts';
import { AccessBlock, BLOCK_ACCESSES } from '../words/encoder/access-block.ts';
import { ENDS_IN_SPACE, Kind, runsPastEnd } from '../words/layout.ts';
import { Marker } from '../words/markers.ts';
import { UNKNOWN_CALL } from '../words/syscalls.ts';
import { Mode } from '../words/vocabulary.ts';
import { ACTIONS, Action, ENTRY_BYTES, EntryType, MarkerType, OF_THE_FILE } from './entries.ts';
import type { Place, Recording } from './recording.ts';

/** Accesses that one entry can make at most: a bundle's. */
const ENTRY_ACCESSES = 8;

/** One thread's file (or core's), scanned from one timestamp to the next. */
export class ThreadScanner {
  /** The timestamp of what follows, in microseconds since 1601; before the first, that of the first. Undefined at the end. */
  time: bigint | undefined;
  /** A sentence, where the last record was cut off and dropped. */
  dropped: string | undefined;
  private readonly input: Input;
  private readonly recording: Recording;
  private readonly coreSharded: boolean;
  private readonly cutter: RecordCutter;
  private readonly block = new AccessBlock();
  private readonly place: Place;
  private iterator: AsyncIterator<Buffer> | undefined;
  private blocks: Iterator<DataView> = [][Symbol.iterator]();
  private view: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;

  /** The instruction last seen, for bundles. */
  private lastLow = 0;
  private lastHigh = 0;
  private lastBytes = 0;
  /** A system call made: it has returned when the next instruction is fetched. */
  private calling = -1;
  private physical: bigint | undefined;
  private ended = false;
  private backwards = 0;

  /** `core` is the CPU of all that the file holds, or undefined where markers tell it. */
  constructor(input: Input, recording: Recording, time: bigint, core: number | undefined) {
    this.input = input;
    this.recording = recording;
    this.time = time;
    this.coreSharded = core !== undefined;
    this.cutter = new RecordCutter(input.name, ENTRY_BYTES);
    this.place = { thread: -1, process: -1, cpu: core ?? -1, mode: Mode.user };
  }

  /** Scans up to the next timestamp, the next chunk or the end. */
  async run(): Promise<void> {
    if (this.at === this.view.byteLength && !(await this.refill())) {
      this.finish();
      return;
    }
    this.scan();
  }

  async close(): Promise<void> {
    await this.iterator?.return?.();
  }

  private async refill(): Promise<boolean> {
    this.iterator ??= this.input.chunks[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = this.blocks.next();
      if (!done) {
        this.view = value;
        this.at = 0;
        return true;
      }
      const chunk = await this.iterator.next();
      if (chunk.done) return false;
      this.blocks = this.cutter.cut(chunk.value);
    }
  }

  private finish(): void {
    const { name } = this.input;
    this.dropped = this.cutter.end();
    if (this.dropped !== undefined) this.input.truncated ??= this.dropped;
    this.time = undefined;
    if (!this.ended && this.input.truncated === undefined)
      this.recording.warn(`${name} ends without a footer: its recording may have been cut off`);
    if (this.backwards > 0)
      this.recording.warn(`${name}: ${this.backwards} timestamps go back; its records stay in the order of the file`);
  }

  /** Reads entries from `at` on, to behind the next timestamp or the end of the block. */
  private scan(): void {
    const { view, block, recording } = this;
    const { metas, highs, lows } = block;
    const end = view.byteLength;
    let { lastLow, lastHigh, lastBytes } = this;
    let n = 0;
    let fetches = 0;
    let p = this.at;
    for (let goOn = true; goOn && p < end; p += ENTRY_BYTES) {
      const head = view.getInt32(p, true);
      const low = view.getInt32(p + 4, true);
      const high = view.getInt32(p + 8, true);
      const bytes = head >>> 16;
      const action = (head & 0xff00) === 0 ? ACTIONS[head & 0xff] : Action.unknown;
      if (action <= Action.store) {
        if (high === -1 && runsPastEnd(high, low, bytes || 1)) this.pastEnd(p);
        if (bytes === 0) recording.withoutSize++;
        metas[n] = ((bytes || 1) << 2) | (action === Action.store ? Kind.store : Kind.load);
        highs[n] = high;
        lows[n++] = low;
      } else if (action <= Action.maybeFetch) {
        const again = action === Action.maybeFetch && low === lastLow && high === lastHigh;
        if (bytes !== 0 && action !== Action.noFetch && !again) {
          if (this.calling >= 0 && this.place.mode === Mode.user) {
            this.flush(n, fetches);
            n = fetches = 0;
            this.returns();
          }
          if (high === -1 && runsPastEnd(high, low, bytes)) this.pastEnd(p);
          metas[n] = (bytes << 2) | Kind.fetch;
          highs[n] = high;
          lows[n++] = low;
          fetches++;
        }
        lastLow = low;
        lastHigh = high;
        lastBytes = bytes;
      } else if (action === Action.bundle) {
        if (bytes > ENTRY_ACCESSES || bytes === 0)
          this.malformed(p, `a bundle of ${bytes} instructions`, 'one of 1 to 8');
        for (let i = 0; i < bytes; i++) {
          const next = (lastLow >>> 0) + lastBytes;
          if (next > 0xffffffff) lastHigh = (lastHigh + 1) | 0;
          lastLow = next | 0;
          lastBytes = view.getUint8(p + 4 + i);
          if (lastBytes === 0) this.malformed(p, 'an instruction of 0 bytes in a bundle', 'a length of 1 or more');
          if (lastHigh === -1 && runsPastEnd(lastHigh, lastLow, lastBytes)) this.pastEnd(p);
          metas[n] = (lastBytes << 2) | Kind.fetch;
          highs[n] = lastHigh;
          lows[n++] = lastLow;
        }
        fetches += bytes;
      } else if (action === Action.prefetch) recording.prefetches++;
      else if (action !== Action.skip) {
        this.flush(n, fetches);
        n = fetches = 0;
        goOn = this.other(p, action, bytes);
      }
      if (n > BLOCK_ACCESSES - ENTRY_ACCESSES) {
        this.flush(n, fetches);
        n = fetches = 0;
      }
    }
    this.at = p;
    this.lastLow = lastLow;
    this.lastHigh = lastHigh;
    this.lastBytes = lastBytes;
    this.flush(n, fetches);
  }

  private flush(count: number, fetches: number): void {
    if (count === 0) return;
    this.block.count = count;
    this.recording.references += count;
    this.recording.instructions += fetches;
    this.recording.accesses(this.place, this.block);
  }

  private returns(): void {
    this.recording.event(this.place, Marker.sysret, this.calling);
    this.calling = -1;
  }

  /** An entry that is no access; returns whether to go on: not behind a timestamp. */
  private other(p: number, action: number, size: number): boolean {
    const { view, place, recording } = this;
    const type = view.getUint16(p, true);
    const value = (): number => Number(view.getBigUint64(p + 4, true));
    if (action === Action.flush) recording.flushes++;
    else if (type === EntryType.thread) place.thread = value();
    else if (type === EntryType.process) place.process = value();
    else if (type === EntryType.threadExit || type === EntryType.footer) this.ended = true;
    else if (type === EntryType.marker) return this.marker(p, size);
    else if (type !== EntryType.header)
      this.malformed(p, `an entry of type ${type}`, 'a type of trace_entry.h, 0 to 49; is this drmemtrace?');
    return true;
  }

  private marker(p: number, type: number): boolean {
    const { place, recording } = this;
    const value = this.view.getBigUint64(p + 4, true);
    switch (type) {
      case MarkerType.timestamp:
        if (this.time !== undefined && value < this.time) this.backwards++;
        this.time = value;
        return false;
      case MarkerType.cpu:
        if (!this.coreSharded) place.cpu = value === UNKNOWN_CPU ? -1 : Number(value);
        break;
      case MarkerType.systemCall:
        this.calling = value < UNKNOWN_CALL ? Number(value) : UNKNOWN_CALL;
        recording.event(place, Marker.syscall, this.calling);
        break;
      case MarkerType.systemCallTraceStart:
      case MarkerType.contextSwitchStart:
        place.mode = Mode.kernel;
        break;
      case MarkerType.systemCallTraceEnd:
      case MarkerType.contextSwitchEnd:
        place.mode = Mode.user;
        break;
      case MarkerType.windowId:
        recording.enterWindow(place, Number(value));
        break;
      case MarkerType.physicalAddress:
        this.physical = value;
        break;
      case MarkerType.virtualAddress:
        if (this.physical !== undefined) recording.frame(place, [value, this.physical]);
        this.physical = undefined;
        break;
      default:
        if (!OF_THE_FILE.has(type)) recording.leave(type);
    }
    return true;
  }

  private pastEnd(p: number): never {
    const address = this.view.getBigUint64(p + 4, true).toString(16);
    return this.malformed(p, `${this.view.getUint16(p + 2, true)} bytes at ${address}`, ENDS_IN_SPACE);
  }

  private malformed(p: number, found: string, expected: string): never {
    return this.cutter.malformed(p, found, expected);
  }
}

const UNKNOWN_CPU = 0xffffffffffffffffn;
