import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { beforeEach, describe, expect, test } from 'vitest';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { decodeCounts, encodeCounts } from '../../src/sweep/store/counts-file.ts';
import { canonicalJson, modelVersion, type ReplaySpec, replayKey, traceRef } from '../../src/sweep/store/keys.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { openTrace } from '../../src/trace/open.ts';
import { VERSION } from '../../src/version.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('store');
const path = writeTrace(join(folder, 't.csv'));
const structure = loadStructure('disco', ['monitor.hotPages.trigger=2', 'monitor.hotPages.sharing=2']);
const counts = await replay(await openTrace(path), structure, { warmup: 1000 });
const spec: ReplaySpec = {
  trace: await traceRef(path),
  structure,
  reading: { warmup: 1000, raw: false, format: null },
};
const key = replayKey(spec);

test('counts come back from an Arrow file as they were', () => {
  expect(counts.moves.length).toBeGreaterThan(0);
  expect(counts.intervals).toHaveLength(2);
  expect(decodeCounts(encodeCounts(counts, key), structure, key)).toEqual(counts);
  const rows = tableFromIPC(encodeCounts(counts, key));
  expect(rows.numRows).toBe([...counts.values, ...counts.visits].filter((n) => n !== 0).length);
});

describe('the key of a replay', () => {
  const changed = (change: Partial<ReplaySpec>) => replayKey({ ...spec, ...change });

  test('does not depend on names, descriptions or the order of keys', () => {
    expect(changed({ structure: { ...structure, name: 'x', description: 'y' } })).toBe(key);
    expect(changed({ structure: Object.fromEntries(Object.entries(structure).reverse()) as typeof structure })).toBe(
      key,
    );
    expect(changed({ trace: { ...spec.trace, path: 'elsewhere' } })).toBe(key);
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  });

  test('depends on the trace, how it is read, and all of the structure', () => {
    const others = [
      changed({ trace: { ...spec.trace, sha256: 'other' } }),
      changed({ reading: { ...spec.reading, warmup: 1001 } }),
      changed({ reading: { ...spec.reading, raw: true } }),
      changed({ structure: { ...structure, seed: 2 } }),
      changed({ structure: loadStructure('disco') }),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });

  test('names the program by its version and its code', () => {
    expect(modelVersion()).toMatch(new RegExp(`^${VERSION.replaceAll('.', '\\.')}\\+[0-9a-f]{16}$`));
  });

  test('knows a trace by its content, a workload by what it says', async () => {
    const copy = join(folder, 'copy.csv');
    writeFileSync(copy, readFileSync(path));
    expect((await traceRef(copy)).sha256).toBe(spec.trace.sha256);
    writeFileSync(copy, `${readFileSync(path, 'utf8')}0,p0,u,L,10,4,\n`);
    expect((await traceRef(copy)).sha256).not.toBe(spec.trace.sha256);
    const [a, b] = [await traceRef('synthetic:raytrace'), await traceRef('synthetic:engineering')];
    expect(a.sha256).not.toBe(b.sha256);
    expect((await traceRef('synthetic:raytrace')).sha256).toBe(a.sha256);
    await expect(traceRef('-')).rejects.toThrow('save it to a file first');
    await expect(traceRef(join(folder, 'none'))).rejects.toThrow('there is no such file');
  });
});

describe('the store', () => {
  const place = join(folder, 'counts');
  const store = new Store(place);
  const file = (ending: string) => join(place, key.slice(0, 2), `${key}.${ending}`);

  beforeEach(async () => {
    rmSync(place, { recursive: true, force: true });
    await store.put(spec, { counts, truncated: 'cut off' });
  });

  test('gives back what was put', async () => {
    expect(await store.get(key, structure)).toEqual({ counts, truncated: 'cut off' });
    expect(await store.has(key, structure)).toBe(true);
    expect(await store.has(key.replace(/./g, '0'), structure)).toBe(false);
    expect(readdirSync(join(place, key.slice(0, 2))).sort()).toEqual([`${key}.arrow`, `${key}.json`]);
  });

  test('putting twice gives the same bytes', async () => {
    const before = [readFileSync(file('arrow')), readFileSync(file('json'))];
    await store.put(spec, { counts, truncated: 'cut off' });
    expect([readFileSync(file('arrow')), readFileSync(file('json'))]).toEqual(before);
  });

  test.each<[string, () => void]>([
    [
      'counts of which a bit is wrong',
      () =>
        writeFileSync(
          file('arrow'),
          readFileSync(file('arrow')).map((b, i) => (i === 400 ? b ^ 1 : b)),
        ),
    ],
    ['counts cut off', () => writeFileSync(file('arrow'), readFileSync(file('arrow')).subarray(0, 500))],
    ['counts gone', () => rmSync(file('arrow'))],
    ['a manifest cut off', () => writeFileSync(file('json'), readFileSync(file('json')).subarray(0, 50))],
    [
      'a manifest of another replay',
      () => writeFileSync(file('json'), readFileSync(file('json'), 'utf8').replace(key, 'x')),
    ],
    ['no manifest: it is written last', () => rmSync(file('json'))],
  ])('has nothing where there are %s', async (_, spoil) => {
    spoil();
    expect(await store.has(key, structure)).toBe(false);
    expect(await store.get(key, structure)).toBeUndefined();
  });
});
