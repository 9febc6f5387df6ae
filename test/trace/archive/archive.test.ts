import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { printable } from '../../../src/printable.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { disco } from '../../command-line.ts';
import { lacks } from '../../needs.ts';
import { temporaryFolder } from '../../temporary.ts';
import { at, entries, load, threadFile } from '../drmemtrace/entries.ts';
import { errorOf, recordsOf } from '../text.ts';
import { type Files, tarOf, zipOf } from './pack.ts';

const folder = temporaryFolder('archive');
const put = (name: string, content: Buffer | string): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const read = async (path: string): Promise<string[]> => recordsOf(await openTrace(path));
const failure = (path: string): Promise<string> =>
  openTrace(path).then(errorOf, (error) => {
    expect(error.name).toBe('UserError');
    return error.message;
  });

const LACKEY = ' L 00001000,8\n S 00002000,4\n';
const RECORDS = ['L 1000,8', 'S 2000,4'];
const KINDS: [name: string, pack: (files: Files) => Buffer, program?: string | undefined][] = [
  ['a.zip', zipOf, undefined],
  ['a.tar', tarOf, 'tar'],
  ['a.tgz', (files) => zlib.gzipSync(tarOf(files)), 'tar'],
];

for (const [name, pack, program] of KINDS)
  describe.skipIf(program !== undefined && lacks(program))(`${name}${program ? ` (needs ${program})` : ''}`, () => {
    test('of one file is that file, whatever it is called, packed again or not', async () => {
      expect(await read(put(name, pack({ 'some name.txt': LACKEY })))).toEqual(RECORDS);
      expect(await read(put(name, pack({ 'x.lackey.gz': zlib.gzipSync(LACKEY) })))).toEqual(RECORDS);
      expect((await openTrace(join(folder, name))).header.source).toBe(`${join(folder, name)}:x.lackey.gz`);
    });

    test('of several is the only one that is a trace', async () => {
      const path = put(name, pack({ 'READ ME': 'This is text.\n', 'dir/t.lackey': LACKEY, empty: '' }));
      expect(await read(path)).toEqual(RECORDS);
    });

    test('of several traces needs a name, and lists them', async () => {
      const path = put(name, pack({ 'a.din': '2 1000\n', 'odd [x]*?.lackey': LACKEY }));
      expect(await failure(path)).toBe(
        `${path} holds 2 files, 2 of them traces: a.din, odd [x]*?.lackey; name the one to read: ${path}:a.din`,
      );
      expect(await read(`${path}:a.din`)).toEqual(['I 1000,4 n1']);
      expect(await read(`${path}:odd [x]*?.lackey`)).toEqual(RECORDS);
      expect(await failure(`${path}:a.dim`)).toBe(
        `there is no a.dim in ${path}; did you mean "a.din"?; it holds a.din, odd [x]*?.lackey`,
      );
    });

    test('without a trace says so', async () => {
      const path = put(name, pack({ x: 'hello\n', y: 'goodbye\n' }));
      expect(await failure(path)).toContain(`${path} holds 2 files, none of them known as a trace: x, y`);
    });

    test('may be cut off or corrupt', async () => {
      const lines = Array.from({ length: 40_000 }, (_, n) => ` L ${(n * 7919).toString(16).padStart(8, '0')},8\n`).join(
        '',
      );
      const whole = pack({ 'x.lackey': lines });
      const cut = put(`cut-${name}`, whole.subarray(0, whole.length >> 1));
      const trace = await openTrace(cut);
      expect((await recordsOf(trace)).length).toBeGreaterThan(10_000);
      expect(trace.truncated).toMatch(/^the (zip|tar) archive ends early; what came before it was read$/);
    });

    test('has files by their place: of two of one name neither is read for both', async () => {
      const one = put(name, pack([['a', 'hello\n'], ['a', LACKEY], ['b', 'hello\n']])); // biome-ignore format: a list
      expect(await read(one)).toEqual(RECORDS);
      expect(await failure(`${one}:a`)).toBe(`${one} holds 2 files named a; unpack it, and name the file to read`);
      const two = put(name, pack([['a', ' L 10,4\n'], ['a', LACKEY]])); // biome-ignore format: a list
      expect(await failure(two)).toBe(
        `${two} holds 2 files, 2 of them traces: a, a; unpack it, and name the file to read`,
      );
    });

    test('has files of any name', async () => {
      for (const odd of program ? ['-\x1b\n"é\\n '] : ['a\nb', '\x1b[31m', '-x', 'a\\n', '"é 語', ' ']) {
        const path = put(name, pack([[odd, LACKEY], ['x', ' L 10,4\n']])); // biome-ignore format: a list
        expect(await failure(path)).toContain(`2 of them traces: ${printable(odd)}, x;`);
        expect([odd, await read(`${path}:${odd}`), await read(`${path}:${printable(odd)}`)]).toEqual([odd, RECORDS, RECORDS]); // biome-ignore format: a line
      }
    });

    test('of many files is looked at as far as is told', async () => {
      const many = Array.from({ length: 34 }, (_, n): [string, string] => [`n${n}`, n === 33 ? LACKEY : 'text\n']);
      const path = put(name, pack(many));
      if (program === undefined) expect(await read(path)).toEqual(RECORDS);
      else
        expect(await failure(path)).toContain('holds 34 files, none of the first 32 of them known as a trace: n0, n1,');
      const first = put(name, pack([...many].reverse()));
      if (program === undefined) expect(await read(first)).toEqual(RECORDS);
      else expect(await failure(first)).toBe(`${first} holds 34 files, 1 of the first 32 of them traces: n33; name the one to read: ${first}:n33`); // biome-ignore format: a line
    });

    test('holds a trace beside tables of something else', async () => {
      const path = put(name, pack({ 'counts.csv': 'address,count\n0x10,3\n0x20,4\n', 't.din': '0 1000\n' }));
      expect(await read(path)).toEqual(['L 1000,4']);
      expect(await read(put(name, pack({ 'counts.csv': 'address,count\n0x10,3\n', 'READ ME': 'text\n' })))).toEqual(['L 10,1']); // biome-ignore format: a line
    });
  });

