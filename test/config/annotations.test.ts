import { describe, expect, test } from 'vitest';
import { drawn, drawnValues, type Prior, type Spread } from '../../src/config/annotations/spread.ts';
import { loadLocated } from '../../src/config.ts';
import { GUESTS } from '../../src/guest/profile.ts';
import { COSTS } from '../../src/price/costs.ts';
import { loadStructure, STRUCTURES } from '../../src/replay/structure/presets.ts';
import { WORKLOADS } from '../../src/trace/synthetic/index.ts';
import { Random } from '../../src/trace/synthetic/random.ts';
import { refusal } from '../refusal.ts';

const why = { reason: 'of its kind', source: 'a book' };

describe('a value with its origin', () => {
  const given = {
    extends: 'disco',
    tlb: { entries: { value: 32, kind: 'published', source: 'a manual' } },
    monitor: { secondLevelTlb: { entryBytes: { value: '16 B', source: 'packed' } } },
  };

  test('is the plain value, and where it comes from stands beside', () => {
    const { value, origins } = loadLocated(STRUCTURES, given);
    expect(value).toEqual(loadStructure('disco', ['tlb.entries=32', 'monitor.secondLevelTlb.entryBytes=16']));
    expect(origins).toContainEqual({ path: ['machine', 'tlb', 'entries'], kind: 'published', source: 'a manual' });
    expect(origins).toContainEqual({ path: ['monitor', 'secondLevelTlb', 'entryBytes'], kind: 'given', source: 'packed' }); // biome-ignore format: a line
  });

  test('that is written anew has no origin, and of a document in its place that one’s', () => {
    const originOf = (setting: string): unknown =>
      loadLocated(STRUCTURES, given, [setting]).origins.find(({ path }) => path.join('.') === 'machine.tlb.entries');
    expect(originOf('tlb.entries=48')).toBeUndefined();
    expect(originOf('machine=flash')).toMatchObject({ kind: 'published', source: expect.stringContaining('R10000') });
  });

  test.each([
    [{ value: 32, kind: 'guessed' }, /^structure: machine\.tlb\.entries\.kind: found "guessed", expected "published"/],
    [{ value: 32, kind: 'derived', source: '' }, /source: found nothing, expected at least 1 character$/],
    [{ value: 32, why: 'x' }, /unknown key "tlb\.entries\.why"|tlb\.entries: found/],
    [{ kind: 'derived', source: 'x' }, /tlb\.entries: found \{/],
    [{ value: { value: 3 } }, /tlb\.entries: found \{/],
  ])('is refused as %j', (entries, message) => {
    expect(refusal(() => loadLocated(STRUCTURES, { extends: 'flash', tlb: { entries } }))).toMatch(message);
  });
});

describe('numbers in proportion', () => {
  const monitor = (entry: object) => ({ extends: 'disco', monitor: { priors: { 'secondLevelTlb.entries': { from: 512, to: 4096, scale: 'log', ...entry, ...why } } } }); // biome-ignore format: a line
  const priorOf = (entry: object) => loadLocated(STRUCTURES, monitor(entry)).priors.find(({ key }) => key === 'secondLevelTlb.entries')!; // biome-ignore format: a line

  test('are multiplied by what the number is multiplied by, rounded and within their bounds', () => {
    const prior = priorOf({ scaled: ['virtualCpus.quantumInstructions', 'secondLevelTlb.entryBytes'] });
    const values = (quantile: number) => drawnValues(prior, quantile).map(({ value }) => value);
    expect(values(0.5)).toEqual([1024, 4_000_000, 32]);
    expect(values(0)).toEqual([512, 2_000_000, 16]);
    expect(values(1)).toEqual([4096, 16_000_000, 64]);
  });

  test('are numbers, beside a range', () => {
    expect(refusal(() => priorOf({ scaled: ['affinity'] }))).toMatch(/affinity/);
    expect(refusal(() => priorOf({ scaled: ['virtualCpus.affinity'] }))).toMatch(/is true; expected a number to multiply$/); // biome-ignore format: a line
  });
});

describe('two numbers that make a sum', () => {
  const range = { from: 694, to: 1494 };
  const priorOf = (entry: object) => loadLocated(WORKLOADS, { extends: 'pmake8', priors: { 'files.common': { ...entry, ...why } } }).priors.find(({ key }) => key === 'files.common')!; // biome-ignore format: a line
  const values = (prior: Prior) => [0, 0.5, 1].map((quantile) => drawnValues(prior, quantile).map(({ value }) => value)); // biome-ignore format: a line

  test('make the same one in each draw, one of them counted as often as it says', () => {
    expect(values(priorOf({ ...range, to: 1194, rest: 'files.image' }))).toEqual([[694, 546], [1094, 146], [1194, 46]]); // biome-ignore format: a line
    expect(values(priorOf({ ...range, rest: { path: 'files.private', times: 8 } }))).toEqual([[694, 371], [1094, 321], [1494, 271]]); // biome-ignore format: a line
  });

  test.each([
    [{ ...range, rest: 'files.image' }, /rest: files\.image\.value would be from -254 to 546; expected from 1 to/],
    [{ ...range, rest: 'files' }, /"files" is no number of a workload/],
    [{ ...range, rest: 'pacing' }, /rest: pacing is "random"; expected a number$/],
    [{ ...range, rest: { path: 'files.private', times: 0 } }, /rest/],
    [{ oneOf: [1094, 1000], rest: 'files.image' }, /rest: only a range has a number/],
  ])('are refused as %j', (entry, message) => {
    expect(refusal(() => priorOf(entry))).toMatch(message);
  });

  test('have no prior once either is written anew', () => {
    const keys = (settings: string[]) => loadLocated(WORKLOADS, 'pmake8', settings).priors.map(({ key }) => key);
    expect(keys(['files.image=140'])).toContain('files.common');
    for (const each of ['common', 'private']) expect(keys([`files.${each}=300`])).not.toContain('files.common');
  });
});

describe('a prior', () => {
  const prior = (entry: object, more: object = {}) => ({
    extends: 'flash',
    ...more,
    priors: { 'memory.dirty': entry },
  });
  const spreadOf = (entry: object) => loadLocated(COSTS, prior({ ...entry, ...why })).priors.find(({ key }) => key === 'memory.dirty')!.spread; // biome-ignore format: a line

  test('is found by the name that its document has for the number, in its unit', () => {
    expect(spreadOf({ from: '0.9us', to: 1800 })).toEqual({ from: 900, to: 1800, scale: 'linear', whole: false, centre: 1350 }); // biome-ignore format: a line
    const { priors } = loadLocated(STRUCTURES, {
      extends: 'disco',
      priors: { 'tlb.entries': { oneOf: [32, 64], ...why } },
      monitor: { priors: { 'secondLevelTlb.entries': { from: 512, to: 2048, scale: 'log', ...why } } },
    });
    expect(priors.map(({ paths }) => paths[0].join('.'))).toEqual(expect.arrayContaining(['machine.tlb.entries', 'monitor.secondLevelTlb.entries'])); // biome-ignore format: a line
  });

  test('changes nothing that is loaded', () => {
    expect(loadLocated(COSTS, prior({ from: 900, to: 1800, ...why })).value).toEqual(loadLocated(COSTS, 'flash').value);
  });

  test('is gone where a later layer writes the number, and there again where that has one', () => {
    const keys = (given: object, settings: string[] = []) =>
      loadLocated(COSTS, given, settings).priors.map(({ key }) => key);
    const mine = prior({ from: 900, to: 1800, ...why });
    expect(keys({ extends: mine })).toContain('memory.dirty');
    expect(keys(mine, ['memory.dirty=1000'])).not.toContain('memory.dirty');
    expect(keys({ extends: mine, memory: { dirty: 1000 } })).not.toContain('memory.dirty');
    expect(keys({ extends: mine, memory: { local: 400 } })).toContain('memory.dirty');
    expect(keys(prior({ from: 1, to: 20, ...why }, { extends: mine, memory: { dirty: 7 } }))).toContain('memory.dirty');
  });

  test('of one number that stands in several places is of all of them', () => {
    const share = { value: 0.5, kind: 'assumed', source: 'x' };
    const guest = (other: number) => ({
      extends: 'irix-5.3',
      sharedPages: 256,
      locks: { memlock: { waiters: 'spin' } },
      services: {
        fork: { locks: [{ lock: 'memlock', share }] },
        exit: { locks: [{ lock: 'memlock', share: { ...share, value: other } }] },
      },
      priors: {
        'services.fork.locks.0.share': { from: 0.3, to: 0.6, also: ['services.exit.locks.0.share'], ...why },
      },
    });
    const { priors } = loadLocated(GUESTS, guest(0.5));
    expect(priors.find(({ key }) => key === 'services.fork.locks.0.share')?.paths).toEqual([
      ['services', 'fork', 'locks', '0', 'share', 'value'],
      ['services', 'exit', 'locks', '0', 'share', 'value'],
    ]);
    expect(refusal(() => loadLocated(GUESTS, guest(0.4)))).toMatch(/exit\.locks\.0\.share\.value is 0\.4, not 0\.5: expected the same number$/); // biome-ignore format: a line
  });

  test.each([
    [{ from: 900, to: 1000 }, /from 900 to 1000 excludes 1350, which it is$/],
    [{ from: 1800, to: 900 }, /from 1800 to 900 is empty; expected from less than to$/],
    [{ from: 1350, to: 1350 }, /is empty/],
    [{ from: 0, to: 1800, scale: 'log' }, /ratios \(scale: log\) begin above 0, found from 0$/],
    [{ from: '3 parsecs', to: 1800 }, /found "3 parsecs": no such unit "parsecs"/],
    [{ oneOf: [900, 1800] }, /1350, which it is, is not among them$/],
    [{ oneOf: [1350, 1350] }, /the same value twice$/],
    [{ oneOf: [1350] }, /oneOf: found \[1350\], expected at least 2 values$/],
    [{ from: 900 }, /found|expected/],
    [{ from: 900, to: 1800, upTo: 3 }, /unknown "upTo"/],
    [{ from: 900, to: 1800, reason: '' }, /reason: found nothing, expected at least 1 character$/],
    [{ from: 900, to: 1800, also: ['memory.near'] }, /"memory\.near" is no number of a costs/],
  ])('is refused as %j', (entry, message) => {
    const text = refusal(() => loadLocated(COSTS, prior({ ...why, ...entry })));
    expect(text).toMatch(/^costs: priors: /);
    expect(text).toMatch(message);
  });

  test.each([
    ['memory.dirtty', /"memory\.dirtty" is no number of a costs; did you mean/],
    ['memory', /"memory" is no number of a costs/],
    ['name', /"name" is no number of a costs/],
    ['__proto__', /is no number/],
  ])('of %s is refused', (key, message) => {
    const priors = Object.fromEntries([[key, { from: 1, to: 2, ...why }]]);
    expect(refusal(() => loadLocated(COSTS, { extends: 'flash', priors }))).toMatch(message);
  });

  test('is not set by a flag, and other documents have none', () => {
    expect(refusal(() => loadLocated(COSTS, 'flash', ['priors.trap.from=3']))).toMatch(/unknown key "priors"/);
    expect(refusal(() => loadLocated(COSTS, { extends: 'flash', priors: 3 }))).toBe('costs: priors: found 3, expected keys and values'); // biome-ignore format: a line
  });

  test('of a workload is of the value of its quantity', () => {
    const { priors } = loadLocated(WORKLOADS, {
      extends: 'pmake',
      priors: { 'programs.compile.calls.other.perMillion': { from: 1, to: 9999, ...why } },
    });
    expect(priors.at(-1)?.paths).toEqual([['programs', 'compile', 'calls', 'other', 'perMillion', 'value']]);
  });
});

describe('a draw', () => {
  const range = (more: Partial<Spread> = {}): Spread => ({ from: 10, to: 100, scale: 'linear', whole: false, centre: 40, ...more }) as Spread; // biome-ignore format: a line

  test('at ½ is the centre, at 0 and 1 the bounds, between them even on either side', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((u) => drawn(range(), u))).toEqual([10, 25, 40, 70, 100]);
    const log = range({ scale: 'log', from: 10, to: 160, centre: 40 } as Partial<Spread>);
    expect([0, 0.25, 0.5, 0.75, 1].map((u) => drawn(log, u))).toEqual([10, 20, 40, 80, 160]);
    expect(drawn(range({ whole: true, from: 1, to: 2, centre: 1 } as Partial<Spread>), 0.8)).toBe(2);
    expect(drawn(range({ from: 40 } as Partial<Spread>), 0.1)).toBe(40);
  });

  test('of a choice gives each its share, the middle its own', () => {
    for (const n of [2, 3, 4, 5])
      for (let c = 0; c < n; c++) {
        const oneOf = Array.from({ length: n }, (_, k) => `v${k}`);
        const spread: Spread = { oneOf, centre: oneOf[c] };
        expect(drawn(spread, 0.5)).toBe(oneOf[c]);
        const all = Array.from({ length: 100 * n }, (_, k) => drawn(spread, (k + 0.5) / (100 * n)));
        for (const value of oneOf) expect(all.filter((each) => each === value).length).toBe(100);
      }
  });

  test('never leaves its bounds, rises with the quantile, and refuses what is none', () => {
    const random = new Random(7);
    const uniform = () => random.below(2 ** 31) / 2 ** 31;
    for (let n = 0; n < 500; n++) {
      const from = uniform() * 10 + 1e-9;
      const centre = from + uniform() * 10;
      const to = centre + uniform() * 1000;
      const spread: Spread = { from, to, centre, scale: n % 2 ? 'log' : 'linear', whole: false };
      const [u, v] = [uniform(), uniform()].sort((a, b) => a - b);
      const [a, b] = [drawn(spread, u), drawn(spread, v)] as number[];
      expect(a).toBeGreaterThanOrEqual(from);
      expect(b).toBeLessThanOrEqual(to);
      expect(a).toBeLessThanOrEqual(b);
    }
    for (const u of [-0.1, 1.1, Number.NaN]) expect(() => drawn(range(), u)).toThrow(RangeError);
  });
});
