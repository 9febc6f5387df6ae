import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { StreamDecoder, type StreamSink } from '../../../src/trace/recorder/qemu/decoder.ts';
import { QemuProcess, type Shared } from '../../../src/trace/recorder/qemu/process.ts';
import { HELLO_BYTES, MAGIC, readHello } from '../../../src/trace/recorder/qemu/stream.ts';
import { targetOf } from '../../../src/trace/recorder/qemu/targets.ts';
import { callsOf } from '../../../src/trace/recorder/run/calls.ts';
import { LogStream } from '../../../src/trace/recorder/run/log-stream.ts';
import { ProcessNames } from '../../../src/trace/recorder/run/process-names.ts';
import { Recording } from '../../../src/trace/recorder/run/recording.ts';
import type { AccessBlock } from '../../../src/trace/words/encoder/access-block.ts';
import { draws } from '../../pace.ts';

/** The plugin's side, written from the description in `plugin.c`. */
const word = (kind: number, value: bigint, extra = 0n): bigint => (((extra << 8n) | BigInt(kind)) << 48n) | value;
const access = (store: boolean, logBytes: number, index: number, address: bigint): bigint =>
  ((0x8000n | (store ? 0x4000n : 0n) | (BigInt(logBytes) << 11n) | BigInt(index)) << 48n) | (address & 0xffffffffffffn);
const bytesOf = (words: readonly bigint[]): Buffer => Buffer.from(BigUint64Array.from(words).buffer);

interface Block {
  pc: bigint;
  sizes: readonly number[];
}

function define(number: number, { pc, sizes }: Block): bigint[] {
  const words = [word(2, (BigInt(sizes.length) << 32n) | BigInt(number)), pc];
  for (let i = 0; i < sizes.length; i += 8)
    words.push(sizes.slice(i, i + 8).reduce((sum, size, n) => sum | (BigInt(size) << BigInt(8 * n)), 0n));
  return words;
}

const turn = (thread: number, words: readonly bigint[], within = false): bigint[] => [
  word(1, BigInt(words.length), within ? 1n : 0n),
  BigInt(thread),
  ...words,
];
const FORGET = word(3, 0n);
const begin = (thread: number): bigint => word(10, BigInt(thread));

/** What a decoder tells, line by line. */
class Told implements StreamSink {
  readonly lines: string[] = [];
  private thread = 0;
  began(thread: number): void {
    this.lines.push(`begin ${thread}`);
  }
  runs(thread: number): void {
    this.thread = thread;
  }
  accesses({ metas, highs, lows, count }: AccessBlock): void {
    for (let i = 0; i < count; i++) {
      const address = (BigInt(highs[i] >>> 0) << 32n) | BigInt(lows[i] >>> 0);
      this.lines.push(`${this.thread} ${'IL?S'[metas[i] & 3]} ${address.toString(16)},${metas[i] >>> 2}`);
    }
  }
  synchronises(kind: number): void {
    this.lines.push(`${this.thread} sync ${kind}`);
  }
  called(number: number): void {
    this.lines.push(`${this.thread} call ${number}`);
  }
  returned(number: number): void {
    this.lines.push(`${this.thread} return ${number}`);
  }
  ended(): void {
    this.lines.push(`${this.thread} end`);
  }
  stolen(): void {
    this.lines.push(`${this.thread} stolen`);
  }
}

function decode(bytes: Buffer, chunk = bytes.length, merges = false): { lines: string[]; left: string | undefined } {
  const told = new Told();
  const decoder = new StreamDecoder('process 7', told, merges);
  for (let at = 0; at < bytes.length; at += chunk) {
    decoder.push(bytes.subarray(at, at + chunk));
    while (decoder.decode());
  }
  return { lines: told.lines, left: decoder.end() };
}
const lines = (words: readonly bigint[], merges = false): string[] => decode(bytesOf(words), undefined, merges).lines;