describe('a name with a colon', () => {
  test('is a file where there is one', async () => {
    expect(await read(put('b.zip:c', LACKEY))).toEqual(RECORDS);
  });

  test('in a file that is no archive, or in none, is an error', async () => {
    const path = put('plain', LACKEY);
    expect(await failure(`${path}:x`)).toBe(`${path} is no archive (zip or tar): there is no x in it`);
    expect(await failure(join(folder, 'nowhere:x'))).toContain('nowhere:x: there is no such file');
  });
});

describe('a zip', () => {
  const lines = Array.from({ length: 40_000 }, (_, n) => ` L ${(n * 7919).toString(16).padStart(8, '0')},8\n`).join('');
  const whole = zipOf({ 'x.lackey': lines });

  test('that is corrupt says where', async () => {
    const bad = Buffer.from(whole);
    bad.fill(0xff, bad.length >> 1, (bad.length >> 1) + 60);
    expect(await failure(put('bad.zip', bad))).toMatch(
      /the zip archive is cut off or corrupt after \d+ bytes of x\.lackey: /,
    );
    const plain = zipOf({ x: LACKEY }, { method: 0 });
    expect(await read(put('plain.zip', plain))).toEqual(RECORDS);
    plain.write('2', plain.indexOf('00001000'));
    expect(await failure(put('plain.zip', plain))).toContain('corrupt after 28 bytes of x: incorrect data check');
  });

  test('may stand behind a program that unpacks it, and have a comment', async () => {
    const comment = Buffer.concat([zipOf({ x: LACKEY }).subarray(0, -2), Buffer.from('\x05\0hello')]);
    expect(await read(put('comment.zip', comment))).toEqual(RECORDS);
    const behind = Buffer.concat([Buffer.from('PK\x03\x04 a program\n'), zipOf({ x: LACKEY })]);
    expect(await read(put('behind.zip', behind))).toEqual(RECORDS);
  });

  test('that is cut off anywhere gives the files that are whole, and what of the last is', async () => {
    const two = zipOf([['READ ME', 'text\n'], ['x.lackey', lines]], { method: 0 }); // biome-ignore format: a list
    const trace = await openTrace(put('cut.zip', two.subarray(0, 500)));
    expect((await recordsOf(trace)).length).toBe(30);
    expect(trace.truncated).toBe('the zip archive ends early; what came before it was read');
    expect(await failure(put('cut.zip', two.subarray(0, 33)))).toMatch(/cut\.zip.* before any of its content|is empty/);
    expect(await failure(put('cut.zip', two.subarray(0, 10)))).toContain('is an archive without a file');
  });

  test('whose files are encrypted or packed in other ways says what to do', async () => {
    const path = put('e.zip', zipOf({ x: LACKEY }, { flags: 0x801 }));
    expect(await failure(path)).toBe(`${path}:x is encrypted; unpack it with its password first: unzip ${path}`);
    const other = put('m.zip', zipOf({ x: LACKEY }, { method: 14 }));
    expect(await failure(other)).toBe(
      `${other}:x is packed by LZMA, which is not read; unpack it first: 7z x ${other}`,
    );
    const inner = put('z.zip', zipOf({ 'y.zip': zipOf({ x: LACKEY }) }));
    expect(await failure(inner)).toBe(
      `${inner}:y.zip is a zip archive in a stream, whose end has to be read first; save it to a file, neither packed nor in another archive`,
    );
  });
});

