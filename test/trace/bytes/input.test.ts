import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync, constants as zlib, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { Feed } from '../../../src/trace/bytes/compression/decompress.ts';
import { xzStreams } from '../../../src/trace/bytes/compression/xz.ts';
import { type Input, type InputOptions, openInput, readError } from '../../../src/trace/bytes/input.ts';
import { has } from '../../needs.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder('input');

/** 3 MB that compress to about a quarter: every prefix of the compressed stream holds some of them. */
const content = Buffer.alloc(3_000_000);
for (let i = 0, x = 1; i < content.length; i++) {
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  content[i] = 65 + (x & 3);
}
const gzip = (data: Buffer) => gzipSync(data, { level: 1 });
const zstd = (data: Buffer) => zstdCompressSync(data, { params: { [zlib.ZSTD_c_checksumFlag]: 1 } });
/** What a program makes of data; of the content once only, as that takes a while. */
const program = (name: string, ...args: string[]) => {
  let ofContent: Buffer | undefined;
  return (data: Buffer): Buffer => {
    const run = (): Buffer => execFileSync(name, args, { input: data, maxBuffer: 1 << 26 });
    if (data !== content) return run();
    ofContent ??= run();
    return ofContent;
  };
};
/** Those of programs. */
const PROGRAMS = {
  xz: program('xz', '-c', '-0'),
  bzip2: program('bzip2', '-c', '-1'),
  lz4: program('lz4', '-cq', '-B4'),
} as const;
const ALL = { gzip, zstd, ...PROGRAMS };
/** Those there are here. */
const COMPRESSORS = Object.fromEntries(Object.entries(ALL).filter(([kind]) => !(kind in PROGRAMS) || has(kind)));

function file(name: string, data: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
}

/** All of an input whose chunks are released as soon as they were looked at, and how many pieces of memory they were in. */
async function readReleasing(input: Input): Promise<[content: Buffer, memories: number]> {
  const copies: Buffer[] = [];
  const memories = new Set<unknown>();
  for await (const chunk of input.chunks) {
    copies.push(Buffer.from(chunk));
    memories.add(chunk.buffer);
    input.release?.(chunk);
  }
  return [Buffer.concat(copies), memories.size];
}

async function readAll(input: Input): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of input.chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const message = (path: string, options?: InputOptions): Promise<string> =>
  openInput(path, options)
    .then(readAll)
    .then(
      () => 'no error',
      (error) => (error instanceof UserError ? error.message : `not a UserError: ${error}`),
    );

describe('a plain file', () => {
  test('comes in large chunks, whole, and again for each iteration', async () => {
    const path = file('plain', content);
    const input = await openInput(path);
    expect(input).toMatchObject({ name: path, compression: 'none', path });
    expect((await input.peek(100_000)).equals(content.subarray(0, 100_000))).toBe(true);
    for (let round = 0; round < 2; round++) expect((await readAll(input)).equals(content)).toBe(true);
    expect((await input.peek(10)).equals(content.subarray(0, 10))).toBe(true);
    expect(input.truncated).toBeUndefined();
  });

  test('tells progress up to its size, and not for a peek', async () => {
    const told: [number, number | undefined][] = [];
    const input = await openInput(file('progress', content), { onProgress: (...args) => told.push(args) });
    expect(told).toEqual([]);
    await readAll(input);
    expect(told).toEqual([1, 2, 3].map((i) => [Math.min(i << 20, content.length), content.length]));
  });

  test('can be left early and read again', async () => {
    const input = await openInput(file('early', content));
    for await (const _ of input.chunks) break;
    expect((await readAll(input)).length).toBe(content.length);
  });

  test('stops when the signal says so', async () => {
    const abort = new AbortController();
    const input = await openInput(file('abort', content), { signal: abort.signal });
    abort.abort();
    await expect(readAll(input)).rejects.toThrow('aborted');
  });
});

test('chunks that are released come again in the same memory, again and again', async () => {
  const long = Buffer.concat([content, content, content]);
  const input = await openInput(file('released', long));
  for (let round = 0; round < 2; round++) {
    const [found, memories] = await readReleasing(input);
    expect(found.equals(long)).toBe(true);
    expect(memories).toBeLessThanOrEqual(3); // one is looked at, one is read, one was asked for at the end
  }
});

