import { AccessBlock, BLOCK_ACCESSES } from '../../words/encoder/access-block.ts';
import { Kind, type ReferenceKind } from '../../words/layout.ts';
import type { Recording } from '../run/recording.ts';
import type { Thread } from '../run/tasks.ts';

/** Blocks a lane gathers before they are recorded as one turn of its process. */
const LANE_BLOCKS = 64;
/** A lane may be found to have been displaced within this many fetches. */
const MEMORY = 4096;

/** One of several processes on a connection. */
class Lane {
  thread: Thread;
  /** Where its next instruction lies unless it jumps. */
  next = -1;
  /** Where it would have gone on had its last jump not happened, and when that was (in fetches). */
  displaced = -1;
  displacedAt = 0;
  lastFetch = 0;
  /** What is gathered, in the first `used` blocks. */
  readonly blocks: AccessBlock[] = [];
  used = 0;

  constructor(thread: Thread) {
    this.thread = thread;
  }

  add(kind: ReferenceKind, high: number, low: number, bytes: number): void {
    if (this.used === 0 || this.blocks[this.used - 1].count === BLOCK_ACCESSES) {
      if (this.used === this.blocks.length) this.blocks.push(new AccessBlock());
      this.used++;
    }
    this.blocks[this.used - 1].add(kind, high, low, bytes);
  }
}

/**
 * Takes apart the records of processes that share a connection: after a fork Valgrind goes on with the parent's until
 * the child executes a program, and records bear no pid. Each process is followed by its instruction addresses: the
 * fetch that continues where a process was is that process's; one that continues nobody is a jump of the process last
 * heard of, unless it is where a process was shortly before: then what was taken for its jump was another's.
 * System calls and the scheduler's lines name their process. Each process's records are recorded in turns.
 */
export class MixedProcesses {
  /** Records taken apart. */
  records = 0;
  private readonly recording: Recording;
  private readonly lanes: Lane[];
  private current: Lane;
  private fetches = 0;

  constructor(recording: Recording, first: Thread) {
    this.recording = recording;
    this.current = new Lane(first);
    this.lanes = [this.current];
  }

  /** The thread whose records come alone, when only one process is left. */
  get alone(): Thread | undefined {
    return this.lanes.length === 1 ? this.lanes[0].thread : undefined;
  }

  /** The thread was named: what follows is its process's, for all that is known. */
  thread(thread: Thread): void {
    this.current = this.lane(thread.pid) ?? this.add(thread);
    if (this.current.thread !== thread) this.flush(this.current);
    this.current.thread = thread;
  }

  /** Records what is gathered of the process, so that an event can follow. */
  catchUp(pid: number): void {
    const lane = this.lane(pid);
    if (lane !== undefined) this.flush(lane);
  }

  catchUpAll(): void {
    for (const lane of this.lanes) this.flush(lane);
  }

  /** The process has ended, or goes on at a connection of its own. */
  remove(pid: number): void {
    const lane = this.lane(pid);
    if (lane === undefined || this.lanes.length === 1) return;
    this.flush(lane);
    this.lanes.splice(this.lanes.indexOf(lane), 1);
    if (this.current === lane) this.current = this.lanes[0];
  }

  accesses({ metas, highs, lows, count }: AccessBlock): void {
    this.records += count;
    for (let i = 0; i < count; i++) {
      const kind = (metas[i] & 3) as ReferenceKind;
      const bytes = metas[i] >>> 2;
      if (kind === Kind.fetch) this.current = this.owner((highs[i] >>> 0) * 2 ** 32 + (lows[i] >>> 0), bytes);
      this.current.add(kind, highs[i], lows[i], bytes);
      if (this.current.used > LANE_BLOCKS) this.flush(this.current);
    }
  }

  /** Whose instruction this is. */
  private owner(address: number, bytes: number): Lane {
    this.fetches++;
    let lane: Lane | undefined = this.current;
    if (lane.next !== address) lane = this.lanes.find((l) => l.next === address);
    if (lane === undefined) {
      const recent = this.fetches - MEMORY;
      lane = this.lanes.find((l) => l.displaced === address && l.displacedAt > recent);
      if (lane === undefined) lane = this.current;
      else this.stalest(lane).next = lane.next;
      lane.displaced = lane.next;
      lane.displacedAt = this.fetches;
    }
    lane.next = address + bytes;
    lane.lastFetch = this.fetches;
    return lane;
  }

  /** The other lane that was followed least recently: its process is where `lane` seemed to be. */
  private stalest(lane: Lane): Lane {
    const others = this.lanes.filter((l) => l !== lane);
    return others.length === 0 ? lane : others.reduce((a, b) => (b.lastFetch < a.lastFetch ? b : a));
  }

  private flush(lane: Lane): void {
    if (lane.used > 0) this.recording.run(lane.thread);
    for (let i = 0; i < lane.used; i++) {
      this.recording.accesses(lane.blocks[i]);
      lane.blocks[i].count = 0;
    }
    lane.used = 0;
  }

  private lane(pid: number): Lane | undefined {
    return this.lanes.find((l) => l.thread.pid === pid);
  }

  private add(thread: Thread): Lane {
    const lane = new Lane(thread);
    this.lanes.push(lane);
    return lane;
  }
}
