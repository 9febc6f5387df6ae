/** The order in which a lattice's population vectors are visited, and how each follows from those before it. */
export interface Steps {
  readonly population: Int32Array;
  /** Vectors, the empty one included. */
  readonly states: number;
  /** Of each vector, where its steps end; they begin where those of the vector before end. */
  readonly ends: Int32Array;
  /** Of each step: a class with customers in the vector, how many, and the vector with one of them fewer. */
  readonly whose: Int32Array;
  readonly customers: Int32Array;
  readonly without: Int32Array;
}

/** Steps that are kept at most: 48 MB of them. */
const KEPT = 2 ** 22;
const known = new Map<string, Steps>();
let kept = 0;

/** The steps of a lattice with these customers, which all networks of as many share. */
export function stepsOf(population: Int32Array): Steps {
  const key = population.join();
  let steps = known.get(key);
  if (steps !== undefined) return steps;
  steps = walk(population);
  if (kept + steps.whose.length > KEPT) {
    known.clear();
    kept = 0;
  }
  known.set(key, steps);
  kept += steps.whose.length;
  return steps;
}

function walk(population: Int32Array): Steps {
  const classes = population.length;
  // Vectors are numbered in mixed radix, the last class fastest, so that taking one customer away is a step back of the class's stride.
  const stride = new Int32Array(classes);
  let states = 1;
  for (let c = classes - 1; c >= 0; c--) {
    stride[c] = states;
    states *= population[c] + 1;
  }
  const size = population.reduce((sum, n) => sum + (states / (n + 1)) * n, 0);
  const ends = new Int32Array(states);
  const [whose, customers, without] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  for (let state = 1, step = 0; state < states; state++) {
    for (let c = 0; c < classes; c++) {
      const present = Math.floor(state / stride[c]) % (population[c] + 1);
      if (present === 0) continue;
      whose[step] = c;
      customers[step] = present;
      without[step++] = state - stride[c];
    }
    ends[state] = step;
  }
  return { population: population.slice(), states, ends, whose, customers, without };
}
