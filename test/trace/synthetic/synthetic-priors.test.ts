import { expect, test } from 'vitest';
import { drawnValues, type Prior } from '../../../src/config/annotations/spread.ts';
import { loadLocated, presetNames } from '../../../src/config.ts';
import { loadWorkload, WORKLOADS } from '../../../src/trace/synthetic/index.ts';
import { Random } from '../../../src/trace/synthetic/random.ts';
import { draws, paced } from '../../pace.ts';

const PRESETS = presetNames(WORKLOADS);

/** The numbers of a workload that have an origin, by their paths. */
function kinds(value: unknown, path: string[] = []): [path: string, kind: string][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value) return [[path.join('.'), String(value.kind)]];
  return Object.entries(value).flatMap(([key, inner]) => kinds(inner, [...path, key]));
}

const numberOf = (path: readonly string[]): string => path.filter((key) => key !== 'value').join('.');

const settings = (priors: readonly Prior[], quantile: () => number): Record<string, unknown> =>
  Object.fromEntries(
    priors.flatMap((prior) => drawnValues(prior, quantile()).map(({ path, value }) => [numberOf(path), value])),
  );

test.each(PRESETS)('every assumed number of %s has a prior, and none that is published or derived', (preset) => {
  const { value, priors } = loadLocated(WORKLOADS, preset);
  const own = new Set(priors.flatMap(({ paths }) => paths.map(numberOf)));
  const withOne = new Set(priors.flatMap(({ scaled, rest }) => [...scaled, ...(rest ? [rest] : [])].map(({ path }) => numberOf(path)))); // biome-ignore format: a line
  const all = kinds(value);
  const has = (path: string): boolean => own.has(path) || withOne.has(path);
  expect(all.filter(([path, kind]) => kind === 'assumed' && !has(path))).toEqual([]);
  expect(all.filter(([path, kind]) => ['published', 'derived'].includes(kind) && own.has(path))).toEqual([]);
  expect(own).toContain('seed');
});

test.each(PRESETS)('no two priors of %s move the same number', (preset) => {
  const { priors } = loadLocated(WORKLOADS, preset);
  const moved = priors.flatMap((prior) => drawnValues(prior, 0.5).map(({ path }) => numberOf(path)));
  expect(moved.toSorted()).toEqual([...new Set(moved)].toSorted());
});

test.each(PRESETS)('%s is a workload wherever its priors put it, and itself in their middle', (preset) => {
  const { value, priors } = loadLocated(WORKLOADS, preset);
  const values = (workload: unknown): string =>
    JSON.stringify(workload, (key, inner) => (key === 'kind' || key === 'source' ? undefined : inner));
  expect(
    values(
      loadWorkload(
        preset,
        settings(priors, () => 0.5),
      ),
    ),
  ).toBe(values(value));
  for (const at of [0, 1])
    loadWorkload(
      preset,
      settings(priors, () => at),
    );
  for (const prior of paced([], priors))
    for (const at of [0, 0.5, 1])
      loadWorkload(
        preset,
        settings([prior], () => at),
      );
  const random = new Random(15);
  for (let n = 0; n < draws(200); n++)
    loadWorkload(
      preset,
      settings(priors, () => random.below(1001) / 1000),
    );
});
