import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { positionOf, STEPS, scaleOf, valueAt } from '../../src/live/scale.ts';
import {
  AS_WRITTEN,
  costsFile,
  costsOf,
  fragmentOf,
  isAsWritten,
  readCostsFile,
  readFragment,
  type State,
  valueProblem,
  withValue,
} from '../../src/live/state.ts';
import { costIn, MACHINE_COSTS } from '../../src/price/cost-list.ts';
import { COST_BOUNDS, COST_NAMES, COST_TABLE, type CostName } from '../../src/price/cost-table.ts';
import { loadCosts } from '../../src/price/costs.ts';
import type { Payload } from '../../src/report/page/live.ts';
import { packCounts, unpackCounts } from '../../src/report/page/packed.ts';
import { handRuns } from '../report/fixture.ts';

const FLASH = loadCosts('flash');
const payload: Payload = {
  kind: 'report',
  content: null,
  costs: FLASH,
  presets: [FLASH, loadCosts('origin')],
  ranges: {},
};
const name = fc.constantFrom(...COST_NAMES);
const value = (of: CostName) => {
  const { min, max } = COST_BOUNDS[COST_TABLE[of][0]];
  return fc.double({ min, max, noNaN: true }).map((x) => (Object.is(x, -0) ? 0 : x));
};
const choice: fc.Arbitrary<[CostName, number]> = name.chain((of) => value(of).map((x): [CostName, number] => [of, x]));
const state: fc.Arbitrary<State> = fc
  .record({
    preset: fc.constantFrom<string | undefined>(undefined, 'flash', 'origin'),
    values: fc.array(choice, { maxLength: 6 }),
  })
  .map(({ preset, values }) =>
    values.reduce((sum: State, [of, x]) => withValue(payload, sum, of, x), { ...AS_WRITTEN, preset }),
  );

describe('the state of a page', () => {
  test('is what its link says', () => {
    fc.assert(fc.property(state, fc.constantFrom('', 'rates'), (chosen, section) => {
      const again = readFragment(MACHINE_COSTS, payload, `#${fragmentOf(MACHINE_COSTS, chosen, section)}`);
      expect(again).toEqual({ state: chosen, section, problems: [] });
    })); // biome-ignore format: a property
  });

  test('of any link is one that can be priced, and what is not understood is told', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('__proto__=1', 'constructor=2', 'costs=origin', 'clock=NaN', 'clock=1e999', 'trap=5ns', '=', '%', 'name=x'));
    fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const { state, problems } = readFragment(MACHINE_COSTS, payload, `#${parts.join('&')}`);
      for (const [of, x] of state.values) expect(valueProblem(MACHINE_COSTS, of, x)).toBeUndefined();
      for (const each of problems) expect(each).toMatch(/\.$/);
      expect(Object.keys(costsOf(payload, state)).sort()).toEqual(Object.keys(FLASH).sort());
    })); // biome-ignore format: a property
  });

  test('has no choice that is the value it was written with', () => {
    const changed = withValue(payload, AS_WRITTEN, 'trap', 300);
    expect(isAsWritten(changed)).toBe(false);
    expect(isAsWritten(withValue(payload, changed, 'trap', FLASH.trap.value))).toBe(true);
    expect(fragmentOf(MACHINE_COSTS, AS_WRITTEN, '')).toBe('');
  });

  test('is saved as a file that is read again, and that --costs takes', () => {
    fc.assert(fc.property(state, (chosen) => {
      const costs = costsOf(payload, chosen);
      const values = readCostsFile(MACHINE_COSTS, costsFile(costs, 'a page'));
      for (const of of COST_NAMES) expect(values.get(of)).toBe(costIn(costs, of).value);
      const loaded = loadCosts(JSON.parse(costsFile(costs, 'a page')));
      for (const of of COST_NAMES) expect(loaded[of]).toEqual(costIn(costs, of));
    }), { numRuns: 30 }); // biome-ignore format: a property
  });

  test.each([
    ['', /no JSON/], ['{"extends":"origin","clock":400}', /has "extends": a page reads only/], ['{"clock":400,"foo":1}', /has "foo"/], ['[1]', /no costs in it/], ['{}', /no costs in it/], ['null', /no costs in it/], ['{"trap":{"value":"5"}}', /expected a number in cycles/],
    ['{"trap":{"value":5,"unit":"ns"}}', /expected a number in cycles/], ['{"clock":0}', /expected 1 to 100,000 MHz/], ['{"trap":1e300}', /expected 0 to/],
  ])('a file %s is told in a sentence', (text, message) => {
    expect(() => readCostsFile(MACHINE_COSTS, text)).toThrow(message);
  });
}); // biome-ignore format: long lines

test('a slider goes from a quarter to four times, and back to its position', () => {
  fc.assert(fc.property(name, (of) => {
    const { value, unit } = FLASH[of];
    const scale = scaleOf(value, [value, value], COST_BOUNDS[unit]);
    expect(positionOf(scale, scale.to)).toBe(STEPS);
    expect(valueAt(scale, STEPS)).toBeCloseTo(scale.to, -Math.floor(Math.log10(scale.to)) + 2);
    for (const position of [1, 250, 500, 999]) expect(Math.abs(positionOf(scale, valueAt(scale, position)) - position)).toBeLessThanOrEqual(2);
  })); // biome-ignore format: a property
});

test('counts that are packed and read again are the same, but for memory in use before the end', () => {
  for (const { counts } of handRuns()) {
    const again = unpackCounts(JSON.parse(JSON.stringify(packCounts(counts))));
    const { footprint: _, ...rest } = counts;
    expect({ ...again, structure: counts.structure }).toMatchObject(rest);
    expect(JSON.parse(JSON.stringify(again.structure))).toEqual(JSON.parse(JSON.stringify(counts.structure)));
    // No price hangs on them.
    const asked = { ...counts, dependences: { nodes: 1, ranges: [], moments: [] } };
    expect(packCounts(asked)).toEqual(packCounts(counts));
  }
});
