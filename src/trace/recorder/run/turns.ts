/** Whatever takes turns at being recorded. */
export interface Source {
  /** Something has arrived. */
  readonly ready: boolean;
  /** Nothing has, and nothing will. */
  readonly done: boolean;
  /** It waits in a system call, as far as is known. */
  readonly blocked: boolean;
  /** It has had a turn. */
  readonly begun: boolean;
}

export interface TurnOptions {
  /** Instructions after which another source's turn comes. */
  slice: number;
  /** Milliseconds to wait for a source that computes and is late, before its turn ends. Default 20. */
  patience?: number;
  /** Instructions recorded so far. */
  clock: () => number;
}

/**
 * Gives processes turns on the recording's one CPU, round robin: a turn ends after a time slice of instructions, or
 * when the process waits in a system call while another could run. What other processes print meanwhile waits,
 * so that the order does not depend on how fast each of them is; only on which of them waits for what.
 */
export class Turns<S extends Source> {
  private readonly options: Required<TurnOptions>;
  private readonly ring: S[] = [];
  private at = 0;
  private sliceEnd: number;
  private closed = false;
  private stopped = false;
  /** The source that begins next, and those that had printed something before it did, which go first. */
  private beginner: S | undefined;
  private ahead: S[] = [];
  private arrival: (() => void) | undefined;

  constructor(options: TurnOptions) {
    this.options = { patience: 20, ...options };
    this.sliceEnd = options.slice;
  }

  /** Sources that are not done. */
  get size(): number {
    return this.ring.length;
  }

  add(source: S): void {
    this.ring.push(source);
    this.wake();
  }

  /** No sources will be added; `next` ends when those there are are done. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** `next` ends at once. */
  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** The sources that `next` has not returned as done. */
  rest(): readonly S[] {
    return this.ring;
  }

  /** Something arrived at a source, or it ended. */
  wake(): void {
    this.arrival?.();
  }

  /** The source to read from now, or one that is done: each is returned so once, its last time. Undefined at the end. */
  async next(): Promise<S | undefined> {
    const { clock, patience, slice } = this.options;
    while (!this.stopped) {
      const done = this.ring.findIndex((s) => s.done);
      if (done >= 0) return this.retire(done);
      const before = this.ahead.pop();
      if (before?.ready) return before;
      const current: S | undefined = this.ring[this.at];
      const entitled = current !== undefined && clock() < this.sliceEnd;
      if (entitled && current.ready) return current;
      const other = this.following();
      if (other === undefined) {
        if (this.closed && this.ring.length === 0) return undefined;
        await this.arrives(always);
      } else if (!entitled || current.blocked || !(await this.arrives(() => current.ready || current.done, patience))) {
        const next = this.ring[other];
        if (!next.begun && this.beginner !== next) {
          await this.letOthersFirst(next);
          continue;
        }
        this.at = other;
        this.sliceEnd = clock() + slice;
        return next;
      }
    }
    return undefined;
  }

  /** What was printed before a process began may have led to it, such as the fork that it comes from: that is read first. */
  private async letOthersFirst(beginner: S): Promise<void> {
    this.beginner = beginner;
    if (this.ring.every((s) => s === beginner || !s.begun)) return;
    await this.arrives(never, this.options.patience);
    this.ahead = this.ring.filter((s) => s !== beginner && s.begun && s.ready);
  }

  /** The first ready source after the present one, itself the last. */
  private following(): number | undefined {
    for (let k = 1; k <= this.ring.length; k++) {
      const i = (this.at + k) % this.ring.length;
      if (this.ring[i].ready) return i;
    }
    return undefined;
  }

  private retire(i: number): S {
    const [source] = this.ring.splice(i, 1);
    if (i === this.at) this.sliceEnd = 0; // its turn ends; that of the one after it begins
    if (i <= this.at) this.at--;
    return source;
  }

  /** Waits until something arrives upon which `when` holds, at most `ms`. Returns whether it did. */
  private async arrives(when: () => boolean, ms?: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const arrived = await new Promise<boolean>((resolve) => {
      this.arrival = () => {
        if (this.stopped || when()) resolve(true);
      };
      // When the event loop is late the timer comes before what has arrived meanwhile; an immediate comes after.
      if (ms !== undefined) timer = setTimeout(() => setImmediate(resolve, false), ms);
    });
    clearTimeout(timer);
    this.arrival = undefined;
    return arrived;
  }
}

const always = (): boolean => true;
const never = (): boolean => false;
