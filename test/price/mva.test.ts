import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latticeSize } from '../../src/price/mva/exact.ts';
import { Groups } from '../../src/price/mva/groups.ts';
import { schweitzer } from '../../src/price/mva/schweitzer.ts';
import { type Network, type Solution, singleClass, solve } from '../../src/price/mva.ts';
import golden from '../golden/mva-octave.json' with { type: 'json' };

const network = (demand: number[][], think: number[], population: number[]): Network => ({
  stations: demand[0]?.length ?? 0,
  demand: Float64Array.from(demand.flat()),
  think: Float64Array.from(think),
  population: Int32Array.from(population),
});
const joined = ({ stations, demand, think, population }: Network): Groups => {
  const groups = new Groups(population.length);
  groups.join(population.length, stations, demand, think, population);
  return groups;
};
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const one = (demand: number[], think: number, population: number): Solution =>
  singleClass(Float64Array.from(demand), think, population);

/** The largest deviation of `actual` from `expected`, relative where the expected value is above 1e-300. */
const deviation = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++)
    worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / Math.max(expected[i], 1e-300));
  return worst;
};

const ns = fc.double({ min: 0.01, max: 1000, noNaN: true });
const demandOrNone = fc.oneof({ weight: 4, arbitrary: ns }, { weight: 1, arbitrary: fc.constant(0) });
const classesOf = (stations: number, mostCustomers: number, mostClasses: number) =>
  fc.array(
    fc.record({
      demand: fc.array(demandOrNone, { minLength: stations, maxLength: stations }),
      think: fc.double({ min: 0.01, max: 5000, noNaN: true }),
      population: fc.integer({ min: 0, max: mostCustomers }),
    }),
    { minLength: 1, maxLength: mostClasses },
  );
const networks = fc
  .integer({ min: 1, max: 5 })
  .chain((stations) => classesOf(stations, 5, 4))
  .map((classes) =>
    network(
      classes.map((c) => c.demand),
      classes.map((c) => c.think),
      classes.map((c) => c.population),
    ),
  );
const singles = fc.tuple(
  fc.array(ns, { minLength: 1, maxLength: 6 }),
  fc.double({ min: 0, max: 5000, noNaN: true }),
  fc.integer({ min: 1, max: 60 }),
);

describe('closed forms', () => {
  test('one customer never waits', () => {
    const { residence, throughput } = one([3, 0, 11.5], 40, 1);
    expect([...residence]).toEqual([3, 0, 11.5]);
    expect(throughput[0]).toBe(1 / 54.5);
  });

  test.each([1, 2, 8, 33])(
    'a balanced network of 5 stations without think time gives N / (D (M + N - 1)) for N = %i',
    (n) => {
      const { throughput, queue } = one([20, 20, 20, 20, 20], 0, n);
      expect(throughput[0]).toBeCloseTo(n / (20 * (5 + n - 1)), 14);
      expect(deviation(queue, Array(5).fill(n / 5))).toBeLessThan(1e-14);
    },
  );

  // The station of M/M/1//N is idle when all N customers think: Erlang's loss formula with N lines and Z / D erlangs.
  test.each([1, 4, 8, 128])('one station with think time is busy as the Engset formula says for N = %i', (n) => {
    for (const [demand, think] of [
      [11, 66],
      [200, 900],
      [1, 1e4],
    ]) {
      let idle = 1;
      for (let lines = 1; lines <= n; lines++) idle = ((think / demand) * idle) / (lines + (think / demand) * idle);
      expect(deviation(one([demand], think, n).utilisation, [1 - idle])).toBeLessThan(1e-12);
    }
  });

  test('many customers who think long make each station an M/M/1 queue', () => {
    const customers = 200_000;
    const cycle = customers * 50; // arrivals: 1 in 50 ns
    const { residence } = one([30, 10], cycle, customers);
    expect(deviation(residence, [30 / (1 - 30 / 50), 10 / (1 - 10 / 50)])).toBeLessThan(1e-4);
  });

  test('a saturated network goes at the pace of its slowest station', () => {
    expect(one([10, 25, 5], 100, 500).throughput[0]).toBeCloseTo(1 / 25, 12);
  });
});

