import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sniffChampSim } from '../../../src/trace/champsim/format.ts';
import { type ChampSimLayout, CLOUDSUITE_INSTR, INPUT_INSTR } from '../../../src/trace/champsim/layout.ts';
import { openChampSim } from '../../../src/trace/champsim/open.ts';
import { champSimBytes } from '../../../src/trace/champsim/write.ts';
import { openLackey } from '../../../src/trace/lackey/open.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { convert } from '../../../src/trace/operations/convert.ts';
import { lacks } from '../../needs.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { errorOf, inputOf, recordsOf } from '../text.ts';

interface Instruction {
  ip: bigint;
  loads?: readonly bigint[];
  stores?: readonly bigint[];
  flags?: readonly [number, number];
}

/** A record as ChampSim's tracer writes it. */
function record({ ip, loads = [], stores = [], flags = [0, 0] }: Instruction, layout: ChampSimLayout = INPUT_INSTR) {
  const bytes = Buffer.alloc(layout.recordBytes);
  bytes.writeBigUInt64LE(ip, 0);
  bytes.set(flags, 8);
  for (const [n, address] of stores.entries()) bytes.writeBigUInt64LE(address, layout.stores + 8 * n);
  for (const [n, address] of loads.entries()) bytes.writeBigUInt64LE(address, layout.loads + 8 * n);
  return bytes;
}

const recordsFrom = (all: readonly Instruction[], layout: ChampSimLayout = INPUT_INSTR): Buffer =>
  Buffer.concat(all.map((each) => record(each, layout)));

const said = ({ ip, loads = [], stores = [] }: Instruction): string[] => [
  ...(ip === 0n ? [] : [`I ${ip.toString(16)},4 n1`]),
  ...loads.map((address) => `L ${address.toString(16)},8`),
  ...stores.map((address) => `S ${address.toString(16)},8`),
];

const address = fc.oneof(fc.bigInt({ min: 1n, max: (1n << 47n) - 1n }), fc.bigInt({ min: 0x3ff00n, max: 0x40100n }));
const instruction = (stores: number): fc.Arbitrary<Instruction> =>
  fc.record({
    ip: address,
    loads: fc.array(address, { maxLength: 4 }),
    stores: fc.array(address, { maxLength: stores }),
    flags: fc.constantFrom([0, 0], [1, 0], [1, 1]),
  });