const A: Block = { pc: 0x401000n, sizes: [3, 1, 15] };
const ATOMIC: Block = { pc: 0x401003n, sizes: [1] };
const FETCHES = ['1 I 401000,3', '1 I 401003,1', '1 I 401004,15'];

describe('the stream of the plugin', () => {
  test('an instruction is fetched before it accesses memory, those after it later', () => {
    expect(lines([...define(0, A), ...turn(1, [word(0, 0n), access(false, 2, 1, 0x7ffe0000n)])])).toEqual([
      FETCHES[0],
      FETCHES[1],
      '1 L 7ffe0000,4',
      FETCHES[2],
    ]);
  });

  test('a turn that ends within a block goes on there', () => {
    const words = [...define(0, A), ...turn(1, [word(0, 0n), access(true, 0, 0, 0x10n)], true)];
    expect(lines(words)).toEqual([FETCHES[0], '1 S 10,1']);
    const other = turn(2, [word(0, 0n)]);
    expect(lines([...words, ...other, ...turn(1, [access(true, 3, 2, 0x18n)])]).slice(5)).toEqual([
      FETCHES[1],
      FETCHES[2],
      '1 S 18,8',
    ]);
  });

  test('addresses have 64 bits', () => {
    const words = [
      word(0, 0n),
      word(4, 0xfedcn),
      access(false, 3, 0, 0x1234_89ab_cdefn),
      word(4, 0n),
      access(false, 3, 0, 8n),
    ];
    expect(lines([...define(0, { pc: 0xffff_ffff_ffff_f000n, sizes: [4] }), ...turn(1, words)])).toEqual([
      '1 I fffffffffffff000,4',
      '1 L fedc123489abcdef,8',
      '1 L 8,8',
    ]);
    expect(lines([...define(3, { pc: 0x7_ffff_fffdn, sizes: [3, 4] }), ...turn(1, [word(0, 3n)])])).toEqual([
      '1 I 7fffffffd,3',
      '1 I 800000000,4',
    ]);
  });

  test('adjacent accesses of 8 bytes by one instruction of x86 are one, of one kind, up to 64 bytes', () => {
    const loads = (n: number): bigint[] =>
      Array.from({ length: n }, (_, i) => access(false, 3, 0, 0x100n + BigInt(8 * i)));
    const of = (words: readonly bigint[], merges = true): string[] =>
      lines([...define(0, { pc: 0x400000n, sizes: [4, 4] }), ...turn(1, [word(0, 0n), ...words])], merges).slice(1, -1);
    expect(of(loads(2))).toEqual(['1 L 100,16']);
    expect(of(loads(2), false)).toEqual(['1 L 100,8', '1 L 108,8']);
    expect(of(loads(9))).toEqual(['1 L 100,64', '1 L 140,8']);
    expect(of([access(false, 3, 0, 0x100n), access(true, 3, 0, 0x108n)])).toEqual(['1 L 100,8', '1 S 108,8']);
    expect(of([access(false, 3, 0, 0x100n), access(false, 3, 0, 0x100n)])).toEqual(['1 L 100,8', '1 L 100,8']);
    expect(of([access(false, 2, 0, 0x100n), access(false, 2, 0, 0x104n)])).toEqual(['1 L 100,4', '1 L 104,4']);
  });

  test('an instruction that synchronises is told of after its fetch; a store alone is a load too, of a conditional store not', () => {
    const SYNC = (kind: bigint): bigint => word(7, 1n, kind);
    const of = (kind: bigint, ...words: bigint[]): string[] =>
      lines([...define(0, A), ...turn(1, [word(0, 0n), SYNC(kind), ...words, word(5, 9n)])]).slice(2, -2);
    const [load, store] = [access(false, 2, 1, 0x20n), access(true, 2, 1, 0x20n)];
    expect(of(3n, store)).toEqual(['1 sync 0', '1 L 20,4', '1 S 20,4']);
    expect(of(3n, load, store)).toEqual(['1 sync 0', '1 L 20,4', '1 S 20,4']);
    expect(of(2n, load, store)).toEqual(['1 sync 2', '1 S 20,4']);
    expect(of(2n)).toEqual(['1 sync 2']);
    expect(of(1n, load)).toEqual(['1 sync 1', '1 L 20,4']);
    expect(of(0n)).toEqual(['1 sync 0']);
  });

  test('a block that QEMU left before its atomic instruction, to do that alone, is not counted twice', () => {
    const blocks = [...define(0, A), ...define(1, ATOMIC)];
    const alone = [word(0, 1n), word(7, 0n, 3n), access(true, 2, 0, 0x20n)];
    expect(lines([...blocks, ...turn(1, [word(0, 0n), word(7, 1n, 3n)]), ...turn(1, alone)])).toEqual([
      FETCHES[0],
      FETCHES[1],
      '1 sync 0',
      '1 L 20,4',
      '1 S 20,4',
    ]);
    // It did access memory: then the block went to its end.
    const done = [word(0, 0n), word(7, 1n, 3n), access(true, 2, 1, 0x20n), ...alone];
    expect(lines([...blocks, ...turn(1, done)])).toHaveLength(6 + 4);
  });

  test('calls, returns and the end of a thread come after its block', () => {
    const words = [word(9, 0n), word(0, 0n), word(5, 231n), word(6, 231n), word(8, 0n)];
    expect(lines([begin(1), ...define(0, A), ...turn(1, words)])).toEqual([
      'begin 1',
      '1 stolen',
      ...FETCHES,
      '1 call 231',
      '1 return 231',
      '1 end',
    ]);
  });

  test('blocks that are forgotten are defined anew, while a thread may still be in one', () => {
    const words = [
      ...define(0, A),
      ...turn(1, [word(0, 0n)], true),
      FORGET,
      ...define(0, ATOMIC),
      ...turn(1, [word(0, 0n)]),
    ];
    expect(lines(words)).toEqual([...FETCHES, '1 I 401003,1']);
  });

  test.each([
    ['a block that is not defined', turn(1, [word(0, 5n)]), 'byte 16: found block 5, which is not defined'],
    ['one that was forgotten', [...define(0, A), FORGET, ...turn(1, [word(0, 0n)])], 'byte 48: found block 0'],
    [
      'an access beyond the block',
      [...define(0, A), ...turn(1, [word(0, 0n), access(false, 0, 3, 0n)])],
      'an access by instruction 3 of a block of 3',
    ],
    ['an access before any block', turn(1, [access(false, 0, 0, 0n)]), 'instruction 0 of a block of 0'],
    [
      'an event that is not known',
      [...define(0, A), ...turn(1, [word(63, 0n)])],
      'found the word 003f000000000000, expected an access or an event',
    ],
    ['a word between turns', [word(5, 1n)], 'byte 0: found the word 0005000000000001, expected a turn'],
    ['a block of nothing', [word(2, 0n), 0n], 'a block of 0 instructions, expected 1 to 512'],
    ['an instruction of no bytes', define(0, { pc: 0n, sizes: [4, 0] }), 'an instruction of 0 bytes, expected 1 to 15'],
    ['a number far away', define(2 ** 31, A), 'found block 2147483648, expected one below'],
    ['a turn without end', [word(1, 2n ** 40n), 1n], 'found a turn of'],
  ])('%s is an error with its place', (_, words, message) => {
    expect(() => lines(words)).toThrow(UserError);
    expect(() => lines(words)).toThrow(message);
    expect(() => lines(words)).toThrow(/^process 7: byte \d+: found /);
  });
});

