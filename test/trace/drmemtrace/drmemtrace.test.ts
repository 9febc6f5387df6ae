import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EntryType, MarkerType } from '../../../src/trace/drmemtrace/entries.ts';
import { openDrmemtrace } from '../../../src/trace/drmemtrace/open.ts';
import { sniffDrmemtrace } from '../../../src/trace/drmemtrace/sniff.ts';
import { TraceDecoder } from '../../../src/trace/words/decoder.ts';
import { MARKER_NAMES, type Marker } from '../../../src/trace/words/markers.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { errorOf, recordsOf } from '../text.ts';
import { at, type Entry, entries, fetch, fileOf, load, marker, store, threadFile } from './entries.ts';

const open = (...files: Buffer[]): Promise<Trace> =>
  openDrmemtrace(
    'dir',
    files.map((bytes, n) => fileOf(`t${n}`, bytes)),
    {},
  );
const read = async (...files: Buffer[]): Promise<string[]> => recordsOf(await open(...files));
const notesOf = (trace: Trace): string[] => trace.notes.map(({ text }) => text);

/** References and events with their CPU: `0 L 10`, `1 mode 1`. */
async function withCpus(trace: Trace): Promise<string[]> {
  const lines: string[] = [];
  const decoder = new TraceDecoder(trace.header.granuleBits);
  for await (const batch of trace.batches())
    decoder.decode(batch, {
      reference: ({ cpu, kind, low }) => lines.push(`${cpu} ${'IL.S'[kind]} ${low.toString(16)}`),
      event: ({ cpu, type, a, operands }: { cpu: number; type: Marker; a: number; operands: Uint32Array }) =>
        lines.push([cpu, MARKER_NAMES[type], a, ...operands].join(' ')),
    });
  return lines;
}

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 64n) - 65536n }),
  fc.bigInt({ min: 0x3ff00n, max: 0x40100n }),
);
const access: fc.Arbitrary<Entry> = fc.tuple(
  fc.constantFrom<number>(EntryType.read, EntryType.write, 10, 11, 12, 13, 14, 15, 16, 31, 48, 49),
  fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 65535 })),
  address,
);
/** What is no access of the program's. */
const silent: fc.Arbitrary<Entry> = fc.tuple(
  fc.constantFrom<number>(2, 9, 18, 21, 27, 29, 32, 46, 47),
  fc.integer({ min: 1, max: 15 }),
  address,
);
const said = ([type, size, where]: Entry): string => {
  const kind = type === EntryType.read ? 'L' : type === EntryType.write ? 'S' : 'I';
  return `${kind} ${where.toString(16)},${size}${kind === 'I' ? ' n1' : ''}`;
};