test.skipIf(lacks('tar'))('a stream of an archive is to be saved first (needs tar)', async () => {
  for (const archive of [zipOf({ x: LACKEY }), tarOf({ x: LACKEY })]) {
    const { code, stderr } = await disco(['trace', 'info', '-'], Readable.from([archive]) as never);
    expect(stderr).toMatch(/save it to a file/);
    expect(code).toBe(2);
  }
});

describe('a folder of drmemtrace', () => {
  const first = threadFile(1, [at(1), load(1), at(5), load(3)]);
  const second = threadFile(2, [at(3), load(2), at(7), load(4)]);
  const inTurn = ['1: L 1,8', '2: L 2,8', '1: L 3,8', '2: L 4,8'];

  test('has its threads in trace/, or in itself; what else there is, is said', async () => {
    const place = (name: string): string => join('drmemtrace.app.1.dir', 'trace', name);
    put(place('drmemtrace.app.1.1.trace.gz'), zlib.gzipSync(first));
    put(place('drmemtrace.app.1.2.trace'), second);
    put(place('serial_schedule.bin.gz'), zlib.gzipSync('x'));
    const stray = put(place('notes.txt'), 'hello\n');
    for (const path of [join(folder, 'drmemtrace.app.1.dir'), join(folder, 'drmemtrace.app.1.dir', 'trace')]) {
      const trace = await openTrace(path);
      expect(await recordsOf(trace)).toEqual(inTurn);
      expect(trace.notes.map(({ text }) => text)).toEqual([
        `${stray} is left out: it is no thread of drmemtrace`,
        "2 threads take turns by their timestamps, as in drcachesim's serial order",
      ]);
    }
  });

  test('may have zips of numbered parts', async () => {
    const parts = { 'chunk.0000': first.subarray(0, 96), 'chunk.0001': first.subarray(96) };
    put('zips.dir/trace/a.trace.zip', zipOf(parts));
    put('zips.dir/trace/b.trace.zip', zipOf({ 'chunk.0000': second }));
    expect(await read(join(folder, 'zips.dir'))).toEqual(inTurn);
    expect(await read(join(folder, 'zips.dir/trace/a.trace.zip'))).toEqual(['1: L 1,8', '1: L 3,8']);
  });

  test.skipIf(lacks('tar'))('in an archive has to be unpacked (needs tar)', async () => {
    const path = put('threads.tar', tarOf({ 'trace/a.trace': first, 'trace/b.trace': second }));
    expect(await failure(path)).toContain('2 of them traces: trace/a.trace, trace/b.trace; name the one to read');
    expect(await failure(path)).toContain(', or unpack it and name the folder to read all threads');
    expect(await read(`${path}:trace/b.trace`)).toEqual(['2: L 2,8', '2: L 4,8']);
  });

  test('without a thread says what to do', async () => {
    mkdirSync(join(folder, 'empty.dir'), { recursive: true });
    expect(await failure(join(folder, 'empty.dir'))).toContain(
      "is a directory; expected a trace file, or a folder of drmemtrace's threads",
    );
    const csv = put('others.dir/x.csv', 'kind,address,size\nL,10,4\n');
    expect(await failure(join(folder, 'others.dir'))).toContain(`to read a file of it, name the file: ${csv}`);
    put('raw.dir/raw/x.raw.zip', 'x');
    expect(await failure(join(folder, 'raw.dir'))).toContain('convert it first: drraw2trace -indir');
    put('windows.dir/trace/window.0000/x', entries([25, 0, 7]));
    expect(await failure(join(folder, 'windows.dir'))).toContain('a folder for each window of the recording; name one');
    put('bad.dir/x.gz', zlib.gzipSync(first).subarray(0, 10));
    expect(await failure(join(folder, 'bad.dir'))).toContain('gzip stream ends early');
  });

  test('is not looked into where another format is named', async () => {
    await expect(openTrace(join(folder, 'empty.dir'), { format: 'csv' })).rejects.toThrow('is a directory');
  });
});
