import { describe, expect, test } from 'vitest';
import { costAssumptions, drawnCosts, drawnStructure, structureAssumptions, workloadAssumptions } from '../../src/bands/assumptions.ts'; // biome-ignore format: a line
import { carried } from '../../src/bands/carried.ts';
import { costQuantiles, STRATA, structuralQuantiles } from '../../src/bands/design.ts';
import { slopesOf, solve } from '../../src/bands/linear.ts';
import { bandOf, quantilesOf } from '../../src/bands/quantiles.ts';
import { sharesOf } from '../../src/bands/shares.ts';
import { effectiveNumber, structuralWeights, weightsOf } from '../../src/bands/weights.ts';
import { changedProfile } from '../../src/guest/changes/profile-changes.ts';
import { loadGuest } from '../../src/guest/profile.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { Random } from '../../src/trace/synthetic/random.ts';

const uniform = (seed: number) => {
  const random = new Random(seed);
  return () => random.next() / 2 ** 32;
};

describe('the design', () => {
  test('has each assumption once in each stratum, and draw 0 at the centres', () => {
    const of = (id: string) => Array.from({ length: STRATA }, (_, structural) => structuralQuantiles({ seed: 3, structural, costs: 0 })(id)); // biome-ignore format: a line
    for (const id of ['a', 'b']) {
      const [centre, ...others] = of(id);
      expect(centre).toBe(0.5);
      const strata = new Set(others.map((quantile) => Math.floor(quantile * STRATA)));
      expect(strata.size).toBe(STRATA - 1);
    }
    expect(of('a')).toEqual(of('a'));
    expect(of('a')).not.toEqual(of('b'));
    const costs = Array.from({ length: STRATA }, (_, n) => costQuantiles({ seed: 3, structural: 5, costs: n })('a'));
    expect(new Set(costs.map((quantile) => Math.floor(quantile * STRATA))).size).toBe(STRATA);
    expect(costQuantiles({ seed: 3, structural: 0, costs: 0 })('a')).toBe(0.5);
    expect(costQuantiles({ seed: 4, structural: 5, costs: 1 })('a')).not.toBe(costs[1]);
  });
});

describe('assumptions', () => {
  test('are named by their document, and shared by those that extend it', () => {
    expect(costAssumptions('flash').map(({ id }) => id)).toContain('costs flash: memory.dirty');
    expect(structureAssumptions('disco').own.map(({ id }) => id)).toContain('monitor disco: secondLevelTlb.entries');
    const ids = (workload: string) => new Set(workloadAssumptions(workload).map(({ id }) => id));
    expect([...ids('engineering-1cpu')].some((id) => ids('engineering').has(id))).toBe(true);
  });

  test('are what they are at their centres', () => {
    const half = () => 0.5;
    const { guestProfile, ...drawn } = drawnStructure('disco', [], half);
    expect(drawn).toEqual(loadStructure('disco'));
    const numbers = (profile: object): unknown => JSON.parse(JSON.stringify(profile, (key, each) => (['source', 'kind'].includes(key) ? undefined : each))); // biome-ignore format: a line
    expect(numbers(changedProfile('irix-5.3', [], guestProfile))).toEqual(numbers(loadGuest('irix-5.3')));
    const costs = loadCosts('flash');
    expect(drawnCosts(costs, costAssumptions('flash'), half)).toEqual(costs);
    expect(drawnCosts(costs, costAssumptions('flash'), () => 0).dirtyMemory.value).toBe(900);
  });
});

describe('quantiles', () => {
  test('are those of the values repeated by their weights', () => {
    const [values, weights] = [[5, 1, 3], [1, 1, 2]]; // biome-ignore format: a pair
    expect(quantilesOf(values, weights, [0, 0.25, 0.26, 0.75, 0.76, 1])).toEqual([1, 1, 3, 3, 5, 5]);
    expect(bandOf([7, 7, 7], weights)).toEqual({ low: 7, median: 7, high: 7 });
    expect(quantilesOf([Number.NaN, 2], [9, 1], [0.5])).toEqual([2]);
    expect(quantilesOf([1], [0], [0.5])).toEqual([Number.NaN]);
  });
});

describe('weights', () => {
  test('are Gaussian in the misfit where enough draws honour what they must', () => {
    const { weights, widened, effective } = weightsOf(new Float64Array(80).fill(3), 2);
    expect(widened).toBe(1);
    expect(effective).toBeCloseTo(40, 9);
    expect(weights[0]).toBeCloseTo(1 / 80, 12);
    const { weights: two } = weightsOf(Float64Array.from([0, 0.5]), 1);
    expect(two[1] / two[0]).toBeCloseTo(Math.exp(-0.5), 12);
  });

  test('of draws that few honour are widened until 30 of them count', () => {
    const next = uniform(1);
    const misfit = Float64Array.from({ length: 64 * 4 }, (_, n) => (n < 4 ? 0 : 40 * next()));
    const { effective, widened, weights } = weightsOf(misfit, 4);
    expect(widened).toBeGreaterThan(1);
    expect(effective).toBeCloseTo(30, 3);
    expect(effectiveNumber(structuralWeights(weights, 4))).toBeCloseTo(effective, 9);
  });
});

describe('linear models', () => {
  test('solve, and find the slopes of what is linear', () => {
    expect(solve([[0, 2, 4], [3, 1, 8]])).toEqual([2, 2]); // biome-ignore format: rows
    const next = uniform(2);
    const [a, b, still] = [0, 1, 2].map((n) => Float64Array.from({ length: 50 }, () => (n === 2 ? 1 : next())));
    const y = a.map((each, n) => 3 * each - 2 * b[n] + 5);
    const [forA, forB, none] = slopesOf([a, b, still], y, new Float64Array(50).fill(1));
    expect([forA, forB, none].map((slope) => Number(slope.toFixed(4)))).toEqual([3, -2, 0]);
  });

  test('carry draws to where what must be honoured is, and leave those that honour it', () => {
    const next = uniform(3);
    const off = Float64Array.from({ length: 60 }, () => 8 * next() - 4);
    const values = off.map((each) => 10 + 2 * each);
    carried(values, [off], new Float64Array(60).fill(1 / 60)).forEach((value, n) => {
      const within = Math.abs(off[n]) <= 1;
      expect(value).toBeCloseTo(within ? values[n] : 10 + 2 * Math.sign(off[n]), 3);
    });
  });

  test('share a variance among what makes it', () => {
    const next = uniform(4);
    const column = (n: number) => Float64Array.from({ length: n }, next);
    const [big, small, idle] = [column(64), column(64), column(64)];
    const [cost, other] = [column(640), column(640)];
    const values = cost.map((each, n) => 4 * big[Math.floor(n / 10)] + 1 * small[Math.floor(n / 10)] + 2 * each);
    const shares = sharesOf(values, new Map([['idle', idle], ['big', big], ['small', small]]), new Map([['cost', cost], ['other', other]])); // biome-ignore format: a line
    expect(shares.map(({ id }) => id)).toEqual(['big', 'cost', 'small']);
    // Variances 16, 4 and 1 of a uniform one, to what the samples are off.
    expect(shares[0].share).toBeGreaterThan(0.65);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    expect(sharesOf(new Float64Array(640).fill(2), new Map(), new Map())).toEqual([]);
  });
});
