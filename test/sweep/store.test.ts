import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DataType,
  dictionary,
  float64,
  int32,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/canonical-json.ts';
import { modelVersion } from '../../src/model-version.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { DamagedCounts, decodeCounts, encodeCounts } from '../../src/sweep/store/counts-file.ts';
import { type ReplaySpec, replayKey, traceRef } from '../../src/sweep/store/keys.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { openTrace } from '../../src/trace/open.ts';
import { VERSION } from '../../src/version.ts';
import { draws } from '../pace.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('store');
const path = writeTrace(join(folder, 't.csv'));
const structure = loadStructure('disco', ['monitor.hotPages.trigger=2', 'monitor.hotPages.sharing=2']);
const counts = await replay(await openTrace(path), structure, { warmup: 1000 });
const spec: ReplaySpec = {
  trace: await traceRef(path),
  structure,
  reading: { warmup: 1000, raw: false, format: null, layout: null, cpus: null, map: null },
};
const key = replayKey(spec);

test('counts come back from an Arrow file as they were', () => {
  expect(counts.moves.length).toBeGreaterThan(0);
  expect(counts.intervals).toHaveLength(2);
  expect(decodeCounts(encodeCounts(counts, key), structure, key)).toEqual(counts);
  const asked = { ...counts, dependences: { nodes: 1, ranges: [], moments: [] } };
  expect(decodeCounts(encodeCounts(asked, key), structure, key)).toEqual(counts);
  const rows = tableFromIPC(encodeCounts(counts, key));
  expect(rows.numRows).toBe([...counts.values, ...counts.visits].filter((n) => n !== 0).length);
});

