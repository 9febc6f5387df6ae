import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Listener } from '../../../../src/trace/bytes/ahead/journal.ts';
import { readHead } from '../../../../src/trace/csv/head.ts';
import { CsvScanner } from '../../../../src/trace/csv/scanner.ts';
import { takenDown as csvSink } from '../../../../src/trace/csv/told.ts';
import { DinAccesses } from '../../../../src/trace/din/accesses.ts';
import { DinTextScanner } from '../../../../src/trace/din/scanner.ts';
import { LackeyScanner } from '../../../../src/trace/lackey/scanner.ts';
import { takenDown as lackeySink } from '../../../../src/trace/lackey/told.ts';
import { layoutOf } from '../../../../src/trace/layout/layout.ts';
import { LayoutScanner } from '../../../../src/trace/layout/scanner.ts';
import { takenDown as layoutSink } from '../../../../src/trace/layout/told.ts';
import { openTrace } from '../../../../src/trace/open.ts';
import { draws } from '../../../pace.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { outcomeOf } from '../../text.ts';
import { telling } from './told.ts';

const LAYOUT = layoutOf(
  { lines: ['cpu op(R|W) address [size]', 'cpu op(M) address count', 'task(hex) address'], skipLines: 1 },
  'test',
);
const CSV = readHead('in', ['# cpus=2']);
const EVENTS = readHead('in', ['0,10,a,u,syscall 3']);
const KINDS = {
  'din-d': {
    scanner: (listener: Listener) => new DinTextScanner('in', 'd', new DinAccesses((block) => listener.accesses(block))),
    lines: ['2 401b770\n', '1 1fff000758\n', '0 8 comment\r\n', '4 0\n', '3 40\n', '0  10\n', '7 1\n', '0 xyz\n'],
  },
  'din-D': {
    scanner: (listener: Listener) => new DinTextScanner('in', 'D', new DinAccesses((block) => listener.accesses(block))),
    lines: ['i 401b770 4\n', 'w 1fff000758 8\n', 'R 0x8 10 comment\r\n', 'c 0 0\n', 'm 40 1\n', 'r 10\n'],
  },
  lackey: {
    scanner: (listener: Listener) => new LackeyScanner('in', lackeySink(listener)),
    lines: [
      'I  0401b770,3\n', ' S 1fff000758,8\n', ' M 04025758,4\n', ' L 8, 4\r\n', '==7== Command: ls\n', '--7--   SCHED[2]:  acquired lock (x)\n',
      'SYSCALL[7,1](1) sys_write ( 1, 0x1, 3 )', ' --> [async] ... \n', ' --> [pre-fail] Failure(0x26) \n', 'SYSCALL[7,2](4) ... [async] --> Success(0x3) I  04,2\n', 'noise\n',
    ],
  },
  csv: {
    scanner: (listener: Listener) => new CsvScanner({ name: 'in', head: CSV, cpus: 2, taken: { level: 'system', architecture: 'flat' } }, csvSink(listener)),
    lines: ['0,a,u,I,401b770,8,n2\n', '0,a,u,S,1fff000758,8,\n', '1,b,k,L,4025758,4,\r\n', '0,a,u,M,10,300,\n', '1,"b,",u,X,0,0,"note a"\n',
      '0,a,u,P,1000,0,12\n', '1,b,k,I,401b770,4000,n4000\n', '\n', '0,a,u,L,zz,8,\n'],
  },
  'csv of events': {
    scanner: (listener: Listener) => new CsvScanner({ name: 'in', head: EVENTS, cpus: 2, taken: { level: 'system', architecture: 'mips32' } }, csvSink(listener)),
    lines: ['0,10,a,u,syscall 3\n', '0,281474976710656,a,k,\n', '1,7,b,k,eret\r\n', '1,8,b,k,"note a"\n', '1,3,a,u,\n'],
  },
  layout: {
    scanner: (listener: Listener) => new LayoutScanner('in', LAYOUT, layoutSink(listener)),
    lines: ['0 R 401b770\n', '1 W 1fff000758 8\n', '1 M 10 300\n', '# 1\n', '\r\n', '1f 400000\n', '20 400004\n', '0 R zz\n'],
  },
}; // biome-ignore format: lines

test.each(Object.entries(KINDS))(
  '%s is told the same, block by block, wherever another thread takes over and text is cut',
  async (_, { lines, scanner }) => {
    const line = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...lines.slice(0, 3)) },
      { weight: 4, arbitrary: fc.constantFrom(...lines.slice(0, -1)) },
      { weight: 1, arbitrary: fc.constantFrom(lines.at(-1) as string, '', lines[0].slice(0, 4)) },
    );
    const text = fc.array(line, { minLength: 1, maxLength: 40 }).map((all) => all.join(''));
    const reading = fc.record({
      chunk: fc.integer({ min: 1, max: 200 }),
      slot: fc.constantFrom(1, 7, 16, 50, 1000),
      truncated: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('', '\u00ef\u00bb\u00bf'), reading, fc.nat({ max: 300 }), async (rest, mark, how, alone) => {
        const all = mark + rest;
        expect(await telling({ scanner }, all, { ...how, alone })).toEqual(await telling({ scanner }, all, { ...how, alone: Infinity }));
      }),
      { numRuns: draws(1000) },
    ); // biome-ignore format: lines
  },
);

test.each(Object.entries(KINDS))('%s is told the same with a handover at every byte', async (_, { lines, scanner }) => {
  const text = lines.slice(0, -1).join('') + lines[0].slice(0, -1);
  const alone = await telling({ scanner }, text, { chunk: 1, slot: 1, alone: Infinity });
  for (let at = 0; at <= text.length; at++)
    expect(await telling({ scanner }, text, { chunk: 1, slot: 1, alone: at })).toEqual(alone);
});

const TEXTS: Readonly<Record<string, string>> = {
  'din-d': '2 401b770\n1 1fff000758\n3 8\n',
  'din-D': `${'i 401b770 3\nw 1fff000758 8\nc 0 0\n'.repeat(1000)}wrong\n`,
  lackey:
    'I  0401b770,3\n M 1fff000758,8\nSYSCALL[7,1](1) sys_write ( 1, 0x1, 3 ) --> [async] ... \n==7== Command: ls\n',
  csv: `# cpus=2 level=system architecture=mips32\n${'0,a,u,I,401b770,8,n2\n1,b,u,L,4025758,4,\n1,b,u,X,0,0,trap 180\n'.repeat(1000)}1,b,k,I,80000180,4,\n`,
  hash: `${'# 0 7fffed80 1\n# 1 7fffed81 2\n'.repeat(1000)}# 0`,
  // several chunks and batches before the error, which are kept
  'address-op': `${'0041f7a0 R\n'.repeat(600_000)}wrong\n`,
  'op(R|W) address cpu': 'R 10 0\nW 20 1\n',
};

test('a thread scans the same words, notes and errors', async () => {
  const path = join(temporaryFolder('ahead'), 'in.txt');
  for (const [format, text] of Object.entries(TEXTS)) {
    await writeFile(path, text);
    const name = format.includes(' ') ? { layout: format } : { format };
    const read = async (aloneBytes: number) => outcomeOf(await openTrace(path, { ...name, aloneBytes }));
    expect(await read(0)).toEqual(await read(Number.POSITIVE_INFINITY));
  }
});
