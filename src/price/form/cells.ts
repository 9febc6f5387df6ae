import type { Counts } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, MODE_NAMES, SERVICES } from '../../replay/counts/event.ts';
import { PART_COUNT, PART_NAMES, type Part } from '../parts.ts';

/** How finely times are kept apart: the rows of a strand in an interval, and the row of each context. */
export interface Grain {
  readonly rows: number;
  rowOf(context: number): number;
}
export const BY_CONTEXT: Grain = { rows: CONTEXT_COUNT, rowOf: (context) => context };
export const BY_MODE: Grain = { rows: MODE_NAMES.length, rowOf: (context) => Math.floor(context / SERVICES) };

export const partNumber = (part: Part): number => PART_NAMES.indexOf(part);

/** A cell is a time kept apart, numbered by its key; keys are shaped `[place][strand][row][part]`, a place being one interval or several. */
export class Cells {
  /** Ascending. */
  readonly keys: Float64Array;
  private readonly rows: number;
  private readonly strands: number;

  constructor(keys: Iterable<number>, strands: number, { rows }: Grain) {
    this.keys = Float64Array.from(keys).sort();
    this.strands = strands;
    this.rows = rows;
  }

  /** First cell whose key is not below this one. */
  private from(key: number): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The cell of this key, or -1. */
  at(key: number): number {
    const cell = this.from(key);
    return this.keys[cell] === key ? cell : -1;
  }

  partOf(cell: number): number {
    return this.keys[cell] % PART_COUNT;
  }

  strandKey(place: number, strand: number): number {
    return (place * this.strands + strand) * this.rows * PART_COUNT;
  }

  /** Cells of a strand: from the first to before the last. */
  ofStrand(place: number, strand: number): readonly [from: number, to: number] {
    return [this.from(this.strandKey(place, strand)), this.from(this.strandKey(place, strand + 1))];
  }

  /** The same of each of its rows that has any. */
  *rowsOfStrand(place: number, strand: number): Generator<readonly [from: number, to: number]> {
    const [first, end] = this.ofStrand(place, strand);
    for (let from = first, to: number; from < end; from = to) {
      to = from;
      while (to < end && Math.floor(this.keys[to] / PART_COUNT) === Math.floor(this.keys[from] / PART_COUNT)) to++;
      yield [from, to];
    }
  }
}

/** Numbers of a CPU's strands. */
export const strandsOf = ({ strands }: Counts, cpu: number): number[] =>
  strands.flatMap((strand, n) => (strand.cpu === cpu ? [n] : []));