test.each(Object.entries({ gzip, zstd }))('pieces of %s that are released are freed, and the others stay', async (_, compress) => {
  for (const nested of [false, true]) {
    const packed = Buffer.concat([compress(content), compress(content.subarray(0, 1234567))]);
    const input = await openInput(file('freed', nested ? gzip(packed) : packed));
    const [found] = await readReleasing(input);
    expect(found.equals(Buffer.concat([content, content.subarray(0, 1234567)]))).toBe(true);
    let whole = 0;
    for await (const chunk of input.chunks) {
      const isLast = chunk.byteOffset + chunk.length === chunk.buffer.byteLength;
      input.release?.(chunk);
      expect(chunk.buffer.byteLength).toBe(isLast ? 0 : 1 << 20);
      if (isLast) whole++;
    }
    expect(whole).toBeGreaterThan(0);
  }
}); // biome-ignore format: a table

describe('a compressed file', () => {
  for (const [kind, compress] of Object.entries(ALL))
    describe.skipIf(!(kind in COMPRESSORS))(`by ${kind}${kind in PROGRAMS ? ` (needs ${kind})` : ''}`, () => {
      test(`is known as ${kind} by its content and read whole`, async () => {
        const input = await openInput(file(`x.${kind}`, compress(content)));
        expect(input).toMatchObject({ compression: kind, path: undefined });
        expect((await input.peek(7)).equals(content.subarray(0, 7))).toBe(true);
        expect((await readAll(input)).equals(content)).toBe(true);
        expect((await readAll(input)).equals(content)).toBe(true);
        expect(input.truncated).toBeUndefined();
      });

      test(`of several ${kind} streams one after the other is read through`, async () => {
        const parts = [0, 10, 1_500_000, content.length].map((from, i, all) => content.subarray(from, all[i + 1]));
        const path = file(`several.${kind}`, Buffer.concat(parts.slice(0, 3).map(compress)));
        expect((await readAll(await openInput(path))).equals(content)).toBe(true);
      });

      test(`nested in gzip, ${kind} is seen through`, async () => {
        const input = await openInput(file(`nested.${kind}.gz`, gzip(compress(content))));
        expect(input.compression).toBe(`gzip+${kind}`);
        expect((await readAll(input)).equals(content)).toBe(true);
      });

      test(`by ${kind} that was cut off gives what was whole and says so`, async () => {
        const whole = compress(content);
        for (const part of [0.3, 0.5, 0.9, 0.9999]) {
          const cut = Math.floor(whole.length * part);
          const input = await openInput(file(`cut.${kind}`, whole.subarray(0, cut)));
          const got = await readAll(input);
          expect(got.equals(content.subarray(0, got.length))).toBe(true);
          // zstd decodes whole blocks, of 128 KB of content
          expect(got.length).toBeGreaterThan(content.length * part * 0.95 - (kind === 'gzip' ? 0 : 1 << 18));
          expect(input.truncated).toBe(`the ${kind} stream ends early; what came before it was read`);
        }
        const none = whole.subarray(0, 13);
        expect(await message(file(`none.${kind}`, none))).toContain(
          `${kind} stream ends early, before any of its content`,
        );
      });

      test(`by ${kind} that is corrupt is an error that says where`, async () => {
        const bad = Buffer.from(compress(content));
        bad.fill(0xff, bad.length >> 1, (bad.length >> 1) + 100);
        const path = file(`bad.${kind}`, bad);
        expect(await message(path)).toMatch(new RegExp(`^${path}: the ${kind} stream is corrupt after \\d+ bytes`));
      });
    });

  test('gives all that gunzip can decode when gzip is cut', async () => {
    const cut = gzip(content).subarray(0, 400_000);
    const all = gunzipSync(cut, { finishFlush: zlib.Z_SYNC_FLUSH });
    expect((await readAll(await openInput(file('all.gz', cut)))).length).toBe(all.length);
  });

  test('may end in padding of zeroes', async () => {
    const path = file('padded.gz', Buffer.concat([gzip(content), Buffer.alloc(5000)]));
    expect((await readAll(await openInput(path))).equals(content)).toBe(true);
  });

  test.each(Object.entries(COMPRESSORS))(
    'by %s is read whole where other bytes are behind its end, which is said',
    async (kind, compress) => {
      const data = content.subarray(0, 5000);
      const packed = compress(data);
      const parts = (...behind: Buffer[]) => openInput(file(`behind.${kind}`, Buffer.concat([packed, ...behind])));
      for (const [junk, says] of [
        [Buffer.from('junk'), true],
        [Buffer.from('YZ junk of more than a header'), true],
        [Buffer.concat([Buffer.alloc(700), Buffer.from('x')]), true],
        [Buffer.alloc(2_000_000, 7), true],
        [Buffer.alloc(33), false],
      ] as const) {
        const input = await parts(junk);
        expect((await readAll(input)).equals(data)).toBe(true);
        expect(input.surplus).toBe(says ? `bytes behind the end of the ${kind} stream are none of it and were passed over` : undefined); // biome-ignore format: a line
        expect(input.truncated).toBeUndefined();
      }
      const twice = await parts(packed, packed);
      expect((await readAll(twice)).equals(Buffer.concat([data, data, data]))).toBe(true);
      expect(twice.surplus).toBeUndefined();
      const three = await parts(packed, Buffer.from('junk'), packed);
      if (kind !== 'lz4') expect((await readAll(three)).equals(Buffer.concat([data, data]))).toBe(true);
    },
  );

  test.skipIf(!has('xz'))('by xz is read whole however its end is cut into chunks (needs xz)', async () => {
    const packed = PROGRAMS.xz(content.subarray(0, 1000));
    for (let size = 1; size < 40; size++) {
      const feed = new Feed(
        (async function* () {
          const all = Buffer.concat([packed, Buffer.alloc(8), packed, Buffer.from('junk')]);
          for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
        })(),
      );
      const pieces: Buffer[] = [];
      let asked = 0;
      for await (const piece of xzStreams(feed, async () => ++asked < 2)) pieces.push(Buffer.from(piece));
      expect(Buffer.concat(pieces).equals(Buffer.concat([packed, packed]))).toBe(true);
      expect([asked, (await feed.read(4))?.toString()]).toEqual([2, 'junk']);
    }
  });

  test('by gzip has a name, a comment and other fields before its content, and a check behind', async () => {
    const plain = gzip(content.subarray(0, 1000));
    const fields = Buffer.from([4, 0, 1, 2, 3, 4, ...Buffer.from('name\0comment\0'), 0, 0]);
    const header = Buffer.from(plain.subarray(0, 10));
    header[3] = 2 | 4 | 8 | 16;
    const packed = Buffer.concat([header, fields, plain.subarray(10)]);
    expect((await readAll(await openInput(file('fields.gz', packed)))).equals(content.subarray(0, 1000))).toBe(true);
    for (let cut = 10; cut < 26; cut++)
      expect(await message(file('fields.gz', packed.subarray(0, cut)))).toContain('gzip stream ends early');
    for (const [at, why] of [
      [8, 'incorrect data check'],
      [4, 'incorrect length check'],
    ] as const) {
      const wrong = Buffer.from(packed);
      wrong[wrong.length - at] ^= 1;
      expect(await message(file('wrong.gz', wrong))).toContain(`the gzip stream is corrupt after 1000 bytes of its content: ${why}`); // biome-ignore format: a line
    }
  });

  test('can be left early', async () => {
    for (const [kind, compress] of Object.entries(COMPRESSORS)) {
      const input = await openInput(file(`early.${kind}`, compress(content)));
      for await (const _ of input.chunks) break;
      expect((await readAll(input)).length).toBe(content.length);
    }
  });

  test.each([
    ['xz', 'xz-utils'],
    ['bzip2', 'bzip2'],
    ['lz4', 'lz4'],
  ] as const)('needs the program for %s, and says so', async (kind, name) => {
    const path = process.env.PATH;
    const magic = { xz: 'fd377a585a00', bzip2: '425a68393141', lz4: '04224d186440' }[kind];
    const compressed = file(`noprogram.${kind}`, Buffer.from(magic, 'hex'));
    process.env.PATH = folder;
    try {
      expect(await message(compressed)).toContain(`needs the program ${kind}, which is not here; install ${name}`);
    } finally {
      process.env.PATH = path;
    }
  });
});