describe('a file of drmemtrace', () => {
  test('random entries, in chunks of any size, are what was written', async () => {
    const body = fc.array(fc.oneof({ arbitrary: access, weight: 5 }, silent), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(body, fc.integer({ min: 1, max: 999 }), async (all, size) => {
        const accesses = all.filter(([type]) => type < 2 || (type > 9 && type < 17) || [31, 48, 49].includes(type));
        fc.pre(accesses.length > 0);
        const trace = await openDrmemtrace('t', [fileOf('t', threadFile(5, [at(1), ...all]), { size })], {});
        expect(await recordsOf(trace)).toEqual(accesses.map((each) => `5: ${said(each)}`));
        expect(trace.totals?.instructions).toBe(accesses.filter(([type]) => type > 1).length);
      }),
      { numRuns: draws(60) },
    );
  });

  test('bundles go on behind the instruction before, across 4 GB too', async () => {
    const lengths = (...bytes: number[]): bigint => Buffer.from([...bytes, ...Array(8).fill(0)]).readBigUInt64LE(0);
    const body = [fetch(0xfffffffen, 2), [EntryType.bundle, 3, lengths(5, 1, 2)] as const, load(0x10)];
    expect(await read(threadFile(1, body))).toEqual([
      '1: I fffffffe,2 n1',
      '1: I 100000000,5 n1',
      '1: I 100000005,1 n1',
      '1: I 100000006,2 n1',
      '1: L 10,8',
    ]);
  });

  test('a repeated string instruction is fetched once and accesses every time', async () => {
    const again = fetch(0x40, 2, EntryType.instructionNoFetch);
    const maybe = fetch(0x40, 2, EntryType.instructionMaybeFetch);
    const trace = await open(threadFile(1, [fetch(0x40, 2), load(1), again, load(2), maybe, load(3)]));
    expect(await recordsOf(trace)).toEqual(['1: I 40,2 n1', '1: L 1,8', '1: L 2,8', '1: L 3,8']);
    expect(trace.totals?.instructions).toBe(1);
    expect(await read(threadFile(1, [fetch(0x40, 2), fetch(0x50, 2, EntryType.instructionMaybeFetch)]))).toHaveLength(
      2,
    );
  });

  test('system calls are kept and return where the next instruction runs', async () => {
    const call = marker(MarkerType.systemCall, 1);
    expect(await read(threadFile(1, [fetch(8), call, at(5), fetch(12), call]))).toEqual([
      '1: I 8,4 n1',
      'syscall 1',
      'sysret 1',
      '1: I c,4 n1',
      'syscall 1',
    ]);
  });

  test("a kernel's part of a system call is in kernel mode, and makes a full-system trace", async () => {
    const kernel = 0xffffffff81000000n;
    const body = [
      fetch(8),
      marker(MarkerType.systemCall, 0),
      marker(MarkerType.systemCallTraceStart, 0),
      fetch(kernel),
      marker(MarkerType.systemCallTraceEnd, 0),
      fetch(12),
    ];
    const trace = await open(threadFile(1, body, { fileType: 0x1040 }));
    expect(trace.header).toMatchObject({ level: 'system', architecture: 'x86-64' });
    expect(await withCpus(trace)).toEqual([
      '0 run 0',
      '0 I 8',
      '0 syscall 0',
      '0 mode 1',
      '0 I 81000000',
      '0 mode 0',
      '0 sysret 0',
      '0 I c',
    ]);
  });

  test('CPUs, windows and physical pages are kept; CPUs are numbered as they appear', async () => {
    const cpu = (n: number | bigint): Entry => marker(MarkerType.cpu, n);
    const trace = await open(
      threadFile(1, [
        marker(MarkerType.windowId, 0),
        cpu(37),
        load(0x1000),
        marker(MarkerType.physicalAddress, 0x1234567000),
        marker(MarkerType.virtualAddress, 0x1000),
        cpu((1n << 64n) - 1n),
        fetch(0x10),
        marker(MarkerType.windowId, 1),
        cpu(3),
        store(0x20),
      ]),
    );
    expect(await withCpus(trace)).toEqual([
      '0 run 0',
      '0 window 0 0 0 0 0',
      '0 L 1000',
      `0 frame 1 ${0x1234567} 0`,
      '0 I 10',
      '0 window 0 2 0 1 0',
      '1 run 0',
      '1 S 20',
    ]);
    expect(notesOf(trace)).toEqual([
      'CPUs are numbered from 0 in the order in which they appear: 37, 3 in the recording',
    ]);
  });

  test('more CPUs than a trace can have share those there are, which is said', async () => {
    const body = Array.from({ length: 130 }, (_, n) => [marker(MarkerType.cpu, 1000 + n), load(n)]).flat();
    const trace = await open(threadFile(1, body));
    expect((await withCpus(trace)).filter((line) => line.includes(' L ')).slice(126)).toEqual([
      '126 L 7e',
      '127 L 7f',
      '0 L 80',
      '1 L 81',
    ]);
    expect(notesOf(trace)[1]).toBe('130 CPUs are in the recording, more than 128: they share 128 here, in turn');
    expect(notesOf(trace)[0]).toMatch(/1031 and 98 more in the recording$/);
  });

  test('what is left out is said', async () => {
    const body: Entry[] = [
      fetch(8),
      [3, 1, 64],
      [EntryType.dataFlushEnd, 0, 9],
      load(1, 0),
      marker(0, 5),
      marker(4, 1),
    ];
    const trace = await open(threadFile(1, [...body, marker(4, 2), marker(99, 1)], { fileType: 0x1c4, version: 9 }));
    await recordsOf(trace);
    expect(notesOf(trace)).toEqual([
      'the files are of version 9 of drmemtrace; they are read as version 7, the newest known',
      'the recording was filtered by a small cache: references that hit there are missing',
      'the recording has instructions only, no data',
      '1 prefetches are left out: they are hints, which no mechanism here takes',
      '1 cache flushes are left out: they are no references',
      '1 loads and stores of 0 bytes, whose size the recording does not know, are taken as 1 byte',
      '4 markers without a counterpart are left out: 1 signals and other kernel events, 2 function calls, 1 of type 99',
    ]);
  });
});