/** What a thread does: blocks, each with accesses of its instructions in order. */
interface Step {
  block: number;
  accesses: readonly { index: number; store: boolean; logBytes: number; address: bigint }[];
  call: number | undefined;
  length: number;
}
const blocks = fc.array(
  fc.record({
    pc: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 48n }), fc.constant(2n ** 32n - 20n)),
    sizes: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 40 }),
  }),
  { minLength: 1, maxLength: 5 },
);
const step: fc.Arbitrary<Step> = fc.record({
  block: fc.nat(100),
  accesses: fc.array(
    fc.record({
      index: fc.nat(100),
      store: fc.boolean(),
      logBytes: fc.integer({ min: 0, max: 7 }),
      address: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 129n }), fc.bigInt({ min: 0n, max: 4096n })),
    }),
    { maxLength: 6 },
  ),
  call: fc.option(fc.nat(500), { nil: undefined }),
  length: fc.integer({ min: 1, max: 3 }),
});
const scenario = fc.record({
  blocks,
  threads: fc.array(fc.array(step, { maxLength: 30 }), { minLength: 1, maxLength: 4 }),
});

/** The stream of a scenario, threads in turns of so many steps, and what it says. */
function write({ blocks, threads }: { blocks: Block[]; threads: Step[][] }): { words: bigint[]; said: string[] } {
  const words: bigint[] = [];
  const said: string[] = [];
  const defined = new Set<number>();
  const high = threads.map(() => 0n);
  const at = threads.map(() => 0);
  for (const [n] of threads.entries()) {
    words.push(begin(n + 1));
    said.push(`begin ${n + 1}`);
  }
  while (at.some((i, t) => i < threads[t].length))
    for (const [t, steps] of threads.entries()) {
      if (at[t] >= steps.length) continue;
      const out: bigint[] = [];
      const mine = steps.slice(at[t], at[t] + steps[at[t]].length);
      at[t] += mine.length;
      for (const { block, accesses, call } of mine) {
        const number = block % blocks.length;
        const { pc, sizes } = blocks[number];
        if (!defined.has(number)) words.push(...define(number, blocks[number]));
        defined.add(number);
        out.push(word(0, BigInt(number)));
        const sorted = accesses.map((a) => ({ ...a, index: a.index % sizes.length })).sort((a, b) => a.index - b.index);
        let address = pc;
        for (const [index, size] of sizes.entries()) {
          said.push(`${t + 1} I ${address.toString(16)},${size}`);
          address += BigInt(size);
          for (const a of sorted.filter((each) => each.index === index)) {
            if (a.address >> 48n !== high[t]) out.push(word(4, a.address >> 48n));
            high[t] = a.address >> 48n;
            out.push(access(a.store, a.logBytes, index, a.address));
            said.push(`${t + 1} ${a.store ? 'S' : 'L'} ${a.address.toString(16)},${1 << a.logBytes}`);
          }
        }
        if (call === undefined) continue;
        out.push(word(5, BigInt(call)));
        said.push(`${t + 1} call ${call}`);
      }
      words.push(...turn(t + 1, out));
    }
  return { words, said };
}