describe('standard input', () => {
  const pieces = (data: Buffer, bytes: number): Readable =>
    Readable.from((function* () {
      for (let i = 0; i < data.length; i += bytes) yield data.subarray(i, i + bytes);
    })()); // biome-ignore format: short

  test('is read once, through compression, with peeked bytes kept', async () => {
    for (const [kind, compress] of Object.entries({ none: (data: Buffer) => data, ...COMPRESSORS })) {
      const told: (number | undefined)[] = [];
      const compressed = compress(content);
      const input = await openInput('-', {
        stdin: pieces(compressed, 4999),
        onProgress: (_, total) => told.push(total),
      });
      expect(input).toMatchObject({ name: 'standard input', compression: kind });
      expect(input.path).toBeUndefined();
      expect((await input.peek(100_000)).equals(content.subarray(0, 100_000))).toBe(true);
      expect((await readAll(input)).equals(content)).toBe(true);
      expect(told).toEqual(Array(Math.ceil(compressed.length / 4999)).fill(undefined));
      await expect(readAll(input)).rejects.toThrow('standard input can be read once only');
    }
  });

  test('of single bytes is recognised all the same', async () => {
    const small = content.subarray(0, 2000);
    for (const compress of Object.values(COMPRESSORS)) {
      const twice = Buffer.concat([compress(small), compress(small)]);
      const input = await openInput('-', { stdin: pieces(twice, 1) });
      expect((await readAll(input)).equals(Buffer.concat([small, small]))).toBe(true);
    }
  });

  test('that is empty is an error', async () => {
    expect(await message('-', { stdin: Readable.from([]) })).toBe('standard input is empty; expected a trace');
  });

  test('left early does not wait for its writer', async () => {
    const endless = new Readable({ read() {} });
    endless.push(content);
    const input = await openInput('-', { stdin: endless });
    for await (const _ of input.chunks) break;
    expect(endless.destroyed).toBe(true);
  });
});