describe('bytes that are no counts', () => {
  const bytes = encodeCounts(counts, key);
  const text = (change: (metadata: Record<string, never>) => void): Uint8Array => {
    const table = tableFromIPC(bytes);
    const metadata = JSON.parse(table.schema.metadata!.get('disco.counts')!);
    change(metadata);
    table.schema.metadata = new Map([['disco.counts', JSON.stringify(metadata)]]);
    return tableToIPC(table, { format: 'file' }) as Uint8Array;
  };
  // biome-ignore lint/suspicious/noExplicitAny: JSON, to be spoilt at will
  type Json = any;
  const columns = (array: string[], index: number[], value: number[], array8: DataType = utf8()): Uint8Array => {
    const table = tableFromArrays(
      { array, index, value },
      { types: { array: array8, index: int32(), value: float64() } },
    );
    table.schema.metadata = tableFromIPC(bytes).schema.metadata!;
    return tableToIPC(table, { format: 'file' }) as Uint8Array;
  };

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /no Arrow file/],
    ['garbage', Buffer.from('garbage of more than thirty bytes, which no hash saves'), /no Arrow file/],
    ['another replay', encodeCounts(counts, 'x'), /counts of another replay/],
    ['other events', text((m: Json) => m.events.reverse()), /it counts other events/],
    [
      'more intervals than numbers',
      text((m: Json) => m.rest.intervals.push({ window: 9, warmup: false })),
      /where \d+ are due/,
    ],
    ['numbers beyond reason', text((m: Json) => (m.lengths.values = 2 ** 40)), /it has 1099511627776 values/],
    ['a strand of no CPU', text((m: Json) => (m.rest.strands[0].cpu = 128)), /strands\.0\.cpu: found 128/],
    ['no nodes', text((m: Json) => delete m.rest.nodes), /rest\.nodes: found nothing/],
    ['metadata that is no JSON', columnsWith('{'), /JSON/],
    ['a negative count', columns(['values'], [0], [-1]), /a count of -1/],
    ['a count that is no number', columns(['values'], [0], [Number.NaN]), /a count of NaN/],
    ['a count without end', columns(['values'], [0], [Number.POSITIVE_INFINITY]), /a count of Infinity/],
    ['an index outside', columns(['visits'], [2 ** 30], [1]), /index 1073741824 is outside/],
    ['an index before', columns(['visits'], [-1], [1]), /index -1 is outside/],
    ['an array that is none', columns(['__proto__'], [0], [1]), /"__proto__", which is no array/],
    ['a dictionary', columns(['values'], [0], [1], dictionary(utf8())), /dictionaries/],
  ])('%s is refused', (_, spoilt, message) => {
    expect(() => decodeCounts(spoilt, structure, key)).toThrow(
      expect.objectContaining({ name: 'DamagedCounts', message: expect.stringMatching(message) }),
    );
  });

  function columnsWith(metadata: string): Uint8Array {
    const table = tableFromIPC(bytes);
    table.schema.metadata = new Map([['disco.counts', metadata]]);
    return tableToIPC(table, { format: 'file' }) as Uint8Array;
  }

  test('whatever bits are wrong, either they are refused or what comes of them has the right shape', () => {
    const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: bytes.length }), (changes, length) => {
        const spoilt = Uint8Array.from(length % 3 === 0 ? bytes.subarray(0, length) : bytes);
        for (const [at, byte] of changes) if (at < spoilt.length) spoilt[at] = byte;
        try {
          const { values, visits, disks } = decodeCounts(spoilt, structure, key);
          expect([values.length, visits.length, disks.length]).toEqual(
            [counts.values, counts.visits, counts.disks].map(({ length }) => length),
          );
          expect([...values, ...visits, ...disks].every((x) => x >= 0 && Number.isFinite(x))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedCounts);
        }
      }),
      { numRuns: draws(2000) },
    );
  });
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
      changed({ reading: { ...spec.reading, layout: 'op address' } }),
      changed({ reading: { ...spec.reading, cpus: 4 } }),
      changed({ reading: { ...spec.reading, cpus: 4, map: 'processes' } }),
      changed({ structure: { ...structure, seed: 2 } }),
      changed({ structure: loadStructure('disco') }),
    ];
    expect(new Set([key, ...others]).size).toBe(9);
  });

  test('names the program by its version and its code', () => {
    expect(modelVersion()).toMatch(new RegExp(`^${VERSION.replaceAll('.', '\\.')}\\+[0-9a-f]{16}$`));
  });

  test('a folder has the hash of all its files and their names, a member that of its archive and its name', async () => {
    const threads = join(folder, 'threads');
    mkdirSync(threads);
    const hashes = new Set<string>();
    const add = async (name: string): Promise<void> => void hashes.add((await traceRef(name)).sha256);
    for (const [name, content] of [
      ['a', '1'],
      ['b', '2'],
      ['b', '3'],
      ['c', '3'],
    ] as const) {
      writeFileSync(join(threads, name), content);
      await add(threads);
    }
    for (const member of ['x', 'y']) await add(`${join(threads, 'a')}:${member}`);
    expect(hashes.size).toBe(6);
    await expect(traceRef(join(folder, 'none:x'))).rejects.toThrow('there is no such file');
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

  test('says why what is there cannot be used, and has it again when it is put; a pipe is not waited for', async () => {
    const garbage = Buffer.from('garbage');
    const manifest = JSON.parse(readFileSync(file('json'), 'utf8'));
    writeFileSync(file('arrow'), garbage);
    writeFileSync(
      file('json'),
      JSON.stringify({ ...manifest, sha256: createHash('sha256').update(garbage).digest('hex') }),
    );
    expect(await store.look(key, structure)).toEqual({ damage: 'it is no Arrow file' });
    await store.put(spec, { counts, truncated: null });
    expect(await store.get(key, structure)).toEqual({ counts, truncated: null });
    rmSync(file('arrow'));
    execFileSync('mkfifo', [file('arrow')]);
    expect(await store.look(key, structure)).toEqual({ damage: 'it is no regular file' });
    rmSync(file('json'));
    expect(await store.look(key, structure)).toBeUndefined();
  });
});