describe('streams of any kind', () => {
  test('say what was written, in chunks of any size', () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 3000 }), (drawn, chunk) => {
        const { words, said } = write(drawn);
        expect(decode(bytesOf(words), chunk)).toEqual({ lines: said, left: undefined });
      }),
      { numRuns: draws(150) },
    );
  });

  test('cut off anywhere, say the beginning of what was written, and that they were cut off', () => {
    const [drawn] = fc.sample(
      fc.record({
        blocks,
        threads: fc.tuple(
          fc.array(step, { minLength: 12, maxLength: 12 }),
          fc.array(step, { minLength: 12, maxLength: 12 }),
        ),
      }),
      { numRuns: 1, seed: 3 },
    );
    const { words, said } = write(drawn);
    const bytes = bytesOf(words);
    for (let length = 0; length < bytes.length; length++) {
      const { lines, left } = decode(bytes.subarray(0, length), 4096);
      expect(lines).toEqual(said.slice(0, lines.length));
      const between = left === undefined;
      if (length % 8 !== 0) expect(between).toBe(false);
    }
    expect(decode(bytes.subarray(0, bytes.length - 8)).left).toMatch(
      /^process 7: it was cut off within a turn, after byte \d+$/,
    );
  });

  test('with bytes changed, are decoded or refused with the place', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(scenario, fc.array(change, { minLength: 1, maxLength: 4 }), (drawn, changes) => {
        const bytes = bytesOf(write(drawn).words);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).toMatch(/^process 7: byte \d+: found /);
        }
      }),
      { numRuns: draws(300) },
    );
  });
});