describe('what cannot be read', () => {
  test('is told by its path and reason', async () => {
    expect(await message(join(folder, 'absent'))).toBe(`${join(folder, 'absent')}: there is no such file`);
    expect(await message(folder)).toBe(`${folder} is a directory; expected a trace file`);
    const empty = file('empty', Buffer.alloc(0));
    expect(await message(empty)).toBe(`${empty} is empty; expected a trace`);
    const emptyGzip = file('empty.gz', gzip(Buffer.alloc(0)));
    expect(await message(emptyGzip)).toBe(`${emptyGzip} is empty once decompressed; expected a trace`);
  });

  test('without permission is a UserError, a bug of ours is not', () => {
    const denied = Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open' });
    expect(readError('t', denied)).toEqual(new UserError('t: permission to read it is denied'));
    const strange = Object.assign(new Error('ENXIO'), { code: 'ENXIO', syscall: 'open' });
    expect(readError('t', strange)).toEqual(new UserError('t cannot be read (ENXIO)'));
    const bug = new TypeError('x is undefined');
    expect(readError('t', bug)).toBe(bug);
  });
});

describe.skipIf(process.platform !== 'linux')('a pipe with a name', () => {
  const fifo = (name: string): string => {
    const path = join(folder, name);
    execFileSync('mkfifo', [path]);
    return path;
  };

  test('that nobody writes is waited for no longer than until an abort', async () => {
    const abort = new AbortController();
    const opened = openInput(fifo('silent'), { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(opened).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  test('that is written late, and in parts, is read whole', async () => {
    const path = fifo('late');
    const opened = openInput(path);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([
      writeFile(path, content.subarray(0, 100_000)),
      opened.then(async (input) => {
        const chunks: Buffer[] = [];
        for await (const chunk of input.chunks) chunks.push(chunk);
        expect(Buffer.concat(chunks).equals(content.subarray(0, 100_000))).toBe(true);
      }),
    ]);
  });
});

test('a socket and a terminal are no traces', async () => {
  const path = join(folder, 'socket');
  const server = createServer().listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  expect(await message(path)).toBe(`${path} is a socket; expected a trace file, or a pipe`);
  await new Promise((resolve) => server.close(resolve));
  const stdin = Object.assign(Readable.from([]), { isTTY: true });
  await expect(openInput('-', { stdin })).rejects.toThrow('standard input is a terminal; expected a trace from a file or a pipe'); // biome-ignore format: a line
});