describe('laws', () => {
  test('one class keeps the asymptotic bounds, and throughput and residence never fall as customers come', () => {
    fc.assert(
      fc.property(singles, ([demand, think, n]) => {
        const total = sum(demand);
        const { throughput, residence } = one(demand, think, n);
        const more = one(demand, think, n + 1);
        const rounding = 1 + 1e-12;
        expect(throughput[0]).toBeLessThanOrEqual(Math.min(1 / Math.max(...demand), n / (total + think)) * rounding);
        expect(throughput[0]).toBeGreaterThanOrEqual(n / (think + n * total) / rounding);
        expect(more.throughput[0]).toBeGreaterThanOrEqual(throughput[0] / rounding);
        for (let s = 0; s < demand.length; s++)
          expect(more.residence[s]).toBeGreaterThanOrEqual(residence[s] / rounding);
      }),
    );
  });

  test.each([
    ['exact', 2e6],
    ['schweitzer', 0],
  ] as const)('%s: queues are X R, customers are conserved, no server is busier than always', (method, limit) => {
    fc.assert(
      fc.property(networks, (n) => {
        const answer = solve(n, limit);
        if (joined(n).count > 1) expect(answer.method).toBe(method);
        n.population.forEach((customers, c) => {
          const row = [c * n.stations, (c + 1) * n.stations] as const;
          const littles = answer.residence.subarray(...row).map((r) => r * answer.throughput[c]);
          expect(deviation(answer.queue.subarray(...row), littles)).toBeLessThan(1e-12);
          expect(sum(answer.queue.subarray(...row)) + answer.throughput[c] * n.think[c]).toBeCloseTo(customers, 9);
          if (customers > 0)
            answer.residence.subarray(...row).forEach((r, s) => {
              expect(r).toBeGreaterThanOrEqual(n.demand[row[0] + s]);
            });
        });
        for (const busy of answer.utilisation) expect(busy).toBeLessThan(1 + 1e-9);
      }),
    );
  });

  test('the order of the classes does not matter', () => {
    fc.assert(
      fc.property(networks, (n) => {
        const last = n.population.length - 1;
        const mirrored: Network = {
          ...n,
          demand: n.demand.map((_, i) => n.demand[(last - Math.floor(i / n.stations)) * n.stations + (i % n.stations)]),
          think: n.think.slice().reverse(),
          population: n.population.slice().reverse(),
        };
        expect(deviation(solve(mirrored).throughput.reverse(), solve(n).throughput)).toBeLessThan(1e-12);
      }),
    );
  });
});