describe('ChampSim', () => {
  test.each([
    [INPUT_INSTR, 2],
    [CLOUDSUITE_INSTR, 4],
  ])('$name: random instructions, in chunks of any size, are what was written', async (layout, stores) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(instruction(stores), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 5000 }),
        async (all, size) => {
          const trace = openChampSim(inputOf(recordsFrom(all, layout), { size }), layout, {});
          expect(await recordsOf(trace)).toEqual(all.flatMap(said));
        },
      ),
      { numRuns: draws(60) },
    );
  });

  test('says what it lacks, and what holds nothing', async () => {
    const trace = openChampSim(inputOf(recordsFrom([{ ip: 4n, loads: [16n] }, { ip: 0n }])), INPUT_INSTR, {});
    expect(await recordsOf(trace)).toEqual(['I 4,4 n1', 'L 10,8']);
    expect(trace.notes.map(({ text }) => text)).toEqual([
      "ChampSim's records have no sizes: every fetch is taken as 4 bytes, every load and store as 8",
      "ChampSim's records do not order what an instruction does: its loads are taken before its stores; system calls, threads and CPUs are not in them",
      '1 records without any address are left out: they are no references',
    ]);
  });

  test.each([
    [
      record({ ip: 8n, flags: [2, 0] }),
      'found "is_branch 2", expected 0 or 1 in byte 8 of the record; is this champsim?',
    ],
    [
      record({ ip: 8n, flags: [1, 9] }),
      'found "branch_taken 9", expected 0 or 1 in byte 9 of the record; is this champsim?',
    ],
    [
      record({ ip: 8n, loads: [(1n << 64n) - 4n] }),
      'found "8 bytes at fffffffffffffffc", expected an access that ends at 2^64',
    ],
  ])('malformed records are named: %#', async (bad, message) => {
    const whole = recordsFrom(Array.from({ length: 2000 }, () => ({ ip: 4n, loads: [1n, 2n, 3n] })));
    const input = inputOf(Buffer.concat([whole, bad]), { size: 4096 });
    expect(await errorOf(openChampSim(input, INPUT_INSTR, {}))).toContain(
      `in.txt: record 2001 (byte 128000): ${message}`,
    );
  });

  test.each(['cut', ''])(
    'a stream that was cut off, with a word (%j) or without, keeps its whole records',
    async (truncated) => {
      const input = inputOf(recordsFrom([{ ip: 4n }, { ip: 8n }]).subarray(0, 100), { truncated });
      const trace = openChampSim(input, INPUT_INSTR, {});
      expect(await recordsOf(trace)).toEqual(['I 4,4 n1']);
      expect(trace.notes.map(({ text }) => text)).toContain('in.txt: record 2 is cut off and was dropped');
      expect(input.truncated).toBe(truncated || 'record 2 is cut off and was dropped');
    },
  );

  test('a file of less than a record is an error', async () => {
    expect(await errorOf(openChampSim(inputOf('\x01\x02\x03'), INPUT_INSTR, {}))).toBe(
      'in.txt: record 1 (byte 0): found "3 bytes (010203)", expected 64 bytes, a whole record: the file is cut off',
    );
  });

  test('a file that is damaged is named by the record where it begins to make no sense', async () => {
    const good = recordsFrom(
      Array.from({ length: 300 }, (_, n) => ({
        ip: 0x401000n + BigInt(4 * n),
        loads: [0x7fff12345678n + BigInt(8 * n)],
      })),
    );
    expect(sniffChampSim(Buffer.concat([good.subarray(0, 6400), good.subarray(6413)]))).toBe(0.6);
    const trace = async (bytes: Buffer) => errorOf(openChampSim(inputOf(bytes, { size: 4096 }), INPUT_INSTR, {}));
    for (const shift of [5, 13])
      expect(await trace(Buffer.concat([good.subarray(0, 6400), good.subarray(6400 + shift)]))).toMatch(
        /^in\.txt: record 101 \(byte 6400\): /,
      );
    const wide = Buffer.from(good);
    wide[64 * 50 + 7] = 0x7f;
    const noted = openChampSim(inputOf(wide), INPUT_INSTR, {});
    await recordsOf(noted);
    expect(noted.notes.map(({ text }) => text)).toContain('1 records have addresses of more than 48 bits, the first is record 51: the file may be damaged there'); // biome-ignore format: a line
  });

  test('big-endian records are told', async () => {
    const big = recordsFrom([{ ip: 0x7f0012345678n }, { ip: 0x7f001234567cn }]);
    for (const p of [0, 64]) big.subarray(p, p + 8).reverse();
    expect(await errorOf(openChampSim(inputOf(big), INPUT_INSTR, {}))).toContain('little-endian; these are big-endian');
  });
});

