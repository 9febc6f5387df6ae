import { PAGE_BITS } from '../../trace/words/layout.ts';

/** From the dense pages of 4 KB in which markers name memory to a machine's own pages, which may be larger or smaller. */
export class TracePages {
  private readonly pageBits: number;
  /** Bytes of 4 KB's offset that lie within one of the machine's pages. */
  private readonly offsetMask: number;

  /** `pageBits`: log2 of the machine's page in bytes. */
  constructor(pageBits: number) {
    this.pageBits = pageBits;
    this.offsetMask = (1 << pageBits) - 1;
  }

  /** Whether a page of the machine holds more than one of the trace's. */
  get areParts(): boolean {
    return this.pageBits > PAGE_BITS;
  }

  /** The machine's page in which a page of the trace begins. */
  first(tracePage: number): number {
    const more = this.pageBits - PAGE_BITS;
    return more >= 0 ? tracePage >>> more : tracePage << -more;
  }

  /** Where in that page it begins, in bytes. */
  offset(tracePage: number): number {
    return (tracePage << PAGE_BITS) & this.offsetMask;
  }

  /** The machine's pages that a page of the trace is in or consists of. */
  *all(tracePage: number): Generator<number> {
    const first = this.first(tracePage);
    const more = 1 << Math.max(0, PAGE_BITS - this.pageBits);
    for (let page = first; page < first + more; page++) yield page;
  }
}