describe('classes', () => {
  const eight = { demand: [200, 140, 0], think: 900 };
  const like = (populations: number[]): Network =>
    network(
      populations.map(() => eight.demand),
      populations.map(() => eight.think),
      populations,
    );

  test('like classes are one class, and each gets the share of its customers', () => {
    const whole = one(eight.demand, eight.think, 8);
    const split = solve(like([1, 5, 2]));
    expect(split.iterations).toBe(8);
    expect(
      deviation(
        split.throughput,
        [1, 5, 2].map((n) => (whole.throughput[0] * n) / 8),
      ),
    ).toBeLessThan(1e-15);
    expect(
      deviation(
        split.queue,
        [1, 5, 2].flatMap((n) => [...whole.queue].map((q) => (q * n) / 8)),
      ),
    ).toBeLessThan(1e-15);
    expect([...split.residence.subarray(6)]).toEqual([...whole.residence]);
    expect(split.utilisation).toEqual(whole.utilisation);
  });

  test('two classes that differ by a hair are solved by the lattice and give what one class does', () => {
    const n = network([eight.demand, eight.demand], [900, 900 * (1 + 1e-15)], [4, 4]);
    const answer = solve(n);
    expect(answer.iterations).toBe(5 * 5 - 1);
    expect(sum(answer.throughput)).toBeCloseTo(one(eight.demand, eight.think, 8).throughput[0], 14);
  });

  test('groups are of equal classes only and leave out those that never queue', () => {
    const { of, count, first, population } = joined(
      network(
        [
          [5, 1],
          [5, 2],
          [5, 1],
          [0, 0],
          [5, 1],
          [5, 1],
        ],
        [7, 7, 7, 7, 8, 7],
        [3, 1, 2, 9, 1, 0],
      ),
    );
    expect([...of]).toEqual([0, 1, 0, -1, 2, -1]);
    expect([...first.subarray(0, count)]).toEqual([0, 1, 4]);
    expect([...population.subarray(0, count)]).toEqual([5, 1, 1]);
  });

  test('classes that meet nowhere are lattices of their own, and solved to the bit as in the lattice of all', () => {
    const apart = [
      network([[50, 20, 0, 0], [30, 0, 0, 0]], [500, 70], [3, 2]),
      network([[0, 0, 40, 60], [0, 0, 0, 10]], [90, 10], [2, 4]),
    ]; // biome-ignore format: two networks
    const both: Network = {
      stations: 4,
      demand: Float64Array.from([...apart[0].demand, ...apart[1].demand]),
      think: Float64Array.from([...apart[0].think, ...apart[1].think]),
      population: Int32Array.from([...apart[0].population, ...apart[1].population]),
    };
    const whole = solve(both);
    expect(whole.iterations).toBe(4 * 3 - 1 + (3 * 5 - 1));
    expect([...whole.throughput]).toEqual(apart.flatMap((n) => [...solve(n).throughput]));
    expect([...whole.residence]).toEqual(apart.flatMap((n) => [...solve(n).residence]));
    // Joined by a class that all but never comes, they are one lattice.
    const bridged = solve({
      stations: 4,
      demand: Float64Array.from([...both.demand, 1, 0, 0, 1]),
      think: Float64Array.from([...both.think, 1e30]),
      population: Int32Array.from([...both.population, 1]),
    });
    expect(bridged.iterations).toBe(4 * 3 * 3 * 5 * 2 - 1);
    expect(deviation(bridged.throughput.subarray(0, 4), whole.throughput)).toBeLessThan(1e-12);
  });
});

describe('edges', () => {
  test('a class without customers has no throughput and no residence', () => {
    const { throughput, residence, queue } = solve(
      network(
        [
          [10, 20],
          [30, 5],
        ],
        [7, 9],
        [0, 2],
      ),
    );
    expect([throughput[0], ...residence.subarray(0, 2), ...queue.subarray(0, 2)]).toEqual([0, 0, 0, 0, 0]);
    expect(deviation(throughput.subarray(1), one([30, 5], 9, 2).throughput)).toBe(0);
    expect(one([30, 5], 9, 0)).toMatchObject({
      iterations: 0,
      throughput: Float64Array.of(0),
      residence: new Float64Array(2),
    });
  });

  test('without demand or without stations there is only thinking', () => {
    for (const answer of [
      solve(network([[0, 0]], [25], [4])),
      solve(network([[]], [25], [4])),
      one([], 25, 4),
      one([0], 25, 4),
    ]) {
      expect([...answer.throughput]).toEqual([4 / 25]);
      expect(sum(answer.queue) + sum(answer.utilisation) + sum(answer.residence)).toBe(0);
    }
  });

  test('a class with neither demand nor think time goes round infinitely often and holds up nobody', () => {
    const answer = solve(network([[0], [3]], [0, 2], [5, 2]));
    expect([...answer.throughput]).toEqual([Infinity, one([3], 2, 2).throughput[0]]);
    expect(answer.utilisation).toEqual(one([3], 2, 2).utilisation);
    expect([...one([0], 0, 5).throughput, ...one([0], 0, 5).queue]).toEqual([Infinity, 0]);
  });

  test('no class at all leaves every station idle', () => {
    expect(
      solve({ stations: 2, demand: new Float64Array(0), think: new Float64Array(0), population: new Int32Array(0) })
        .utilisation,
    ).toEqual(new Float64Array(2));
  });

  test.each([
    [network([[1, NaN]], [1], [1]), 'demand[1] is NaN: expected a finite time in ns from 0'],
    [network([[1]], [-2], [1]), 'think[0] is -2: expected a finite time in ns from 0'],
    [network([[1], [Infinity]], [1, 1], [1, 1]), 'demand[1] is Infinity: expected a finite time in ns from 0'],
    [network([[1]], [1], [-3]), 'population[0] is -3: expected a whole number from 0'],
    [
      network([[1], [1]], [1, 1], [2 ** 31 - 1, 1]),
      'the network holds 2147483648 customers: expected at most 2147483647',
    ],
    [network([[1]], [1, 1], [1]), 'think has 2 classes, population 1: expected one think time per class'],
    [{ ...network([[1]], [1], [1]), stations: 2 }, 'demand has 1 entries: expected 1 classes × 2 stations = 2'],
    [{ ...network([[1]], [1], [1]), stations: 0.5 }, 'stations is 0.5: expected a whole number from 0'],
  ])('a network that makes no sense is refused: %#', (wrong, message) => {
    expect(() => solve(wrong)).toThrow(new RangeError(message));
  });

  test.each([1.5, -1, NaN, 2 ** 31])('a population of %d is refused', (population) => {
    expect(() => one([1], 1, population)).toThrow(
      new RangeError(`population is ${population}: expected a whole number from 0 to 2147483647`),
    );
  });
});