describe('the name and the content', () => {
  const folder = temporaryFolder('champsim');
  const some = recordsFrom(
    Array.from({ length: 40 }, (_, n) => ({ ip: BigInt(0x401000 + 4 * n), loads: [BigInt(0x7fff00001000 + n)] })),
  );

  test('records are known by their content; text, zeroes and noise are not', () => {
    expect(sniffChampSim(some)).toBe(1);
    expect(sniffChampSim(some.subarray(0, 2000))).toBe(1); // cut within a record: opening it says so
    expect(sniffChampSim(some.subarray(0, 63))).toBe(0);
    expect(sniffChampSim(Buffer.alloc(640))).toBe(0);
    expect(sniffChampSim(Buffer.from('cpu,task,mode,kind,address,size,info\n'.repeat(64)))).toBe(0);
    expect(sniffChampSim(Buffer.from(Array.from({ length: 640 }, (_, n) => (n * 167 + 13) & 255)))).toBe(0);
  });

  test('of CloudSuite too, by their padding', async () => {
    const all = Array.from({ length: 20 }, (_, n) => ({
      ip: BigInt(0x401000 + 4 * n),
      stores: [1n, 2n, 3n, BigInt(n + 4)],
    }));
    writeFileSync(join(folder, 'cloudsuite'), recordsFrom(all, CLOUDSUITE_INSTR));
    const trace = await openTrace(join(folder, 'cloudsuite'));
    expect(trace.header.format).toBe('champsim-cloudsuite');
    expect(await recordsOf(trace)).toEqual(all.flatMap(said));
  });

  test('a content that does not tell is known by its name', async () => {
    const data = recordsFrom([
      { ip: 0n, loads: [64n] },
      { ip: 0n, stores: [128n] },
    ]);
    expect(sniffChampSim(data)).toBe(0);
    for (const name of ['a.champsim', 'a.champsimtrace']) {
      writeFileSync(join(folder, name), data);
      expect(await recordsOf(await openTrace(join(folder, name)))).toEqual(['L 40,8', 'S 80,8']);
    }
    writeFileSync(join(folder, 'a.bin'), data);
    await expect(openTrace(join(folder, 'a.bin'))).rejects.toThrow('expected a trace');
  });
});

describe('written', () => {
  const bytesOf = async (text: string): Promise<{ bytes: Buffer; notes: string[] }> => {
    const trace = openLackey(inputOf(text), {});
    const pieces: Buffer[] = [];
    for await (const piece of champSimBytes(trace)) pieces.push(piece);
    return { bytes: Buffer.concat(pieces), notes: trace.notes.map(({ text }) => text) };
  };

  test('what a record can hold comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(instruction(2), { minLength: 1, maxLength: 40 }), async (all) => {
        const trace = openChampSim(inputOf(recordsFrom(all)), INPUT_INSTR, {});
        const pieces: Buffer[] = [];
        for await (const piece of champSimBytes(trace)) pieces.push(piece);
        const back = openChampSim(inputOf(Buffer.concat(pieces)), INPUT_INSTR, {});
        expect(await recordsOf(back)).toEqual(all.flatMap(said));
      }),
      { numRuns: draws(60) },
    );
  });

  test('an instruction before a leap is a direct jump: it writes the instruction pointer', async () => {
    const { bytes } = await bytesOf('I  00001000,4\nI  00001004,4\nI  00002000,4\n');
    expect([0, 64, 128].map((p) => [...bytes.subarray(p + 8, p + 11)])).toEqual([
      [0, 0, 0],
      [1, 1, 26],
      [0, 0, 0],
    ]);
  });

  test('what is lost is said, and the rest is kept', async () => {
    const loads = ' L 00001000,8\n'.repeat(5);
    const { bytes, notes } = await bytesOf(
      ` S 00000010,8\nI  00001000,3\n${loads} S 00002000,4\n L 00003000,8\n S 00000000,8\n`,
    );
    const back = await recordsOf(openChampSim(inputOf(bytes), INPUT_INSTR, {}));
    const load = 'L 1000,8';
    expect(back).toEqual(['S 10,8', 'I 1000,4 n1', load, load, load, load, load, 'S 2000,8', 'L 3000,8']);
    expect(notes).toEqual([
      'ChampSim has no sizes: 1 fetches of other than 4 bytes and 1 accesses of other than 8 keep their address alone',
      'ChampSim has 4 loads and 2 stores for an instruction: 3 records without an instruction address hold what is beyond',
      'ChampSim has instructions only: 1 records without an instruction address hold data alone',
      'ChampSim takes address 0 for none: 1 references to it are lost',
    ]);
  });

  test.skipIf(lacks('xz'))('is compressed by the ending of the name: .gz, .zst, .xz (needs xz)', async () => {
    const folder = temporaryFolder('champsim-out');
    for (const ending of ['', '.gz', '.zst', '.xz']) {
      const out = join(folder, `t.champsim${ending}`);
      await convert(openLackey(inputOf('I  00001000,4\n L 00002000,8\n'), {}), out);
      const trace = await openTrace(out);
      expect(await recordsOf(trace)).toEqual(['I 1000,4 n1', 'L 2000,8']);
    }
  });
});
