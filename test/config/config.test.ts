import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { costsDocument } from '../../src/price/costs/document.ts';
import { loadCosts, loadLocatedCosts } from '../../src/price/costs.ts';
import { loadStructure, loadStructures } from '../../src/replay/structure/presets.ts';
import { refusal } from '../refusal.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('config');
const file = (text: string, name = 's.yaml'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
describe('structures', () => {
  test('extend presets key by key', () => {
    const s = loadStructure(file('extends: disco\nname: mine\ncache: { l2: { sizeBytes: 262144 } }\n'));
    expect(s.cache.l2).toMatchObject({ sizeBytes: 262144, lineBytes: 128, inclusive: true });
    expect(s.monitor?.secondLevelTlb.entries).toBe(1024);
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

  test('are the caller’s own: a preset that was changed after it was loaded is loaded again as it was', () => {
    const emptied = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      Object.values(value).forEach(emptied);
      if (Array.isArray(value)) value.length = 0;
      else for (const key of Object.keys(value)) delete (value as Record<string, unknown>)[key];
    };
    for (const load of [() => loadStructure('8vm-nfs'), () => loadCosts('flash')]) {
      const before = structuredClone(load());
      const changed = load();
      emptied(changed);
      expect(changed).toEqual({});
      expect(load()).toEqual(before);
    }
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
      /s\.yaml:3:20: cache\.l2\.sizeBytes: found 100000: no whole number of lines of 128 bytes$/,
    ],
    [
      'sets that are no power of two, with both numbers',
      'extends: flash\ncache:\n  l2: { sizeBytes: 1310720, ways: 16 }\n',
      /s\.yaml:3:20: cache\.l2\.sizeBytes: found 1310720: 10240 lines of 128 bytes of 16 ways are 640 sets, expected a power of two$/,
    ],
    [
      'a wrong type',
      'extends: flash\ntlb: { entries: many }\n',
      /s\.yaml:2:17: tlb\.entries: found "many", expected a finite number$/,
    ],
    [
      'a wrong alternative',
      'extends: flash\ntlb: { ways: 3 }\n',
      /tlb\.ways: found 3: 64 entries of 3 ways are 21\.333 sets, expected a power of two$/,
    ],
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
      /cache\.l1d\.ways: found 8: 8 ways of 2 lines of 32 bytes: more ways than lines/,
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
    expect(refusal(() => loadStructure(file(text)))).toMatch(expected);
  });

  test('that extend themselves are refused', () => {
    const path = join(folder, 'circle.yaml');
    writeFileSync(path, `extends: ${path}\n`);
    expect(refusal(() => loadStructure(path))).toMatch(/a circle/);
  });

  test.each([
    [
      'cache.l2.sizeByte=1',
      /--set cache\.l2\.sizeByte=1: unknown key "cache\.l2\.sizeByte"; did you mean "sizeBytes"\?/,
    ],
    ['tlb.entries=-1', /--set tlb\.entries=-1: tlb\.entries: found -1, expected at least 0$/],
    ['__proto__.x=1', /--set __proto__\.x=1: "__proto__\.x" is no key/],
    ['tlb.entries', /--set tlb\.entries: expected PATH=VALUE, such as cache\.l2\.sizeBytes=256KiB$/],
    ['tlb.entries=-64', /^[^\n]*found -64, expected at least 0$/],
    ['tlb=&a [*a]', /an alias leads back/],
  ])('refuse --set %s', (override, expected) => {
    expect(refusal(() => loadStructure('flash', [override]))).toMatch(expected);
  });
});

describe('costs', () => {
  test('are set by name, by level, by value and in other units, and say so', () => {
    const set = (setting: string) => loadCosts('flash', [setting]);
    expect(set('localMemory.value=400').localMemory.value).toBe(400);
    expect(set('memory.local=400').localMemory).toEqual({
      value: 400,
      unit: 'ns',
      kind: 'given',
      source: '--set memory.local=400',
    });
    expect(set('l2.hit=0.1us').boardCacheHit.value).toBe(100);
    expect(set('remoteMemory=2700cycles').remoteMemory).toEqual({
      value: 6750,
      unit: 'ns',
      kind: 'given',
      source: '--set remoteMemory=2700cycles; 2700 cycles at 400 MHz',
    });
    expect(loadCosts('flash', ['trap=1us', 'clock=800MHz']).trap.value).toBe(800);
    expect(loadCosts('flash', ['clock=3GHz']).clock).toMatchObject({ value: 3000, unit: 'MHz' });
    expect(loadLocatedCosts('flash', { 'memory.dirty': '3 us', trap: '340ns' }).notes).toEqual([
      'trap: 340 ns at 400 MHz are 136 cycles',
    ]);
  });

  test('are written by level, and under the old names', () => {
    const cost = '{ value: 7, unit: ns, kind: assumed, source: me }';
    expect(loadCosts(file(`extends: flash\nl2: { hit: ${cost} }\n`)).boardCacheHit.value).toBe(7);
    expect(loadCosts(file(`extends: flash\nboardCacheHit: ${cost}\n`)).boardCacheHit.value).toBe(7);
    expect(loadCosts(file('extends: flash\nmemory: { remote: 2us }\n')).remoteMemory).toMatchObject({
      value: 2000,
      kind: 'given',
    });
    expect(loadCosts({ extends: 'flash', memory: { local: 9 } }).localMemory.value).toBe(9);
    expect(costsDocument(loadCosts('flash'))).toMatchObject({ l2: { hit: { value: 50 } }, memory: { dirty: {} } });
    expect(loadCosts(costsDocument(loadCosts('flash')))).toEqual(loadCosts('flash'));
  });

  test('of which only the value is written are given, whatever was said of the one before', () => {
    const { localMemory } = loadCosts(file('extends: flash\nmemory: { local: { value: 400 } }\n'));
    expect(localMemory).toMatchObject({
      value: 400,
      kind: 'given',
      source: expect.stringMatching(/without a source$/),
    });
    const { remoteMemory } = loadCosts(file('extends: flash\nmemory: { remote: { value: 700, source: measured } }\n'));
    expect(remoteMemory).toMatchObject({ value: 700, kind: 'given', source: 'measured' });
    expect(refusal(() => loadCosts(file('extends: flash\nmemory: { remote: { value: 7, kind: derived } }\n')))).toMatch(
      /memory\.remote\.source: found nothing, expected text$/,
    );
  });

  test('without a price of a level are refused', () => {
    const { l2: _, ...rest } = costsDocument(loadCosts('flash'));
    expect(refusal(() => loadCosts(rest))).toBe('costs: l2.hit: found nothing, expected keys and values');
  });

  test.each([
    ['localMemry.value=4', /^--set localMemry\.value=4: unknown key "localMemry"; did you mean "localMemory"\?/],
    ['localMemory.value=x', /^--set localMemory\.value=x: memory\.local\.value: found "x", expected a finite number$/],
    ['localMemory', /^--set localMemory: expected PATH=VALUE, such as remoteMemory=2700ns$/],
    [
      'clock=3ns',
      /^--set clock=3ns: clock\.value: found "3ns": "ns" does not fit, this is in MHz; expected a plain number or one in MHz, GHz, k, M, G$/,
    ],
    ['trap=3KiB', /"KiB" does not fit, this is in cycles/],
    ['trap=3parsecs', /no such unit "parsecs"/],
    ['trap=[1, 2]', /trap\.value: found \[1,2\], expected a finite number$/],
  ])('refuse --set %s', (override, expected) => {
    expect(refusal(() => loadCosts('flash', [override]))).toMatch(expected);
  });

  test('that are called nothing are refused', () => {
    expect(refusal(() => loadCosts(''))).toBe(
      'the name of the costs is empty; expected a file or a preset: 2026, flash, origin',
    );
  });

  test('without a source are refused', () => {
    expect(
      refusal(() => loadCosts(file('extends: flash\nclock: { value: 1, unit: MHz, kind: guessed, source: me }\n'))),
    ).toMatch(/s\.yaml:2:\d+: clock\.kind/);
  });
});

describe('overrides of several structures', () => {
  test('leave alone those that lack the part', () => {
    const [irix, disco] = loadStructures(['irix', 'disco'], ['monitor.zeroedPages=false']);
    expect([irix.monitor, disco.monitor?.zeroedPages]).toEqual([null, false]);
  });

  test('must change one of them, or bring the part themselves', () => {
    expect(refusal(() => loadStructures(['flash'], ['monitor.zeroedPages=false']))).toMatch(/no monitor in flash/);
    expect(loadStructures(['flash'], ['monitor={}', 'monitor.zeroedPages=false'])[0].monitor?.zeroedPages).toBe(false);
  });
});

test('a file extends another from where it stands', () => {
  file('extends: flash\nseed: 9\n', 'base.yaml');
  expect(loadStructure(file('extends: base.yaml\n', 'derived.yaml')).seed).toBe(9);
});
