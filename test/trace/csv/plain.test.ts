import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { readHead } from '../../../src/trace/csv/head.ts';
import { CsvScanner } from '../../../src/trace/csv/scanner.ts';
import type { CsvSink } from '../../../src/trace/csv/told.ts';
import type { Architecture } from '../../../src/trace/words/architecture.ts';
import { bytesOf, instructionsOf, kindOf } from '../../../src/trace/words/encoder/access-block.ts';
import { draws } from '../../pace.ts';

/** What a text holds, or its error, read by chunks of so many bytes. */
function read(text: string, chunk: number, architecture: Architecture): { all: unknown[]; blocks: number } {
  const all: unknown[] = [];
  let blocks = 0;
  const who = { cpu: 0, task: '', isKernel: false };
  const sink: CsvSink = {
    cpu: (cpu) => void Object.assign(who, { cpu }),
    task: (task) => void Object.assign(who, { task }),
    mode: (isKernel) => void Object.assign(who, { isKernel }),
    accesses({ metas, highs, lows, count }) {
      blocks++;
      for (let i = 0; i < count; i++)
        all.push([{ ...who }, kindOf(metas[i]), highs[i] >>> 0, lows[i] >>> 0, bytesOf(metas[i]), instructionsOf(metas[i]), '']);
    },
    row: (...row) => void all.push([{ ...who }, ...row]),
  }; // biome-ignore format: a sink
  const head = readHead('in', ['# cpus=12']);
  const scanner = new CsvScanner({ name: 'in', head, cpus: 12, taken: { level: 'system', architecture } }, sink);
  const bytes = Buffer.from(`# cpus=12\n${text}`);
  try {
    for (let at = 0; at < bytes.length; at += chunk) scanner.push(bytes.subarray(at, at + chunk));
    scanner.end(false);
    all.push(scanner.line);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    all.push(error.message);
  }
  return { all, blocks };
}

const cpu = fc.constantFrom('0', '1', '1', '1', '11', '00', '12', '', ' 1', 'x');
const task = fc.constantFrom('a', 'a', 'a', '823d2000', '', 'a long name of a task, of more bytes', 'ü', '"a"');
const mode = fc.constantFrom('u', 'u', 'u', 'k', 'k', '', 'U');
const kind = fc.constantFrom('I', 'L', 'S', 'I', 'L', 'S', 'M', 'P', 'X', 'i', '');
const address = fc
  .tuple(
    fc.bigInt(0n, (1n << 64n) - 1n),
    fc.integer({ min: 0, max: 64 }),
    fc.constantFrom('', '', '', '', '0', '00000', '0x', 'F', 'ffffffff', 'fffffffffffffff', ' '),
    fc.constantFrom('', '', '', '', '', '', 'g', ':', '@', ' '),
  )
  .map(([value, bits, before, behind]) => before + BigInt.asUintN(bits, value).toString(16) + behind);
const size = fc.constantFrom('1', '4', '8', '12', '64', '99', '100', '65536', '65537', '0', '04', '-1', ':', '');
const info = fc.constantFrom('', '', '', 'n1', 'n3', 'n12', 'n99', 'n0', 'n', 'n100', '3', 'sync', 'trap 180', '"n3"');
const end = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', ' \n', ',\n', '\r\r\n', '\n\n', '\n#\n', '');
const likely = fc.constantFrom(
  '1,a,u,L,1fff000758,8,\n',
  '1,a,u,I,401b770,12,n3\n',
  '1,a,k,I,ffffffff80001000,4,\n',
  '0,a,u,S,1ffff0,64,\n',
  '11,823d2000,k,I,80001000,99,n24\r\n',
  '1,a,k,L,ffffffffffffffff,1,\n',
  '1,a,k,L,ffffffffffffffc0,64,\n',
);

test.each(['flat', 'mips32', 'mips64'] as const)('plain rows of a %s recording read as one by one, whatever stands between them', (architecture) => {
  const row = fc.tuple<string[]>(cpu, task, mode, kind, address, size, info).map((fields) => fields.join(','));
  const any = fc.tuple(row, end).map((parts) => parts.join(''));
  const wrong = fc.constant('1,a,k,L,ffffffffffffffc1,64,\n');
  const text = fc.array(fc.oneof({ weight: 30, arbitrary: likely }, { weight: 2, arbitrary: any }, { weight: 1, arbitrary: wrong }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 700 }), (rows, bytes) => {
      const { all: oneByOne, blocks } = read(rows.join(''), 1, architecture); // no row is plain where it comes alone
      expect(blocks).toBe(0);
      expect(read(rows.join(''), 1 << 20, architecture).all).toEqual(oneByOne);
      expect(read(rows.join(''), bytes, architecture).all).toEqual(oneByOne);
    }),
    { numRuns: draws(5000) },
  );
}); // biome-ignore format: a property

test('rows as we write them come in blocks, but for the first of each CPU, task and mode and the last of a chunk', () => {
  const turns = ['0,a,u', '1,b,k', '0,a,u', '1,b,k', '1,b,u', '0,a,u'];
  const rows = turns.flatMap((start) => Array.from({ length: 3000 }, (_, n) => `${start},L,${(0x400000 + n).toString(16)},8,\n`));
  const { all, blocks } = read(rows.join(''), 1 << 20, 'flat');
  expect(all).toHaveLength(rows.length + 1);
  // Three blocks for 3,000 rows; the others are three rows that come first, and some at the end.
  expect(blocks).toBe(3 * turns.length);
}); // biome-ignore format: rows
