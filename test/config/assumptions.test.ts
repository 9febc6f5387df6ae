import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawnValues, type Prior } from '../../src/config/annotations/spread.ts';
import type { Setting } from '../../src/config/settings.ts';
import { type ConfigKind, loadLocated, presetNames } from '../../src/config.ts';
import { changedProfile } from '../../src/guest/changes/profile-changes.ts';
import { GUESTS, loadGuest } from '../../src/guest/profile.ts';
import { GUEST_DOCUMENTS, MACHINES, MONITORS } from '../../src/replay/structure/documents/documents.ts';
import { loadStructure, STRUCTURES } from '../../src/replay/structure/presets.ts';
import { Random } from '../../src/trace/synthetic/random.ts';

const KINDS = { profile: GUESTS, guest: GUEST_DOCUMENTS, machine: MACHINES, monitor: MONITORS } as const;
/** What is assumed and not drawn, with the reason. */
const NOT_DRAWN: Readonly<Record<string, string>> = {
  'profile irix-5.3 services.execve.zeroedPages':
    'text, data and stack need three page tables, and the model has no more',
  'profile irix-5.3 services.fork.zeroedPages': 'the same',
  'profile linux-6.1 services.execve.zeroedPages': 'as in irix-5.3',
  'profile linux-6.1 services.fork.zeroedPages': 'the same',
  'monitor disco placement':
    'not a matter of two equal chances: what moves pages to where they are used places them there',
};
const PRESETS = Object.entries(KINDS).flatMap(([name, kind]) =>
  presetNames(kind).map((preset) => [name, preset] as const),
);

/** Paths of numbers with an origin of this kind, lists included. */
function assumedIn(value: unknown, path: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { kind?: unknown }).kind === 'assumed' ? [[...path, 'value'].join('.')] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => assumedIn(inner, [...path, key]))];
}

test.each(PRESETS)('all that the %s %s assumes has a prior', (name, preset) => {
  const { value, origins, priors } = loadLocated(KINDS[name as keyof typeof KINDS] as ConfigKind<unknown>, preset);
  const drawn = new Set(priors.flatMap(({ paths, scaled }) => [...paths, ...scaled.map(({ path }) => path)].map((path) => path.join('.')))); // biome-ignore format: a line
  const assumed = [...assumedIn(value), ...origins.filter(({ kind }) => kind === 'assumed').map(({ path }) => path.join('.'))]; // biome-ignore format: a line
  expect(assumed.filter((path) => !drawn.has(path) && NOT_DRAWN[`${name} ${preset} ${path}`] === undefined)).toEqual(
    [],
  );
});

test('no document assumes a number in a comment alone', () => {
  for (const { presets } of Object.values(KINDS))
    for (const file of readdirSync(presets!).filter((each) => each.endsWith('.yaml'))) {
      const lines = readFileSync(new URL(file, presets), 'utf8').split('\n');
      expect(
        lines.filter((line) => /#.*\bassumed\b/i.test(line) && /^\s*[\w{-]/.test(line)),
        file,
      ).toEqual([]);
      expect(
        lines.filter((line) => /# assumed/i.test(line)),
        file,
      ).toEqual([]);
    }
});

describe('draws', () => {
  const { priors } = loadLocated(GUESTS, 'irix-5.3');
  const structural = loadLocated(STRUCTURES, 'disco', ['guest=irix-5.3']).priors;
  const settings = (some: readonly Prior[], quantile: () => number, prefix: string[] = []): Setting[] =>
    some.flatMap((prior) => drawnValues(prior, quantile()).map(({ path, value }) => ({ path: [...prefix, ...path], value, place: prior.key }))); // biome-ignore format: a line
  const random = new Random(15);
  const uniform = (): number => random.below(2 ** 31) / 2 ** 31;
  const inStructure = (some: Setting[]) => loadStructure('disco', ['guest=irix-5.3', ...some] as never);

  test('of a profile are 12 to 20 independent assumptions', () => {
    expect(priors.length).toBeGreaterThanOrEqual(12);
    expect(priors.length).toBeLessThanOrEqual(20);
  });

  test.each([...priors, ...structural].map((prior) => [prior.key, prior] as const))('of %s alone load', (_, prior) => {
    for (const u of [0, 0.5, 1]) {
      if (priors.includes(prior)) {
        loadGuest('irix-5.3', settings([prior], () => u) as never);
        inStructure(settings([prior], () => u, ['guest', 'profile']));
      } else inStructure(settings([prior], () => u));
    }
  });

  test('of all at once load, and a profile in a structure is the profile', () => {
    for (let n = 0; n < 200; n++) {
      const drawn = settings(priors, uniform);
      const profile = loadGuest('irix-5.3', drawn as never);
      if (n % 10 > 0) continue;
      const placed = drawn.map((each) => ({ ...each, path: ['guest', 'profile', ...each.path] }));
      const { guestProfile } = inStructure([...placed, ...settings(structural, uniform)]);
      const plain = (each: object) => JSON.parse(JSON.stringify(each, (key, value) => (key === 'source' ? undefined : value))); // biome-ignore format: a line
      expect(plain(changedProfile('irix-5.3', [], guestProfile))).toEqual(plain(profile));
    }
  });

  test('at the centres change nothing', () => {
    const { guestProfile } = inStructure(settings(priors, () => 0.5, ['guest', 'profile']));
    const numbers = (each: object) => JSON.parse(JSON.stringify(each, (key, value) => (['source', 'kind'].includes(key) ? undefined : value))); // biome-ignore format: a line
    expect(numbers(changedProfile('irix-5.3', [], guestProfile))).toEqual(numbers(loadGuest('irix-5.3')));
  });
});
