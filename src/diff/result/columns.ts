import type { Item, Measure } from './result.ts';

/** Gathers measures in the order in which they come, and the items' values by them. */
export class Columns {
  readonly measures: Measure[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly rows: { key: Item['key']; values: (number | null | undefined)[] }[] = [];

  /** Adds an item; its measures are told apart by group and name. */
  add(key: Item['key'], values: Iterable<readonly [measure: Measure, value: number | null]>): void {
    const own: (number | null | undefined)[] = [];
    for (const [measure, value] of values) {
      const id = `${measure.group} ${measure.name}`;
      const n = this.numbers.get(id) ?? this.measures.push(measure) - 1;
      this.numbers.set(id, n);
      own[n] = value;
    }
    this.rows.push({ key, values: own });
  }

  items(): Item[] {
    return this.rows.map(({ key, values }) => ({ key, values: this.measures.map((_, n) => values[n]) }));
  }
}