describe('what a process says first', () => {
  const hello = Buffer.alloc(40);
  hello.write('DISCOQ2\n', 'latin1');
  hello.writeUInt32LE(4711, 8);
  hello.writeUInt32LE(42, 12);
  hello.write('mips64el', 16);
  hello.writeBigUInt64LE(2n ** 33n, 32);

  test('is its pid, its parent, the target and after what it was forked', () => {
    expect(readHello(hello)).toEqual({ pid: 4711, parent: 42, target: 'mips64el', after: 2 ** 33 });
    expect(readHello(hello.subarray(0, 39))).toBeUndefined();
    expect(readHello(Buffer.from(hello).fill('x', 0, 1))).toBeUndefined();
  });
});

/** What a process sends first. */
function helloOf(pid: number, parent: number, after: number): Buffer {
  const hello = Buffer.alloc(HELLO_BYTES);
  hello.write(MAGIC, 'latin1');
  hello.writeUInt32LE(pid, 8);
  hello.writeUInt32LE(parent, 12);
  hello.write('x86_64', 16);
  hello.writeBigUInt64LE(BigInt(after), 32);
  return hello;
}

describe('a process', () => {
  const does = (number: number): Buffer =>
    bytesOf([...define(0, A), ...turn(1, [word(0, 0n), word(5, BigInt(number))])]);

  /** A recording's connections, with what arrives at each. */
  function connections(count: number) {
    const recording = new Recording();
    const shared: Shared = { recording, names: new ProcessNames(), command: 'x', slice: 1000, running: new Map(), known: new Set(), targets: new Set(), executed: 0, cut: 0, stolen: 0, wrong: [] }; // biome-ignore format: a list
    const sockets = Array.from({ length: count }, () => new PassThrough());
    const processes = sockets.map((socket, n) => new QemuProcess(n + 1, new LogStream(socket as unknown as Socket, () => {}), shared)); // biome-ignore format: a call
    const arrives = async (n: number, bytes: Buffer): Promise<void> => {
      sockets[n].write(bytes);
      while (!processes[n].ready) await new Promise((resolve) => setImmediate(resolve));
    };
    return { shared, processes, arrives };
  }

  test('that was forked begins when its parent’s fork has been read', async () => {
    const { shared, processes, arrives } = connections(2);
    const [parent, child] = processes;
    const all = Buffer.concat([helloOf(7, 1, 0), does(57)]);
    await arrives(1, helloOf(8, 7, all.length));
    expect([parent.held, child.held]).toEqual([false, true]); // the parent itself is not known
    await arrives(0, all.subarray(0, -8));
    expect(parent.held).toBe(false);
    parent.read();
    expect([child.held, shared.known.has(7)]).toEqual([true, true]);
    await arrives(0, all.subarray(-8));
    parent.read();
    expect([child.held, shared.recording.calls]).toEqual([false, 1]);
    child.read();
    expect(shared.names.notes().map(({ text }) => text)).toEqual(['process 7: x', 'process 8: forked from process 7']);
  });

  test('that was forked by one that has ended is not held, but one is that has not said all of itself', async () => {
    const { shared, processes, arrives } = connections(3);
    await arrives(0, Buffer.concat([helloOf(7, 1, 0), does(231)]));
    processes[0].read();
    processes[0].end(false);
    await arrives(1, helloOf(8, 7, 1e6));
    expect([processes[1].held, shared.running.has(7)]).toEqual([false, false]);
    await arrives(2, helloOf(9, 7, 0).subarray(0, 39));
    expect(processes[2].held).toBe(true);
  });

  test('that goes on in another program begins there when all of the first has been read', async () => {
    const { processes, arrives } = connections(2);
    await arrives(0, Buffer.concat([helloOf(7, 1, 0), does(59)]));
    processes[0].read();
    await arrives(1, helloOf(7, 1, 0));
    expect(processes[1].held).toBe(true);
    processes[0].end(false);
    expect(processes[1].held).toBe(false);
  });
});

