import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell } from '../../../src/report/files/csv.ts';
import { openCsv } from '../../../src/trace/csv/open.ts';
import { csvText } from '../../../src/trace/csv/write.ts';
import { openDin } from '../../../src/trace/din/open.ts';
import { dinText } from '../../../src/trace/din/write.ts';
import { openLackey } from '../../../src/trace/lackey/open.ts';
import { lackeyText } from '../../../src/trace/lackey/write.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { inputOf, recordsOf } from '../text.ts';
import { header, inMemory } from '../words/steps.ts';

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** A trace of what `write` tells an encoder. */
function traceOf(
  write: (encoder: TraceEncoder) => void,
  architecture: Trace['header']['architecture'] = 'flat',
): Trace {
  const encoder = new TraceEncoder({ architecture });
  write(encoder);
  return inMemory(header(architecture), [encoder.finish()], encoder.totals);
}

const csvOf = (text: string): Promise<Trace> => {
  const input = inputOf(Buffer.from(text).toString('latin1'));
  const peek = async (bytes: number) => Buffer.from(text).subarray(0, bytes);
  return openCsv({ ...input, peek }, { raw: true });
};

const address = fc.oneof(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.bigInt({ min: 0x3ff00n, max: 0x40100n }));
const access = fc
  .record({
    kind: fc.constantFrom('I', 'L', 'S', 'M'),
    address,
    bytes: fc.integer({ min: 1, max: 65536 }),
  })
  .filter(({ address, bytes }) => address + BigInt(bytes) <= 1n << 64n);
const accesses = fc.array(access, { minLength: 1, maxLength: 100 });

describe('lackey text', () => {
  test('through words and back is the same text', async () => {
    await fc.assert(
      fc.asyncProperty(accesses, async (all) => {
        const lines = all.map(({ kind, address, bytes }) => {
          const hex = address.toString(16).padStart(8, '0');
          return `${kind === 'I' ? 'I  ' : ` ${kind} `}${hex},${bytes}\n`;
        });
        // A load and a store of the same place are what an M is.
        const text = lines.join('').replace(/ L (.*\n) S \1/g, ' M $1');
        expect(await joined(lackeyText(openLackey(inputOf(text), {})))).toBe(text);
      }),
    );
  });

  test('keeps threads and processes apart, each in its address space', async () => {
    const text = [
      '--7--   SCHED[1]:  acquired lock (task 7)', 'I  00001000,4', ' L 00002000,8',
      '--7--   SCHED[2]:  acquired lock (task 100000007)', ' L 00002000,8',
      '--9--   SCHED[1]:  acquired lock (task 9)', ' L 00002000,8', '',
    ].join('\n'); // biome-ignore format: lines
    const trace = openLackey(inputOf(text), {});
    expect(await joined(lackeyText(trace))).toBe(text);
    expect(trace.totals).toMatchObject({ tasks: 3, regions: 2 });
    expect(trace.notes).toEqual([]);
  });

  test('has a line for each instruction of a run, and says where their lengths are a guess', async () => {
    const trace = traceOf((encoder) => {
      encoder.reference(Kind.fetch, 0, 0xfffffff8, 16, 4);
      encoder.reference(Kind.fetch, 0, 0x1000, 7, 3);
      encoder.reference(Kind.fetch, 0, 0x2000, 5, 0);
      encoder.cpu(1);
      encoder.event(Marker.trap, 0x180);
      encoder.reference(Kind.load, 0, 0x10, 4, 0);
    });
    const lines = [
      'I  fffffff8,4',
      'I  fffffffc,4',
      'I  100000000,4',
      'I  100000004,4',
      'I  00001000,2',
      'I  00001002,2',
      'I  00001004,3',
    ];
    expect(await joined(lackeyText(trace))).toBe(`${[...lines, 'I  00002000,5', ' L 00000010,4'].join('\n')}\n`);
    expect(trace.notes.map(({ text }) => text)).toEqual([
      'lackey text has references only: 1 events are left out',
      'lackey text has one CPU: those of 2 CPUs follow each other in their order',
      'lackey text has a line for each instruction: the lengths in 1 runs are a guess',
    ]);
  });
});

