import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FOREIGN_FORMATS } from '../../src/trace/foreign/formats.ts';
import { TRACE_FORMATS } from '../../src/trace/formats.ts';
import { openTrace } from '../../src/trace/open.ts';
import { tellFormat } from '../../src/trace/sniff.ts';
import { temporaryFolder } from '../temporary.ts';
import { errorOf, recordsOf } from './text.ts';

const told = (content: string | Buffer): string => tellFormat('x', Buffer.from(content as string, 'latin1'), TRACE_FORMATS).format.name; // biome-ignore format: a line
const guess = (content: string) => tellFormat('x', Buffer.from(content), TRACE_FORMATS).guess;
/** The message of the error that a content is told by. */
function refusal(content: string | Buffer): string {
  try {
    return told(content);
  } catch (error) {
    return (error as Error).message;
  }
}

const folder = temporaryFolder('sniff');
async function failure(content: string | Buffer): Promise<string> {
  const path = join(folder, 'x');
  writeFileSync(path, content);
  return errorOf(await openTrace(path));
}

describe('a line that does not fit is named, whichever it is', () => {
  test.each([
    ['din-d', ['0 2000', '1 2004', '2 2008', '0 200c'], '7 2008'],
    ['din-D', ['r 2000 4', 'w 2004 4', 'i 2008 4', 'r 200c 4'], 'q 2008 4'],
    ['lackey', [' L 2000,4', ' S 2004,4', 'I  2008,4', ' M 200c,4'], 'Q 2008,4'],
    ['csv', ['0,1,u,L,2000,4,', '0,1,u,S,2004,4,', '0,1,u,I,2008,4,', '0,1,u,L,200c,4,'], '0,1,u,Q,2000,4,'],
  ])('%s', async (name, good, bad) => {
    for (let at = 0; at <= good.length; at++) {
      const lines = good.toSpliced(at, 0, bad);
      for (const end of ['\n', '\r\n']) {
        expect(told(lines.join(end) + end)).toBe(name);
        expect(await failure(lines.join(end) + end)).toMatch(new RegExp(`x:${at + 1}:\\d+: found "`));
      }
      expect(await failure(lines.join('\n'))).toMatch(new RegExp(`x:${at + 1}:\\d+: found "`));
    }
  });

  test('of two lines too, when no other format fits as well', async () => {
    expect(await failure('0 2000\n7 2008\n')).toContain('x:2:1: found "7"');
    expect(refusal('2 401b770\nr 401b770 4\n')).toContain('x:1:1: found "2 401b770", expected a trace: ');
  });
});

test('sizes tell decimal ones from those of din, where they have several digits', () => {
  const list = (...sizes: string[]): string => sizes.map((size, n) => `${'RW'[n % 2]} 0x${(n * 64).toString(16)} ${size}\n`).join(''); // biome-ignore format: a line
  for (const sizes of [['16'], ['8', '4', '64']]) expect(told(list(...sizes))).toBe('op-address-size');
  for (const sizes of [
    ['8', '4'],
    ['10', '8'],
    ['c', '16'],
    ['20', '40', '16'],
  ])
    expect(told(list(...sizes))).toBe('din-D');
});

test('text in UTF-16 is named whatever it is read as', async () => {
  const path = join(folder, 'wide.txt');
  for (const text of ['\ufeff0x1000 R\n', 'R 0x1000 and more\r\n']) {
    writeFileSync(path, Buffer.from(text, 'utf16le'));
    for (const options of [{ layout: 'op address' }, { format: 'lackey' }, { format: 'csv' }, { format: 'din-d' }, {}])
      await expect(openTrace(path, options).then((trace) => recordsOf(trace))).rejects.toThrow(
        `${path}: this is text in UTF-16, which is not read; save it as UTF-8: iconv -f UTF-16 -t UTF-8`,
      );
  }
});