describe("GNU Octave's queueing package", () => {
  const cases = golden.networks.map((n) => ({
    ...n,
    given: network(
      n.visits.map((row, c) => row.map((visits, s) => visits * n.service[c][s])),
      n.think,
      n.population,
    ),
  }));
  // Ours is zero for a class without customers, where the package leaves the service time.
  const residence = (n: (typeof cases)[number], response: number[][]): number[] =>
    response.flatMap((row, c) => row.map((r, s) => (n.population[c] > 0 ? r * n.visits[c][s] : 0)));
  const busy = (utilisation: number[][]): number[] =>
    utilisation[0].map((_, s) => sum(utilisation.map((row) => row[s])));

  test.each(cases)('$function agrees on $name', (n) => {
    const answer = solve(n.given);
    expect(answer.method).toBe('exact');
    expect(deviation(answer.throughput, n.exact.throughput)).toBeLessThan(1e-12);
    expect(deviation(answer.residence, residence(n, n.exact.response))).toBeLessThan(1e-12);
    expect(deviation(answer.queue, n.exact.queue.flat())).toBeLessThan(1e-12);
    expect(deviation(answer.utilisation, busy(n.exact.utilisation))).toBeLessThan(1e-12);
  });

  test.each(cases.filter((n) => n.bardSchweitzer))('qncmmvabs agrees on $name', (n) => {
    const approximate = n.bardSchweitzer!;
    const answer = schweitzer(n.given);
    expect(deviation(answer.throughput, approximate.throughput)).toBeLessThan(1e-7);
    expect(deviation(answer.residence, residence(n, approximate.response))).toBeLessThan(1e-7);
    expect(deviation(answer.queue, approximate.queue.flat())).toBeLessThan(1e-7);
  });
});