describe('extended din', () => {
  test('through words and back is the same text', async () => {
    await fc.assert(
      fc.asyncProperty(accesses, async (all) => {
        const text = all
          .map(
            ({ kind, address, bytes }) =>
              `${kind === 'I' ? 'i' : kind === 'L' ? 'r' : 'w'} ${address.toString(16)} ${bytes.toString(16)}\n`,
          )
          .join('');
        expect(await joined(dinText(openDin(inputOf(text), 'D', {})))).toBe(text);
      }),
    );
  });

  test('says what it cannot: runs, events, CPUs, address spaces', async () => {
    const trace = traceOf((encoder) => {
      encoder.task('1');
      encoder.reference(Kind.fetch, 0, 0x1000, 16, 4);
      encoder.cpu(1);
      encoder.task('2');
      encoder.event(Marker.syscall, 3);
      encoder.reference(Kind.store, 0x7f, 0x10, 4, 0);
    });
    expect(await joined(dinText(trace))).toBe('i 1000 10\nw 7f00000010 4\n');
    expect(trace.notes.map(({ text }) => text)).toEqual([
      'din has references only: 1 events are left out',
      'din has one CPU: those of 2 CPUs follow each other in their order',
      'din has one address space: equal addresses of 2 spaces are one',
      'din has no instruction counts: 1 runs of instructions are one fetch each',
    ]);
  });
});

describe('CSV', () => {
  test('is a header, column names and rows; events bear the names of the CSV reader', async () => {
    const trace = traceOf((encoder) => {
      encoder.task('4f0');
      encoder.reference(Kind.fetch, 0, 0x80001000, 64, 16);
      encoder.reference(Kind.fetch, 0, 0x80001000, 4, 1);
      encoder.event(Marker.mode, 1);
      encoder.event(Marker.trap, 0x180);
      encoder.event(Marker.frame, encoder.page(0, 0x80001000), 0x1234, 0);
      encoder.event(Marker.diskRead, encoder.page(1, 0x80002000), 0, 1024, 8);
      encoder.event(Marker.remap, encoder.page(0, 0x80001000), encoder.page(1, 0x80002000));
      encoder.note('exec g++ "a",\tb');
      encoder.reference(Kind.store, 1, 8, 8, 0);
    });
    trace.header.command = 'make level=9\nall';
    const { cpus, level, source } = trace.header;
    const services = level === 'system' ? ' services=recorded' : '';
    expect(await joined(csvText(trace))).toBe(
      `# cpus=${cpus} level=${level} architecture=flat${services}\n# source=${source}\n# command=make level =9 all\n` +
        `cpu,task,mode,kind,address,size,info
0,4f0,u,I,80001000,64,n16
0,4f0,u,I,80001000,4,
0,4f0,k,X,0,0,trap 180
0,4f0,k,P,80001000,0,1234
0,4f0,k,X,180002000,0,disk-read 0 1024 8
0,4f0,k,X,80001000,0,remap 180002000
0,4f0,k,X,0,0,"exec g++ ""a"", b"
0,4f0,k,S,100000008,8,
`,
    );
  });

  test('has comments of which no spreadsheet computes a part, and which are read back as they were', async () => {
    const parts = ['=1+1', '+cmd', '-2', '@SUM(A1)', ' "=x"', '＝1', "'=1", 'plain', 'a=b', ''];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(',', ';', ' '), fc.constantFrom(...parts))), async (cells) => {
        const command = `x${cells.flat().join('')}`.trimEnd();
        const trace = traceOf((encoder) => encoder.reference(Kind.load, 0, 16, 4, 0));
        const text = await joined(csvText({ ...trace, header: { ...trace.header, command } }));
        for (const cell of text
          .split('\n')
          .filter((line) => line.startsWith('#'))
          .flatMap((line) => line.split(/[,;]/)))
          expect(csvCell(cell).replace(/^"/, '').startsWith("'") && !cell.startsWith("'")).toBe(false);
        expect((await csvOf(text)).header.command).toBe(command);
      }),
      { numRuns: draws(50) },
    );
  });

  test('tells the address space of a task, unless it is the next', async () => {
    const trace = traceOf((encoder) => {
      for (const [id, space] of [
        ['1', 1],
        ['2', 1],
        ['3', 3],
        ['4', 3],
      ] as const) {
        encoder.task(id, space);
        encoder.reference(Kind.load, 0, 64, 4, 0);
      }
    });
    const text = await joined(csvText(trace));
    expect(text.split('\n').filter((line) => line.includes('X'))).toEqual([
      '0,2,u,X,0,0,thread 2',
      '0,4,u,X,0,0,space 3',
    ]);
    expect(trace.notes).toEqual([]);
    const again = await csvOf(text);
    await recordsOf(again);
    expect(again.totals).toMatchObject({ tasks: 4, regions: 2 });
  });
});

test('text comes in pieces of some 64 KB', async () => {
  const text = ' L 00001000,8\n'.repeat(20000);
  const pieces: string[] = [];
  for await (const piece of lackeyText(openLackey(inputOf(text), {}))) pieces.push(piece);
  expect(pieces.join('')).toBe(text);
  expect(pieces.length).toBe(5);
  expect(pieces[0].length).toBeLessThan(65536 + 100);
});
