/** Whatever takes turns at being recorded. */
export interface Source {
  /** Something has arrived. */
  readonly ready: boolean;
  /** Nothing has, and nothing will. */
  readonly done: boolean;
  /** It waits in a system call, as far as is known. */
  readonly blocked: boolean;
  /** It is ready and must not begin yet: what led to it, such as the fork that it comes from, has not been read from another source. */
  readonly held: boolean;
}

export interface TurnOptions {
  /** Instructions after which another source's turn comes. */
  slice: number;
  /** Milliseconds to wait for a source that computes and is late, before its turn ends. Default 20. */
  patience?: number;
  /** Milliseconds without anything new after which what a source is held for counts as lost. Default 5000. */
  lost?: number;
  /** Instructions recorded so far. */
  clock: () => number;
}

/**
 * Gives processes turns on the recording's one CPU, round robin: a turn ends after a time slice of instructions, or
 * when the process waits in a system call while another could run. What other processes print meanwhile waits,
 * so that the order does not depend on how fast each of them is; only on which of them waits for what. A process begins
 * after what led to it, however late that is read.
 */
export class Turns<S extends Source> {
  private readonly options: Required<TurnOptions>;
  private readonly ring: S[] = [];
  private at = 0;
  private sliceEnd: number;
  /** Sources that began although what they were held for did not come. */
  early = 0;
  private closed = false;
  private stopped = false;
  private arrival: (() => void) | undefined;

  constructor(options: TurnOptions) {
    this.options = { patience: 20, lost: 5000, ...options };
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
    const { clock, patience, lost } = this.options;
    while (!this.stopped) {
      const done = this.ring.findIndex((s) => s.done);
      if (done >= 0) return this.retire(done);
      const current: S | undefined = this.ring[this.at];
      const entitled = current !== undefined && !current.held && clock() < this.sliceEnd;
      if (entitled && current.ready) return current;
      const other = this.following((s) => s.ready && !s.held);
      if (other === undefined) {
        const held = this.following((s) => s.held);
        if (this.closed && this.ring.length === 0) return undefined;
        if (!(await this.arrives(always, held === undefined ? undefined : lost)) && held !== undefined) {
          this.early++;
          return this.turnTo(held);
        }
      } else if (!entitled || current.blocked || !(await this.arrives(() => current.ready || current.done, patience)))
        return this.turnTo(other);
    }
    return undefined;
  }

  private turnTo(at: number): S {
    this.at = at;
    this.sliceEnd = this.options.clock() + this.options.slice;
    return this.ring[at];
  }

  /** The first of these sources after the present one, itself the last. */
  private following(which: (source: S) => boolean): number | undefined {
    for (let k = 1; k <= this.ring.length; k++) {
      const i = (this.at + k) % this.ring.length;
      if (which(this.ring[i])) return i;
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
