const WORD_BITS = 32;

/** The set of CPUs that begins at word `set` of an entry. */
export type CpuSet = number;

/**
 * What a directory keeps of each line, side by side as a miss wants it all: its owner + 1 (0: nobody), then sets of CPUs: who shares it,
 * who has seen it, who lost it, and for each part who lost the line before the part was stored to.
 */
export class LineEntries {
  /** Words of an entry: line x `words` is where the line's begins. */
  readonly words: number;
  /** 32-bit words of a set of CPUs. */
  private readonly setWords: number;
  // Where the sets begin within an entry.
  private readonly sharersAt = 1;
  private readonly seenAt: number;
  private readonly lostAt: number;
  private readonly staleAt: number;
  private lines = 0;
  private data: Int32Array = new Int32Array(0);

  constructor(cpus: number, parts: number) {
    this.setWords = Math.ceil(cpus / WORD_BITS);
    this.seenAt = this.sharersAt + this.setWords;
    this.lostAt = this.seenAt + this.setWords;
    this.staleAt = this.lostAt + this.setWords;
    this.words = this.staleAt + this.setWords * parts;
  }

  /** Lines that there are entries of: those before this one. */
  get end(): number {
    return this.lines;
  }

  /** Makes room for entries up to this line's; those that are new are empty. */
  reserve(line: number): void {
    if (line < this.lines) return;
    this.lines = Math.max(4096, this.lines * 2, line + 1);
    const grown = new Int32Array(this.lines * this.words);
    grown.set(this.data);
    this.data = grown;
  }

  /** Empties the entries of lines from `first` to before `end`. */
  empty(first: number, end: number): void {
    this.data.fill(0, first * this.words, end * this.words);
  }

  clear(): void {
    this.data.fill(0);
  }

  /** The owner of the line, -1: nobody. */
  ownerOf(entry: number): number {
    return this.data[entry] - 1;
  }

  setOwner(entry: number, cpu: number): void {
    this.data[entry] = cpu + 1;
  }

  /** CPUs that hold the line. */
  sharers(entry: number): CpuSet {
    return entry + this.sharersAt;
  }

  /** CPUs that ever held it. */
  seen(entry: number): CpuSet {
    return entry + this.seenAt;
  }

  /** CPUs that lost it to another's store. */
  lost(entry: number): CpuSet {
    return entry + this.lostAt;
  }

  /** Of these, those that lost it before this part was stored to. */
  stale(entry: number, part: number): CpuSet {
    return entry + this.staleAt + part * this.setWords;
  }

  has(set: CpuSet, cpu: number): boolean {
    return ((this.data[set + (cpu >>> 5)] >>> (cpu & 31)) & 1) === 1;
  }

  add(set: CpuSet, cpu: number): void {
    this.data[set + (cpu >>> 5)] |= 1 << (cpu & 31);
  }

  remove(set: CpuSet, cpu: number): void {
    this.data[set + (cpu >>> 5)] &= ~(1 << (cpu & 31));
  }

  /** The first CPU from this number on that shares the line; -1 when there is none. */
  sharerFrom(entry: number, cpu: number): number {
    const set = entry + this.sharersAt;
    let above = -1 << (cpu & (WORD_BITS - 1));
    for (let w = cpu >>> 5; w < this.setWords; w++) {
      const bits = this.data[set + w] & above;
      if (bits !== 0) return w * WORD_BITS + 31 - Math.clz32(bits & -bits);
      above = -1;
    }
    return -1;
  }

  /** A part is stored to: whoever lost the line did so before that. */
  stored(entry: number, part: number): void {
    const { data, setWords } = this;
    const lost = this.lost(entry);
    const stale = this.stale(entry, part);
    for (let w = 0; w < setWords; w++) data[stale + w] |= data[lost + w];
  }

  /** A CPU has the line again: only who lost it can have missed stores to its parts. */
  regained(entry: number, cpu: number): void {
    if (!this.has(entry + this.lostAt, cpu)) return;
    for (let set = entry + this.lostAt; set < entry + this.words; set += this.setWords) this.remove(set, cpu);
  }
}
