import { VECTOR_PAGE } from '../../words/kernel/entry.ts';
import { Marker } from '../../words/markers.ts';
import type { Row } from './row.ts';

/** Where a CPU's exception vectors are, learned from the first trap and the fetch after it. */
export class Vectors {
  private known = false;
  private high = 0;
  private low = 0;
  /** Offsets at which a trap was seen to arrive. */
  private readonly arrivals = new Set<number>();

  learn(row: Row, offset: number): void {
    const base = (row.low - offset) >>> 0;
    if ((base & (VECTOR_PAGE - 1)) !== 0) return;
    this.known = true;
    this.high = row.high;
    this.low = base;
    this.arrivals.add(offset);
  }

  /** Offset of the fetch from the vectors' base if it lies in their page, else -1. */
  offset(row: Row): number {
    if (!this.known || row.high !== this.high) return -1;
    const offset = row.low - this.low;
    return offset >= 0 && offset < VECTOR_PAGE ? offset : -1;
  }

  /** Whether a run that begins at this offset is an exception, be it that no `trap` row tells of it. */
  arrives(offset: number): boolean {
    return this.arrivals.has(offset);
  }
}

/** Offset told by a `trap` row, -1 of others. */
export const trapOffset = (row: Row): number => (row.events[0]?.type === Marker.trap ? row.events[0].a : -1);