describe("Schweitzer's approximation", () => {
  const distinct = network(
    [
      [50, 20, 80],
      [50, 30, 0],
    ],
    [500, 1200],
    [4, 6],
  );

  test('is taken just where the lattice is larger than allowed', () => {
    expect(latticeSize(distinct.stations, distinct.population)).toBe(5 * 7 * 3);
    expect(solve(distinct, 105).method).toBe('exact');
    expect(solve(distinct, 104).method).toBe('schweitzer');
  });

  test('solves 128 CPUs of 128 classes on 128 memory nodes', () => {
    const cpus = Array.from({ length: 128 }, (_, cpu) => cpu);
    const answer = solve(
      network(
        cpus.map((cpu) => cpus.map((node) => (node === cpu ? 100 : 0.5 + ((cpu * node) % 7) / 10))),
        cpus.map(() => 400),
        cpus.map(() => 1),
      ),
    );
    expect(answer.method).toBe('schweitzer');
    expect(answer.iterations).toBeLessThan(50);
    expect(sum(answer.queue) + sum(answer.throughput) * 400).toBeCloseTo(128, 8);
  });

  test('says so when it does not settle', () => {
    const slow = network([[1, 1.00001]], [0], [100_000]);
    expect(() => schweitzer(slow)).toThrow(
      /^Schweitzer's approximation did not settle: after 100000 rounds a queue still changes by \d\.\de-\d+ of its class's population/,
    );
  });

  test('is within 26 % of the exact throughput at worst, and 7 % of a population in queues', () => {
    const worst = { throughput: 0, queue: 0 };
    fc.assert(
      fc.property(networks, (n) => {
        const [right, approximate] = [solve(n, Infinity), solve(n, 0)];
        worst.throughput = Math.max(worst.throughput, deviation(approximate.throughput, right.throughput));
        right.queue.forEach((queue, i) => {
          const customers = Math.max(1, n.population[Math.floor(i / n.stations)]);
          worst.queue = Math.max(worst.queue, Math.abs(approximate.queue[i] - queue) / customers);
        });
      }),
      { seed: 1997, numRuns: 1000 },
    );
    expect(worst.throughput).toBeGreaterThan(0.2);
    expect(worst.throughput).toBeLessThan(0.26);
    expect(worst.queue).toBeLessThan(0.07);
  });
});

/**
 * Figure 7 of the Disco paper, pmake on 8 CPUs, in points of IRIX's execution time. One lock stands for the kernel's; a cycle is the
 * whole run of a CPU: 23 points of waiting in IRIX's 100 leave 77 of holding and doing something else.
 */
describe('the kernel lock of Figure 7', () => {
  const waiting = (hold: number, rest: number, cpus: number): number => one([hold], rest, cpus).residence[0] - hold;
  const IRIX = { total: 100, sync: 23 };
  let [low, hold] = [0, IRIX.total - IRIX.sync];
  for (let bits = 0; bits < 60; bits++) {
    const middle = (low + hold) / 2;
    if (waiting(middle, IRIX.total - IRIX.sync - middle, 8) < IRIX.sync) low = middle;
    else hold = middle;
  }
  const rest = IRIX.total - IRIX.sync - hold;
  const longer = 1.2 * hold;

  test("a hold of 11 points gives IRIX's 23 points of waiting on 8 CPUs", () => {
    expect(hold).toBeCloseTo(10.958, 3);
    expect(waiting(hold, rest, 8)).toBeCloseTo(23, 9);
  });

  test('holding 1.2 times as long, waiting rises to 34 points on one lock and falls to 8, 2 and 0 on 2, 4 and 8', () => {
    const points = [8, 4, 2, 1].map((cpus) => waiting(longer, rest, cpus));
    expect(points[0]).toBeCloseTo(34.06, 2);
    expect(points[1]).toBeCloseTo(8.49, 2);
    expect(points[2]).toBeCloseTo(2.18, 2);
    expect(points[3]).toBe(0);
  });

  // What a CPU does outside the lock takes longer too under the monitor, and that thins the queue: total less sync, of each bar.
  test('with the rest of the cycle as long as the paper measured it, waiting is within 4.2 points of all four bars', () => {
    const bars = [
      { cpus: 8, total: 136.15, sync: 25.33, ours: 21.23 },
      { cpus: 4, total: 91.67, sync: 12.48, ours: 8.49 },
      { cpus: 2, total: 63.51, sync: 3.12, ours: 2.86 },
      { cpus: 1, total: 59.72, sync: 0.91, ours: 0 },
    ];
    for (const { cpus, total, sync, ours } of bars) {
      const points = waiting(longer, total - sync - longer, cpus);
      expect(points).toBeCloseTo(ours, 2);
      expect(Math.abs(points - sync)).toBeLessThan(4.2);
    }
  });
});