test('text whose lines end in CR alone is named, however long it is', async () => {
  const path = join(folder, 'mac.txt');
  for (const text of ['R 0x1000\rW 0x2000\r', ' L 1000,8\r'.repeat(20_000), 'kind,address,size\rL,10,4\rS,20,4']) {
    writeFileSync(path, text);
    for (const options of [{}, { format: 'lackey' }, { layout: 'op address' }])
      await expect(openTrace(path, options).then((trace) => recordsOf(trace))).rejects.toThrow(
        `${path}: this is text whose lines end in CR alone, which is not read; end them in LF: tr '\\r' '\\n'`,
      );
  }
});

test.each([
  ['din-d', '0 1000\n', '1 2000\n', ['L 1000,4', 'S 2000,4']],
  ['din-D', 'r 1000 4\n', 'w 2000 8\n', ['L 1000,4', 'S 2000,8']],
  ['lackey', ' L 1000,4\n', ' S 2000,8\n', ['L 1000,4', 'S 2000,8']],
])('%s may have comments and blank lines', async (format, first, second, records) => {
  const path = join(folder, 'remarks.txt');
  for (const text of [`# a remark\n${first}\n  \t\n${second}#eof\n`, `${first} # x\r\n\r\n${second}\n`]) {
    writeFileSync(path, text);
    const trace = await openTrace(path);
    expect([trace.header.format, await recordsOf(trace)]).toEqual([format, records]);
  }
  writeFileSync(path, `# a remark\n\n${first}x\n`);
  expect(await errorOf(await openTrace(path, { format }))).toContain('remarks.txt:4:1: found "x"');
});

describe('decimal addresses are no din', () => {
  const addresses = Array.from({ length: 40 }, (_, n) => 100_000 + ((n * 7919) % 90_000));
  const bubbles = addresses.map((address, n) => `${n % 4} ${address}`).join('\n');

  test('of Ramulator with few or many instructions between, and write-backs', () => {
    for (const text of [
      bubbles,
      bubbles.replace(/^\d/gm, '17'),
      bubbles.replace(/$/gm, ' 4096'),
      bubbles.replace(/ /g, '\t'),
      `# x\n${bubbles.replace(/^|$/gm, '  ')}`,
    ])
      expect(told(`${text}\n`)).toBe('ramulator');
  });

  test('but hexadecimal ones are, by a letter, 0x or zeros', () => {
    const hexadecimal = (write: (address: number) => string) => addresses.map((address, n) => `${n % 3} ${write(address)}\n`).join(''); // biome-ignore format: a line
    for (const write of [
      (n: number) => n.toString(16),
      (n: number) => `0x${n}`,
      (n: number) => `${n}`.padStart(8, '0'),
    ]) {
      expect(told(hexadecimal(write))).toBe('din-d');
      expect(guess(hexadecimal(write))).toBeUndefined();
    }
  });

  test('and where nothing tells, what was taken is said', async () => {
    const path = join(folder, 'short.din');
    writeFileSync(path, '0 1000\n1 2000\n');
    const note = `${path}: taken for DineroIV din text; its lines fit Ramulator's CPU trace as well: --format din-d says which`;
    const trace = await openTrace(path);
    expect(trace.notes).toEqual([{ kind: 'warning', text: note }]);
    for (let reading = 0; reading < 2; reading++) {
      for await (const _ of trace.batches());
      expect(trace.notes).toEqual([{ kind: 'warning', text: note }]);
    }
    expect((await openTrace(path, { format: 'din-d' })).notes).toEqual([]);
  });
});

/** Records of little-endian fields, each a value and its bytes. */
const records = (...all: [value: number | bigint, bytes: 1 | 2 | 4 | 8][][]): Buffer =>
  Buffer.concat(
    all.flat().map(([value, bytes]) => {
      const field = Buffer.alloc(8);
      field.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      return field.subarray(0, bytes);
    }),
  );
const object = (time: number, id: number, next: number) =>
  records([
    [time, 4],
    [id, 8],
    [512, 4],
    [next, 8],
  ]);
