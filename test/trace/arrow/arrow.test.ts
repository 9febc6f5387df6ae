import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CompressionType, setCompressionCodec, tableFromArrays, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { type ArrowOptions, openArrow, writeArrow } from '../../../src/trace/arrow/index.ts';
import { openInput } from '../../../src/trace/bytes/input.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { addTotals, noTotals } from '../../../src/trace/words/totals.ts';
import { type Batch, remark, type Totals, type Trace, warning } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { balanced, collect, decode, each, encode, expected, header, replayable } from '../words/steps.ts';

const folder = temporaryFolder('arrow');
const path = join(folder, 'trace.arrow');

/** Batches of which the first compresses well and the second, noise in 256 regions, hardly; the third is of one access. */
function someBatches(): Batch[] {
  const encoder = new TraceEncoder();
  const random = (most: number): number => Math.floor(Math.random() * most);
  for (let i = 0; i < 5000; i++) encoder.reference(Kind.load, 0, (i % 100) * 16, 4, 0);
  for (let region = 0; region < 256; region++) encoder.page(0, region << 18);
  const batches = [encoder.take()];
  for (let i = 0; i < 301; i++) encoder.reference(Kind.fetch, 0, random(2 ** 26), 1 + random(40), random(64));
  batches.push(encoder.take());
  encoder.reference(Kind.store, 0, 7, 4, 0);
  return [...batches, encoder.finish()];
}

const totalsOf = (batches: readonly Batch[]): Totals => {
  const totals = noTotals();
  for (const { words } of batches) addTotals(totals, words);
  return totals;
};

const NOTES = [warning('one warning'), remark('one remark')];

const write = (batches: Batch[], to = path): Promise<void> =>
  writeArrow(to, header(), each(batches), () => ({ totals: totalsOf(batches), notes: NOTES }));

const open = async (options?: ArrowOptions, from = path): Promise<Trace> => openArrow(await openInput(from), options);

const plain = (batches: Batch[]) => batches.map(({ words, details }) => [[...words], [...details]]);

