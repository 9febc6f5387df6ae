import { expect, test } from 'vitest';
import { loadLocated, presetNames } from '../../src/config.ts';
import { COST_NAMES, COSTS } from '../../src/price/costs.ts';
import { STRUCTURES } from '../../src/replay/structure/presets.ts';

test.each(presetNames(COSTS))('every assumed cost of %s has a prior', (preset) => {
  const { value: costs, priors } = loadLocated(COSTS, preset);
  const has = new Set(priors.flatMap(({ paths }) => paths.map(([name]) => name)));
  expect(COST_NAMES.filter((name) => costs[name].kind === 'assumed' && !has.has(name))).toEqual([]);
  // What is solved for in each draw, published or derived has none.
  for (const name of COST_NAMES) if (['published', 'derived'].includes(costs[name].kind)) expect(has, name).not.toContain(name); // biome-ignore format: a line
});

test('no preset has a number that somebody gave without an origin', () => {
  for (const preset of presetNames(COSTS)) {
    const { value } = loadLocated(COSTS, preset);
    expect(COST_NAMES.filter((name) => value[name].kind === 'given')).toEqual([]);
  }
});

test('the second-level TLB of Disco has priors, and a structure that sets it has none', () => {
  const keys = (settings: string[]) => loadLocated(STRUCTURES, 'disco', settings).priors.map(({ key }) => key);
  expect(keys([])).toContain('secondLevelTlb.entries');
  expect(keys(['monitor.secondLevelTlb.entries=512'])).not.toContain('secondLevelTlb.entries');
});
