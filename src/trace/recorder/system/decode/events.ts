import { Marker } from '../../../words/markers.ts';
import { Idle } from '../../../words/vocabulary.ts';
import { DiskRequest, MAX_PIECES, NAME_WORDS, Word } from '../stream.ts';
import type { Ahead } from './ahead.ts';
import type { SystemBlocks } from './blocks.ts';
import type { Cpu } from './cpu.ts';
import { DiskTotals } from './disk-totals.ts';
import type { Guest } from './guest.ts';

/** log2 of the most pages that Linux frees together, and more than it does. */
const MAX_ORDER = 16;
/** Bytes before the data of a packet: virtio's header of a modern device. */
const PACKET_HEADER = 12;
const MAX_MESSAGE = 1 << 16;

/** What the plugin tells of the kernel's doings, beside instructions and accesses. */
export class Events {
  isStopped = false;
  stolen = 0;
  readonly totals = new DiskTotals();
  private readonly guest: Guest;
  private readonly ahead: Ahead;

  constructor(guest: Guest, ahead: Ahead) {
    this.guest = guest;
    this.ahead = ahead;
  }

  /** The event at half `at` of a CPU's turn. What is wrong with it; undefined if nothing is. */
  take(cpu: Cpu, words: Int32Array, at: number, to: number, blocks: SystemBlocks): string | undefined {
    const { told, pages, tasks, locks } = this.guest;
    const low = words[at];
    const value = low >>> 0;
    const upper = words[at + 1] & 0xffff;
    const extra = (words[at + 1] >>> 24) & 0x7f;
    switch ((words[at + 1] >>> 16) & 0xff) {
      case Word.frame:
        if (cpu.task !== undefined) pages.frame(cpu.task.space, cpu.address, value);
        return undefined;
      case Word.task:
        if (cpu.hasBegun) {
          this.guest.switchTo(cpu, tasks.taskAt(value, cpu.nextSpace));
          cpu.nextSpace = undefined;
        } else cpu.first.address = value;
        return undefined;
      case Word.space:
        this.space(cpu, value, this.ahead.begin(cpu.number, blocks, at + 2, to));
        return undefined;
      case Word.name:
        if (value !== NAME_WORDS) return `a name of ${value} words, expected ${NAME_WORDS}`;
        this.name(cpu, textOf(words, at + 2));
        return undefined;
      case Word.syscall: // was looked for at the instruction
      case Word.copy: // was looked for where the fault began
        return undefined;
      case Word.clear:
        pages.cleared(value);
        return undefined;
      case Word.free: {
        if (upper > MAX_ORDER) return `2^${upper} pages that are free, expected 2^${MAX_ORDER} at most`;
        for (let frame = value; frame < value + 2 ** upper; frame++) {
          pages.freed(frame);
          tasks.freed(frame);
        }
        return undefined;
      }
      case Word.lock:
        locks.acquire(cpu.number, value, extra);
        return undefined;
      case Word.unlock:
        locks.release(value, extra);
        return undefined;
      case Word.filePage:
        pages.used(value);
        return undefined;
      case Word.idle:
        told.event(Marker.idle, Idle.idle);
        return undefined;
      case Word.resume:
        told.event(Marker.idle, Idle.resume);
        return undefined;
      case Word.disk:
        return this.disk(extra, upper, value, words, at + 2);
      case Word.send:
        return this.send(value, words, at + 2);
      case Word.total:
        this.totals.qemu(value, numberAt(words, at + 2), numberAt(words, at + 4));
        return undefined;
      case Word.start:
        return undefined;
      case Word.stop:
        this.isStopped = true;
        return undefined;
      case Word.stolen:
        this.stolen++;
        return undefined;
      default:
        return `an event of kind ${(words[at + 1] >>> 16) & 0xff}`;
    }
  }

  /** A page table is put to use, by a switch to another task, or for the program that the present one executes. */
  private space(cpu: Cpu, table: number, ahead: Ahead): void {
    const { tasks } = this.guest;
    const space = tasks.spaceOf(table);
    const { task } = cpu;
    if (task === undefined || !cpu.hasBegun || ahead.switches(this.guest.vectorPage)) cpu.nextSpace = space;
    else if (task.space !== space) this.guest.switchTo(cpu, tasks.execute(task, space));
  }

  private name(cpu: Cpu, name: string): void {
    const { task } = cpu;
    if (task === undefined || !cpu.hasBegun) {
      cpu.first.name = name;
      return;
    }
    const named = this.guest.tasks.name(task, name);
    if (named === undefined) return;
    if (named !== task) this.guest.switchTo(cpu, named);
    this.guest.named(named);
  }

  private disk(kind: number, disk: number, pieces: number, words: Int32Array, at: number): string | undefined {
    if (pieces > MAX_PIECES) return `a request of ${pieces} pieces, expected ${MAX_PIECES} at most`;
    let sector = numberAt(words, at);
    if (kind === DiskRequest.writeZeroes || kind === DiskRequest.discard) {
      this.guest.pages.otherRequests++;
      if (kind === DiskRequest.writeZeroes && pieces > 0) this.totals.ours(disk, true, numberAt(words, at + 2) * 512);
      return undefined;
    }
    for (let n = 1; n <= pieces; n++) {
      const bytes = words[at + 2 * n] >>> 0;
      if (bytes > MAX_PIECE) return `a piece of ${bytes} bytes, expected ${MAX_PIECE} at most`;
      if (kind === DiskRequest.read || kind === DiskRequest.write)
        this.totals.ours(disk, kind === DiskRequest.write, bytes);
      sector = this.guest.pages.transfer(kind, disk, sector, words[at + 2 * n + 1] >>> 0, bytes, n === 1);
    }
    return undefined;
  }

  private send(pieces: number, words: Int32Array, at: number): string | undefined {
    if (pieces > MAX_PIECES) return `a packet of ${pieces} pieces, expected ${MAX_PIECES} at most`;
    let skip = PACKET_HEADER;
    let bytes = 0;
    let first = -1;
    for (let n = 0; n < pieces; n++) {
      const length = words[at + 2 * n] >>> 0;
      const passed = Math.min(skip, length);
      skip -= passed;
      if (first < 0 && length > passed) first = (words[at + 2 * n + 1] >>> 0) + passed;
      bytes += length - passed;
    }
    if (first >= 0) this.guest.pages.sent(first, Math.min(bytes, MAX_MESSAGE));
    return undefined;
  }
}

/** Bytes of the longest piece: all of the memory that kseg0 reaches is no loop that hangs. */
const MAX_PIECE = 1 << 29;

const numberAt = (words: Int32Array, at: number): number => (words[at] >>> 0) + (words[at + 1] >>> 0) * 2 ** 32;

/** A task's name, ended by 0. */
function textOf(words: Int32Array, at: number): string {
  const bytes = Buffer.from(words.buffer, words.byteOffset + 4 * at, 8 * NAME_WORDS);
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? undefined : end).replace(/[^\x20-\x7e]/g, '?');
}