describe('threads', () => {
  const body = fc.array(fc.tuple(fc.nat(9), fc.array(address, { maxLength: 3 })), { minLength: 1, maxLength: 12 });

  test('take turns by their timestamps: the earliest first, of equals the first file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(body, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 99 }),
        async (all, size) => {
          const threads = all.map((buffers, n) => {
            let time = 0;
            return buffers.map(([later, loads], k) => {
              time += later;
              return { thread: n + 1, time: k === 0 ? later : time, loads };
            });
          });
          fc.pre(threads.flat().some(({ loads }) => loads.length > 0));
          // As the scheduler of drcachesim: again and again the thread whose next buffer is the earliest.
          const expected: string[] = [];
          const left = threads.map((buffers) => [...buffers]);
          for (;;) {
            const next = left.filter((buffers) => buffers.length > 0);
            if (next.length === 0) break;
            const first = next.reduce((a, b) => (b[0].time < a[0].time ? b : a));
            const { thread, loads } = first.shift()!;
            for (const where of loads) expected.push(`${thread}: L ${where.toString(16)},8`);
          }
          const inputs = threads.map((buffers, n) =>
            fileOf(
              `t${n}`,
              threadFile(
                n + 1,
                buffers.flatMap(({ time, loads }) => [at(time), ...loads.map((where) => load(where))]),
              ),
              { size },
            ),
          );
          expect(await recordsOf(await openDrmemtrace('dir', inputs, {}))).toEqual(expected);
        },
      ),
      { numRuns: draws(60) },
    );
  });

  test('have the address space of their process', async () => {
    const trace = await open(
      threadFile(1, [at(1), load(8)], { process: 70 }),
      threadFile(2, [at(2), load(8)], { process: 71 }),
      threadFile(3, [at(3), load(8)], { process: 70 }),
    );
    expect(await recordsOf(trace)).toEqual(['1: L 8,8', '2: L 8,8', '3: L 8,8']);
    expect(trace.totals).toMatchObject({ regions: 2, tasks: 3 });
    expect(notesOf(trace)).toEqual([
      "3 threads take turns by their timestamps, as in drcachesim's serial order",
      '2 processes, each with an address space of its own',
    ]);
  });

  test('whose clock goes back keep the order of their file, which is said', async () => {
    const trace = await open(threadFile(1, [at(9), load(1), at(3), load(2), at(4), load(3)]));
    expect(await recordsOf(trace)).toEqual(['1: L 1,8', '1: L 2,8', '1: L 3,8']);
    expect(notesOf(trace)).toEqual(['t0: 1 timestamps go back; its records stay in the order of the file']);
  });
});

describe('malformed files', () => {
  const good = threadFile(1, [at(1), fetch(8), load(16)]);

  test('are known by their header, of whatever endianness and width', () => {
    const swapped = Buffer.from(good.subarray(0, 12));
    swapped.subarray(0, 2).reverse();
    swapped.subarray(4, 12).reverse();
    expect([good, swapped, entries([25, 0, 0]), Buffer.from('25 0 7\n')].map(sniffDrmemtrace)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test.each<[string, Buffer, string]>([
    [
      'a type that there is not',
      Buffer.concat([good, entries([50, 0, 1])]),
      't0: record 13 (byte 144): found "an entry of type 50", expected a type of trace_entry.h, 0 to 49',
    ],
    ['a type above 255', Buffer.concat([good, entries([256, 0, 1])]), 'found "an entry of type 256"'],
    [
      'a bundle of nine',
      threadFile(1, [fetch(8), [EntryType.bundle, 9, 0]]),
      'found "a bundle of 9 instructions", expected one of 1 to 8',
    ],
    [
      'a bundle without lengths',
      threadFile(1, [fetch(8), [EntryType.bundle, 1, 0]]),
      'found "an instruction of 0 bytes in a bundle"',
    ],
    [
      'an access past the end',
      threadFile(1, [load((1n << 64n) - 3n, 4)]),
      't0: record 8 (byte 84): found "4 bytes at fffffffffffffffd", expected an access that ends at 2^64 at the latest',
    ],
    ['no access', threadFile(1, [at(1)]), 'it holds no memory reference'],
    [
      'another endianness',
      Buffer.from(good).swap16().subarray(0, 12),
      'found "a big-endian header", expected drmemtrace, which is little-endian',
    ],
    [
      'a 32-bit program',
      Buffer.from('19000000070000001c000c0007000000', 'hex'),
      'found "the trace of a 32-bit program"',
    ],
    ['something else', Buffer.from('cpu,task,mode'), 'expected a header of drmemtrace (type 25)'],
    ['a few bytes', Buffer.from('cpu'), 'found "3 bytes"'],
  ])('%s is an error', async (_name, bytes, message) => {
    const failure = open(bytes).then(
      (trace) => errorOf(trace),
      (error) => error.message,
    );
    expect(await failure).toContain(message);
  });

  test('one that was cut off keeps what is whole; one without a footer may have been', async () => {
    const cut = await openDrmemtrace('t', [fileOf('t', good.subarray(0, 12 * 9 + 5), { truncated: 'cut off' })], {});
    expect(await recordsOf(cut)).toEqual(['1: I 8,4 n1']);
    expect(notesOf(cut)).toEqual(['t: cut off', 't: record 10 is cut off and was dropped']);
    const plain = await openDrmemtrace('t', [fileOf('t', good.subarray(0, 12 * 9 + 5))], {});
    expect(await recordsOf(plain)).toEqual(['1: I 8,4 n1']);
    expect(notesOf(plain)).toEqual(['t: record 10 is cut off and was dropped']);
    expect(plain.truncated).toBe('record 10 is cut off and was dropped');
    const open = await openDrmemtrace('t', [fileOf('t', good.subarray(0, 12 * 10))], {});
    expect(await recordsOf(open)).toHaveLength(2);
    expect(notesOf(open)).toEqual(['t ends without a footer: its recording may have been cut off']);
  });
});
