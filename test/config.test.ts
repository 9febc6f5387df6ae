import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCosts } from '../src/price/costs.ts';
import { loadStructure, loadStructures } from '../src/replay/structure/presets.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('config');
const file = (text: string, name = 's.yaml'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const message = (load: () => unknown): string => {
  try {
    load();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it loaded');
};

describe('structures', () => {
  test('extend presets key by key', () => {
    const s = loadStructure(file('extends: disco\nname: mine\ncache: { l2: { sizeBytes: 262144 } }\n'));
    expect(s.cache.l2).toMatchObject({ sizeBytes: 262144, lineBytes: 128, inclusive: true });
    expect(s.monitor?.secondLevelTlb.entries).toBe(4096);
    expect(s.name).toBe('mine');
  });

  test('are changed by --set, the value read as YAML', () => {
    const s = loadStructure('disco', [
      'cache.l2.sizeBytes=262144',
      'tlb.ways=4',
      'monitor.specialRegisterPage=patched',
    ]);
    expect([s.cache.l2?.sizeBytes, s.tlb.ways, s.monitor?.specialRegisterPage]).toEqual([262144, 4, 'patched']);
  });

  test('may be JSON', () => {
    expect(loadStructure(file('{"extends": "flash", "seed": 7}', 's.json')).seed).toBe(7);
  });

  test.each([
    [
      'an unknown key names the nearest and its place',
      'extends: flash\ntlb:\n  entires: 64\n',
      /s\.yaml:3:12: unknown key "tlb\.entires"; did you mean "entries"\?/,
    ],
    [
      'a size that is no power of two',
      'extends: flash\ncache:\n  l2: { sizeBytes: 100000 }\n',
      /s\.yaml:3:20: cache\.l2\.sizeBytes: found 100000, expected a power of two$/,
    ],
    [
      'a wrong type',
      'extends: flash\ntlb: { entries: many }\n',
      /s\.yaml:2:17: tlb\.entries: found "many", expected a finite number$/,
    ],
    ['a wrong alternative', 'extends: flash\ntlb: { ways: 3 }\n', /tlb\.ways: found 3, expected a power of two$/],
    [
      'a word that is none of a few',
      'extends: flash\ntlb: { replacement: best }\n',
      /found "best", expected "random", "lru" or "fifo"$/,
    ],
    ['what is no number at all', 'extends: flash\ntlb: { entries: .nan }\n', /found NaN, expected a finite number$/],
    ['an endless number', 'extends: flash\ntlb: { entries: .inf }\n', /found Infinity, expected a finite number$/],
    ['a value where keys belong', 'extends: flash\ntlb: 5\n', /tlb: found 5, expected keys and values$/],
    [
      'a circle of aliases',
      'extends: flash\ncache: &c\n  l1d: *c\n',
      /s\.yaml: an alias leads back to what contains it$/,
    ],
    ['an alias of nothing', 'extends: flash\ntlb: *t\n', /s\.yaml: Unresolved alias.*: t$/],
    [
      'more ways than lines',
      'extends: flash\ncache: { l1d: { sizeBytes: 64, ways: 8 } }\n',
      /more ways than the cache has lines/,
    ],
    [
      'inclusion over other tags',
      'extends: flash\ncache: { l1i: { tag: virtual }, l1d: { tag: virtual } }\n',
      /inclusion over a first level with other tags/,
    ],
    ['an unknown base', 'extends: flesh\n', /structure "flesh": no such preset or file.*did you mean "flash"\?/],
    ['YAML that does not parse', 'cache: [\n', /s\.yaml:\d+:\d+: /],
    ['no mapping at all', 'hello\n', /s\.yaml:1:1: found "hello/],
  ])('refuse %s', (_, text, expected) => {
    expect(message(() => loadStructure(file(text)))).toMatch(expected);
  });

  test('that extend themselves are refused', () => {
    const path = join(folder, 'circle.yaml');
    writeFileSync(path, `extends: ${path}\n`);
    expect(message(() => loadStructure(path))).toMatch(/a circle/);
  });

  test.each([
    [
      'cache.l2.sizeByte=1',
      /--set cache\.l2\.sizeByte=1: unknown key "cache\.l2\.sizeByte"; did you mean "sizeBytes"\?/,
    ],
    ['tlb.entries=63', /--set tlb\.entries=63: tlb\.entries: found 63, expected a power of two$/],
    ['__proto__.x=1', /no key of a structure/],
    ['tlb.entries', /--set tlb\.entries: expected KEY=VALUE/],
    ['tlb.entries=-64', /^[^\n]*found -64, expected at least 1$/],
    ['tlb=&a [*a]', /an alias leads back/],
  ])('refuse --set %s', (override, expected) => {
    expect(message(() => loadStructure('flash', [override]))).toMatch(expected);
  });
});

describe('costs', () => {
  test('are changed by --set-cost', () => {
    expect(loadCosts('flash', ['localMemory.value=400']).localMemory.value).toBe(400);
  });

  test.each([
    ['localMemry.value=4', /^--set-cost localMemry\.value=4: unknown key "localMemry"; did you mean "localMemory"\?/],
    [
      'localMemory.value=x',
      /^--set-cost localMemory\.value=x: localMemory\.value: found "x", expected a finite number$/,
    ],
    ['localMemory', /^--set-cost localMemory: expected KEY=VALUE, such as localMemory\.value=400$/],
  ])('refuse --set-cost %s', (override, expected) => {
    expect(message(() => loadCosts('flash', [override]))).toMatch(expected);
  });

  test('that are called nothing are refused', () => {
    expect(message(() => loadCosts(''))).toBe('the name of the costs is empty; expected a file or a preset: flash');
  });

  test('without a source are refused', () => {
    expect(
      message(() => loadCosts(file('extends: flash\nclock: { value: 1, unit: MHz, kind: guessed, source: me }\n'))),
    ).toMatch(/s\.yaml:2:\d+: clock\.kind/);
  });
});

describe('overrides of several structures', () => {
  test('leave alone those that lack the part', () => {
    const [irix, disco] = loadStructures(['irix', 'disco'], ['monitor.zeroedPages=false']);
    expect([irix.monitor, disco.monitor?.zeroedPages]).toEqual([null, false]);
  });

  test('must change one of them, or bring the part themselves', () => {
    expect(message(() => loadStructures(['flash'], ['monitor.zeroedPages=false']))).toMatch(/no monitor in flash/);
    expect(loadStructures(['flash'], ['monitor={}', 'monitor.zeroedPages=false'])[0].monitor?.zeroedPages).toBe(false);
  });
});

test('a file extends another from where it stands', () => {
  file('extends: flash\nseed: 9\n', 'base.yaml');
  expect(loadStructure(file('extends: base.yaml\n', 'derived.yaml')).seed).toBe(9);
});
