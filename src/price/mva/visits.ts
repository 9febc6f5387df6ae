/**
 * A network as its exact solutions read it: of each class the stations it visits, as a station that it does not visit adds nothing to its sums.
 * The buffers serve one network after the other, of at most so many classes and stations: `clear`, `add` each class, solve, and `read`.
 */
export class Visits {
  classes = 0;
  count = 0;
  stations = 0;
  readonly think: Float64Array;
  readonly population: Int32Array;
  /** Where each class's visits begin; one more for the end. */
  readonly first: Int32Array;
  /** Of each visit: the station's number here, the station's number in the whole network, the demand, and, once solved, the residence time. */
  readonly station: Int32Array;
  private readonly original: Int32Array;
  readonly demand: Float64Array;
  readonly stays: Float64Array;
  /** Of each station of the whole network, its number here, or -1. */
  private readonly numbers: Int32Array;
  /** Cycles per ns of each class, once solved. */
  readonly throughput: Float64Array;

  constructor(classes: number, stations: number) {
    const most = classes * stations;
    this.think = new Float64Array(classes);
    this.population = new Int32Array(classes);
    this.first = new Int32Array(classes + 1);
    this.station = new Int32Array(most);
    this.original = new Int32Array(most);
    this.demand = new Float64Array(most);
    this.stays = new Float64Array(most);
    this.numbers = new Int32Array(stations);
    this.throughput = new Float64Array(classes);
  }

  /** Forgets all classes. */
  clear(): void {
    this.classes = this.count = this.stations = 0;
    this.numbers.fill(-1);
  }

  /** Adds a class with customers and demand, which begins at `row`. */
  add(demand: Float64Array, row: number, stations: number, think: number, population: number): void {
    for (let s = 0; s < stations; s++) {
      const ns = demand[row + s];
      if (ns === 0) continue;
      if (this.numbers[s] < 0) this.numbers[s] = this.stations++;
      this.station[this.count] = this.numbers[s];
      this.original[this.count] = s;
      this.demand[this.count++] = ns;
    }
    this.think[this.classes] = think;
    this.population[this.classes] = population;
    this.first[++this.classes] = this.count;
  }

  /** Writes a class's residence times to the stations it visits of a row of them. */
  read(c: number, residence: Float64Array, row: number): void {
    for (let i = this.first[c]; i < this.first[c + 1]; i++) residence[row + this.original[i]] = this.stays[i];
  }
}