describe('a written container', () => {
  test('gives back header, totals, notes and batches, as often as asked', async () => {
    const batches = someBatches();
    await write(batches);
    const trace = await open({ details: true });
    const totals = totalsOf(batches);
    expect(trace).toMatchObject({ header: { ...header(), cpus: totals.cpus }, totals, notes: NOTES });
    for (let round = 0; round < 2; round++) expect(plain(await collect(trace.batches()))).toEqual(plain(batches));
    expect(trace.notes).toEqual(NOTES);
  });

  test('leaves the details packed unless they are asked for, and its words in plain arrays', async () => {
    const batches = someBatches();
    await write(batches);
    const read = await collect((await open()).batches());
    expect(plain(read)).toEqual(batches.map(({ words }) => [[...words], []]));
    for (const { words } of read) {
      expect(Object.prototype.toString.call(words.buffer)).toBe('[object ArrayBuffer]');
      expect((words.buffer as ArrayBuffer).resizable).toBe(false);
    }
  });

  test('is read from a pipe and through gzip, its notes at the end', async () => {
    const batches = someBatches();
    await write(batches);
    const packed = join(folder, 'trace.arrow.gz');
    writeFileSync(packed, gzipSync(readFileSync(path)));
    const piped = await openInput('-', { stdin: Readable.from([readFileSync(path)]) });
    for (const trace of [await openArrow(piped), await open({}, packed)]) {
      expect(trace.totals).toBeUndefined();
      expect((await collect(trace.batches())).map(({ words }) => words)).toEqual(batches.map(({ words }) => words));
      expect(trace.notes).toEqual(NOTES);
    }
  });

  test('without any reference is an error, whether it is whole or not', async () => {
    await write([{ words: new Uint32Array(0), details: new Uint16Array(0) }]);
    await expect(collect((await open()).batches())).rejects.toThrow(
      `no record in ${path}: it holds no memory reference`,
    );
    await write(someBatches());
    writeFileSync(path, readFileSync(path).subarray(0, 1200));
    await expect(collect((await open()).batches())).rejects.toThrow(
      `no record in ${path}: it holds no memory reference (the file is cut off)`,
    );
  });

  test('holds any accesses exactly, with granules of 16 bytes and of others', async () => {
    await fc.assert(
      fc.asyncProperty(replayable, fc.integer({ min: 0, max: 4 }), async (any, granuleBits) => {
        const steps = balanced(any);
        const { batches, totals } = encode(steps, 'mips64', { batchSteps: 60 });
        await writeArrow(path, header('mips64'), each(batches), () => ({ totals, notes: [] }));
        const trace = await open({ details: true, granuleBits });
        expect(decode(await collect(trace.batches()), granuleBits)).toEqual(expected(steps));
        if (granuleBits === 4) expect(await validate(trace)).toEqual([]);
      }),
      { numRuns: draws(40) },
    );
  });

  test('is opened by another Arrow reader with the same words', async () => {
    setCompressionCodec(CompressionType.ZSTD, { encode: (data) => zstdCompressSync(data), decode: (data) => zstdDecompressSync(data) });
    const batches = someBatches();
    await write(batches);
    const table = tableFromIPC(readFileSync(path));
    expect(table.schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([['word', false], ['detail', false]]);
    expect([...table.schema.metadata!.keys()]).toEqual(['disco.trace', 'disco.totals']);
    expect(table.getChild('word').toArray()).toEqual(Uint32Array.from(batches.flatMap(({ words }) => [...words])));
    expect(table.getChild('detail').toArray()).toEqual(Uint16Array.from(batches.flatMap(({ details }) => [...details])));
  }); // biome-ignore format: tables
});

describe('a container cut off', () => {
  test('gives its whole batches and a note, wherever it is cut', async () => {
    const batches = someBatches();
    await write(batches);
    const whole = readFileSync(path);
    const cut = join(folder, 'cut.arrow');
    const lengths = new Set<number>();
    for (let at = 720; at < whole.length; at += 61) {
      writeFileSync(cut, whole.subarray(0, at));
      const trace = await open({ details: true }, cut).catch((error) => expect(error).toBeInstanceOf(UserError));
      if (!trace) continue;
      expect(trace.totals).toBeUndefined();
      const read = await collect(trace.batches()).catch(() => []);
      lengths.add(read.length);
      expect(plain(read)).toEqual(plain(batches.slice(0, read.length)));
      expect(trace.notes.map(({ text }) => text)).toEqual([
        expect.stringMatching(
          /^the file is cut off(; \d whole (batch was|batches were) read| in its footer; nothing else is missing)$/,
        ),
      ]);
    }
    expect([...lengths]).toEqual([0, 1, 2, 3]);
  });

  test('by gzip says what gzip says', async () => {
    await write(someBatches());
    const packed = gzipSync(readFileSync(path));
    const cut = join(folder, 'cut.arrow.gz');
    writeFileSync(cut, packed.subarray(0, packed.length - 2000));
    const trace = await open({}, cut);
    expect((await collect(trace.batches())).length).toBe(1);
    expect(trace.notes.map(({ text }) => text)).toEqual(['the gzip stream ends early; what came before it was read']);
  });
});

describe('what is no container of ours', () => {
  const other = join(folder, 'other.arrow');
  const message = async (bytes: Uint8Array): Promise<string> => {
    writeFileSync(other, bytes);
    try {
      await collect((await open({ details: true }, other)).batches());
      return 'no error';
    } catch (error) {
      return error instanceof UserError ? error.message : `not a UserError: ${(error as Error).stack}`;
    }
  };

  test('has other columns', async () => {
    const bytes = tableToIPC(tableFromArrays({ word: [1.5], b: ['x'] }), { format: 'file' })!;
    expect(await message(bytes)).toContain(
      'is an Arrow file but no trace: its columns are word: another type, b: another type; expected word: uint32, detail: uint16',
    );
  });

  test('lacks our metadata', async () => {
    const bytes = tableToIPC(tableFromArrays({ word: Uint32Array.of(1), detail: Uint16Array.of(1) }), {
      format: 'file',
    })!;
    expect(await message(bytes)).toContain('not its metadata (key disco.trace)');
  });

  test('has a header of another version or with wrong values', async () => {
    const text = (change: object, version = 1) => JSON.stringify({ version, header: { ...header(), ...change } });
    const swap = async (json: string): Promise<string> => {
      await write([]);
      const old = text({});
      const bytes = readFileSync(path).toString('latin1').replace(old, json.padEnd(old.length));
      return message(Buffer.from(bytes, 'latin1'));
    };
    expect(await swap(text({}, 2))).toMatch(/disco.trace is not understood: version: /);
    expect(await swap(text({ cpus: 129 }))).toMatch(/disco.trace is not understood: header.cpus: /);
    expect(await swap('{"version":')).toMatch(/disco.trace is no JSON/);
  });

  test('is corrupt: a flipped byte gives the same words or a UserError', async () => {
    const batches = someBatches().slice(0, 1);
    await write(batches);
    const whole = readFileSync(path);
    let refused = 0;
    for (let i = 0; i < whole.length; i += 3) {
      const bytes = Buffer.from(whole);
      bytes[i] ^= [0xff, 0x80, 1][i & 3] ?? 0x10;
      writeFileSync(other, bytes);
      try {
        const trace = await open({ details: true }, other);
        const read = await collect(trace.batches());
        if (trace.notes.some((note) => note.text.startsWith('the file is cut off'))) continue;
        expect(plain(read), `byte ${i}`).toEqual(plain(batches));
      } catch (error) {
        expect(error, `byte ${i}`).toBeInstanceOf(UserError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
  });

  test('has lengths that would fill the memory', async () => {
    await write(someBatches().slice(0, 1));
    const whole = readFileSync(path);
    const bytes = Buffer.from(whole);
    bytes.writeUInt32LE(0x7fffffff, 12);
    expect(await message(bytes)).toContain('a message with 2147483647 bytes of metadata');
  });
});

describe('a container that cannot be written', () => {
  test('leaves the old file and no other', async () => {
    await write(someBatches());
    const before = readFileSync(path);
    const files = readdirSync(folder);
    async function* failing(): AsyncGenerator<Batch> {
      yield* someBatches();
      throw new UserError('the source is malformed');
    }
    await expect(writeArrow(path, header(), failing(), () => ({ totals: noTotals(), notes: [] }))).rejects.toThrow(
      'malformed',
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(files);
  });

  test('says that the disk is full', async () => {
    await expect(write(someBatches(), '/dev/full')).rejects.toThrow(
      new UserError('/dev/full cannot be written: the disk is full; nothing was changed'),
    );
  });
});