/** An ELF header. */
function elf(bits: 32 | 64, big: boolean, machine: number, flags = 0): Buffer {
  const b = Buffer.alloc(64);
  b.write('\x7fELF', 'latin1');
  b[4] = bits / 32;
  b[5] = big ? 2 : 1;
  const at = bits === 64 ? 48 : 36;
  if (big) [b.writeUInt16BE(machine, 18), b.writeUInt32BE(flags, at)];
  else [b.writeUInt16LE(machine, 18), b.writeUInt32LE(flags, at)];
  return b;
}

describe('the target of a program', () => {
  test.each([
    ['x86_64', elf(64, false, 62)],
    ['i386', elf(32, false, 3)],
    ['mips', elf(32, true, 8)],
    ['mipsel', elf(32, false, 8)],
    ['mipsn32', elf(32, true, 8, 0x20)],
    ['mipsn32el', elf(32, false, 8, 0x70001020)],
    ['mips64', elf(64, true, 8)],
    ['mips64el', elf(64, false, 8)],
    ['arm', elf(32, false, 40)],
    ['aarch64', elf(64, false, 183)],
    ['riscv64', elf(64, false, 243)],
    ['riscv32', elf(32, false, 243)],
    ['ppc', elf(32, true, 20)],
    ['ppc64le', elf(64, false, 21)],
    ['s390x', elf(64, true, 22)],
  ])('is %s by its header', (target, head) => {
    expect(targetOf('prog', head)).toBe(target);
  });

  test.each([
    [
      'a script',
      Buffer.from('#!/bin/sh -e\necho\n'),
      'run.sh is a script (#!/bin/sh -e), and qemu-user records one program',
    ],
    ['a text', Buffer.from('no program at all'), 'run.sh: found "no program at al", expected a program (an ELF file)'],
    ['nothing', Buffer.alloc(0), 'run.sh: found nothing, expected a program'],
    ['a piece of a header', elf(64, false, 62).subarray(0, 30), 'expected a program (an ELF file)'],
    [
      'a machine without emulator',
      elf(32, true, 777),
      'run.sh is a program for ELF machine 777 (32 bits, big-endian), which disco knows no emulator for; name one: --emulator',
    ],
  ])('of %s is an error', (_, head, message) => {
    expect(() => targetOf('run.sh', head)).toThrow(UserError);
    expect(() => targetOf('run.sh', head)).toThrow(message);
  });
});

describe('system calls of a target', () => {
  test.each([
    ['x86_64', 231, { number: 231, kind: 'exitGroup' }],
    ['x86_64', 39, { number: 39, kind: undefined }],
    ['mips', 4011, { number: 4011, kind: 'execve' }],
    ['mips64el', 5205, { number: 5205, kind: 'exitGroup' }],
    ['aarch64', 63, { number: 0, kind: 'read' }],
    ['riscv64', 94, { number: 231, kind: 'exitGroup' }],
    ['arm', 4, { number: 1, kind: 'write' }],
    ['i386', 1, { number: 60, kind: 'exit' }],
    ['ppc', 11, { number: 59, kind: 'execve' }],
    ['aarch64', 172, { number: 0xffffff, kind: undefined }],
    ['hppa', 3, { number: 0xffffff, kind: undefined }],
    ['x86_64', 0xffffffff, { number: 0xffffff, kind: undefined }],
  ])('%s: %d', (target, number, call) => {
    expect(callsOf(target)(number)).toEqual(call);
  });
});
