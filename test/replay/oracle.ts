/**
 * An independent simulator of the model of DineroIV: written from its description, with lists and byte addresses, for clarity alone.
 * Virtual addresses, LRU, write-back, write-allocate, non-inclusive; an access is split at line edges, each piece counted;
 * a miss reads its line first (not if a store covers it whole), then writes the victim back; at the end
 * dirty lines are flushed, sets from the last to the first, each from its least recently used line.
 */
export interface Shape {
  sizeBytes: number;
  lineBytes: number;
  ways: number;
}

export interface Access {
  kind: 'fetch' | 'load' | 'store';
  address: number;
  bytes: number;
}

type Kinds = Record<Access['kind'], { references: number; misses: number }>;

interface Line {
  number: number;
  dirty: boolean;
}

export class OracleCache {
  readonly counts: Kinds = {
    fetch: { references: 0, misses: 0 },
    load: { references: 0, misses: 0 },
    store: { references: 0, misses: 0 },
  };
  writeBacks = 0;
  private readonly shape: Shape;
  private readonly next: OracleCache | null;
  /** Most recently used first. */
  private readonly sets: Line[][];

  constructor(shape: Shape, next: OracleCache | null) {
    this.shape = shape;
    this.next = next;
    this.sets = Array.from({ length: shape.sizeBytes / shape.lineBytes / shape.ways }, () => []);
  }

  access({ kind, address, bytes }: Access): void {
    const { lineBytes } = this.shape;
    const end = address + bytes;
    for (let start = address; start < end; ) {
      const lineStart = start - (start % lineBytes);
      const stop = Math.min(end, lineStart + lineBytes);
      this.piece(kind, lineStart, stop - start);
      start = stop;
    }
  }

  flush(): void {
    for (const set of this.sets.toReversed())
      for (const line of set.toReversed())
        if (line.dirty) {
          this.writeBack(line);
          line.dirty = false;
        }
  }

  private piece(kind: Access['kind'], lineStart: number, bytes: number): void {
    const { lineBytes, ways } = this.shape;
    this.counts[kind].references++;
    const number = lineStart / lineBytes;
    const set = this.sets[number % this.sets.length];
    const at = set.findIndex((line) => line.number === number);
    if (at >= 0) {
      const [line] = set.splice(at, 1);
      set.unshift(line);
      if (kind === 'store') line.dirty = true;
      return;
    }
    this.counts[kind].misses++;
    if (!(kind === 'store' && bytes === lineBytes))
      this.next?.access({ kind: kind === 'fetch' ? 'fetch' : 'load', address: lineStart, bytes: lineBytes });
    set.unshift({ number, dirty: kind === 'store' });
    if (set.length > ways) {
      const victim = set.pop()!;
      if (victim.dirty) this.writeBack(victim);
    }
  }

  private writeBack(line: Line): void {
    this.writeBacks++;
    const { lineBytes } = this.shape;
    this.next?.access({ kind: 'store', address: line.number * lineBytes, bytes: lineBytes });
  }
}

/** First level, split or (of l1d's shape) unified, over a unified second, and a TLB seen as a cache of pages beside them. */
export function oracle(
  accesses: Access[],
  shapes: { l1i: Shape; l1d: Shape; l2: Shape; tlb: Shape },
  unified: boolean = false,
) {
  const l2 = new OracleCache(shapes.l2, null);
  const l1d = new OracleCache(shapes.l1d, l2);
  const l1i = unified ? l1d : new OracleCache(shapes.l1i, l2);
  const tlb = new OracleCache(shapes.tlb, null);
  for (const access of accesses) {
    (access.kind === 'fetch' ? l1i : l1d).access(access);
    tlb.access({ ...access, kind: 'load' });
  }
  l1d.flush();
  l2.flush();
  return { l1i, l1d, l2, tlb };
}