/** Contents of every kind that is known and not read, by what the error has to say. */
const FOREIGN: [says: string, content: string | Buffer][] = [
  ["whose lines end in CR alone, which is not read; end them in LF: tr '\\r' '\\n'", 'R 10\rW 20\rR 30\r'],
  ['a 7z archive', "7z\xbc\xaf'\x1c\0\x04"],
  ['compressed by lzip', 'LZIP\x01\x0c'],
  ['compressed as .lzma', Buffer.from([0x5d, 0, 0, 0x80, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 1])],
  ['compressed by compress', '\x1f\x9d\x90abc'],
  ['compressed by snappy', '\xff\x06\0\0sNaPpY'],
  ['a rar archive', 'Rar!\x1a\x07\x01\0'],
  ["gem5's packet trace", 'gem5\x0a\x08'],
  ["perf's data", 'PERFILE2\x68\0\0\0'],
  ['a trace of libCacheSim (LCS)', records([[0x123456789abcdef0n, 8], [1, 8]])],
  ['a trace of libCacheSim (oracleGeneral)', Buffer.concat([object(1, 77, 3), object(1, 78, -1), object(2, 77, -1)])],
  ['a CTF trace', Buffer.from([0xc1, 0x1f, 0xfc, 0xc1, 0])],
  ['a program (ELF)', '\x7fELF\x02\x01'],
  ['a capture of network packets', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0])],
  ['a Parquet file', 'PAR1\x15\0'],
  ['an Arrow stream', Buffer.from([255, 255, 255, 255, 0xd0, 0, 0, 0, 16, 0])],
  ['a Feather file', 'FEA1\0\0'],
  ['an HDF5 file', '\x89HDF\r\n\x1a\n'],
  ['an SQLite database', 'SQLite format 3\0\x10\0'],
  ['text in UTF-16', Buffer.from('\ufeff0 1000\n', 'utf16le')],
  ['text in UTF-16', Buffer.from('0 1000\n1 2000\n', 'utf16le')],
  ['text in UTF-16', Buffer.from('\ufeff0 1000\n', 'utf16le').swap16()],
  ['text in UTF-16', Buffer.from('0 1000\n1 2000\n', 'utf16le').swap16()],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n'],
  ['a web page', '<!DOCTYPE html>\n<html><body>404</body></html>\n'],
  ["text of drmemtrace's view tool", '    1    0:  2002 <marker: version 7>\n    2    1:  2002 ifetch  4 byte(s) @ 0x401000\n'],
  ["gem5's debug output", '  500: system.cpu: A0 T0 : 0x1000\n 1000: system.cpu.dcache: x: read\n'],
  ["Valgrind's output without memory references", '==7== Memcheck, a memory error detector\n==7== Command: ls\n'],
  ['text of callgrind', '# callgrind format\nversion: 1\ncreator: callgrind-3.19\n'],
  ['a table of other columns', 'time,opcode,where\n1,2,3\n'],
]; // biome-ignore format: a table

describe('what is known and not read is named, with what to do', () => {
  test.each(FOREIGN)('%s', (says, content) => {
    const message = refusal(content);
    expect(message).toMatch(/^x: this is [^;]*, which is not read; \P{Cc}{12,}$/u);
    expect(message).toContain(says);
  });

  test('seen through gzip, zstd and both', async () => {
    const [, content] = FOREIGN.find(([says]) => says.includes('oracleGeneral'))!;
    for (const packed of [
      zlib.gzipSync(content),
      zlib.zstdCompressSync(content),
      zlib.gzipSync(zlib.gzipSync(content)),
    ])
      expect(await failure(packed).catch((error) => error.message)).toContain('this is a trace of libCacheSim');
  });

  test('every format of the table but those of huge records', () => {
    const seen = FOREIGN.map(([, content]) => refusal(content));
    const unseen = FOREIGN_FORMATS.filter(
      ({ called }) => !seen.some((message) => message.startsWith(`x: this is ${called},`)),
    );
    expect(unseen.map(({ called }) => called.replace(/ .*/, ''))).toEqual([]);
  });
});

test('other binary data is told by four bytes, never printed', () => {
  const bytes = Buffer.from(Array.from({ length: 200 }, (_, n) => (n * 73 + 130) & 255));
  expect(refusal(bytes)).toMatch(/^x: found binary data that begins with the bytes 82 cb 14 5d, expected a trace: /);
  expect(refusal('what is this?\n')).toContain('x:1:1: found "what is this?", expected a trace: ');
});
