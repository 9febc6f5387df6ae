/** Like classes of a network joined into groups; the buffers serve one network after the other, of at most so many classes. */
export class Groups {
  count = 0;
  /** Group of each class, or -1 for a class that never queues (no customers, or no demand). */
  readonly of: Int32Array;
  /** The first class of each group: the group's demands and think time are its. */
  readonly first: Int32Array;
  /** Customers of each group. */
  readonly population: Int32Array;

  constructor(classes: number) {
    this.of = new Int32Array(classes);
    this.first = new Int32Array(classes);
    this.population = new Int32Array(classes);
  }

  /**
   * Joins classes of equal think time and demands (`demand[class * stations + station]`): the product form cannot tell them apart, so the
   * answer stays exact, while the lattice of 8 like CPUs shrinks from 2^8 states to 9.
   */
  join(classes: number, stations: number, demand: Float64Array, think: Float64Array, population: Int32Array): void {
    const { of, first } = this;
    this.count = 0;
    for (let c = 0; c < classes; c++) {
      of[c] = -1;
      if (population[c] === 0 || !queues(demand, stations, c)) continue;
      let group = 0;
      while (group < this.count && !(think[first[group]] === think[c] && alike(demand, stations, first[group], c)))
        group++;
      if (group === this.count) {
        first[group] = c;
        this.population[group] = 0;
        this.count++;
      }
      of[c] = group;
      this.population[group] += population[c];
    }
  }
}

function queues(demand: Float64Array, stations: number, c: number): boolean {
  for (let i = c * stations; i < (c + 1) * stations; i++) if (demand[i] > 0) return true;
  return false;
}

function alike(demand: Float64Array, stations: number, a: number, b: number): boolean {
  for (let s = 0; s < stations; s++) if (demand[a * stations + s] !== demand[b * stations + s]) return false;
  return true;
}
