import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compiledPlugin } from '../../../../src/trace/recorder/run/plugin.ts';
import { DEFAULT_TURN, type LaunchedMachine, prepareLaunch } from '../../../../src/trace/recorder/system/launch.ts';
import { HELLO_BYTES, readHello, Word } from '../../../../src/trace/recorder/system/stream.ts';
import { temporaryFolder } from '../../../temporary.ts';

const installed = ['qemu-system-mipsel', 'cc'].every((name) => spawnSync(name, ['--version']).status === 0);

/** A kernel of these instructions, loaded and begun at this address. */
const BASE = 0x8010_0000;
function kernelOf(words: readonly number[]): Buffer {
  const elf = Buffer.alloc(0x1000 + words.length * 4);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]).copy(elf);
  elf.writeUInt32LE(0x0008_0002, 16); // an executable of MIPS
  for (const [n, value] of [1, BASE, 52, 0, 0x7000_1005].entries()) elf.writeUInt32LE(value, 20 + n * 4);
  for (const [n, value] of [52, 32, 1].entries()) elf.writeUInt16LE(value, 40 + n * 2);
  const bytes = words.length * 4;
  for (const [n, value] of [1, 0x1000, BASE, BASE, bytes, bytes, 7, 0x1000].entries())
    elf.writeUInt32LE(value, 52 + n * 4);
  for (const [n, word] of words.entries()) elf.writeUInt32LE(word, 0x1000 + n * 4);
  return elf;
}

/** What the plugin sends of a machine without a disk and without symbols. */
async function recorded(kernel: Buffer, cpus = 1): Promise<Buffer> {
  const folder = temporaryFolder('system-plugin');
  const file = join(folder, 'kernel');
  writeFileSync(file, kernel);
  const source = new URL('../../../../src/trace/recorder/system/plugin.c', import.meta.url);
  const plugin = await compiledPlugin({ source: fileURLToPath(source), recorder: 'qemu-system' });
  const machine: LaunchedMachine = { emulator: 'qemu-system-mipsel', cpu: '34Kf', memory: 64, kernel: file, initrd: null, disk: null, symbols: null, vmcoreinfo: null, append: '' }; // biome-ignore format: a record
  const launch = await prepareLaunch(machine, { cpus, plugin: plugin.file, quantum: DEFAULT_TURN });
  const server = createServer().listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const emulator = spawn(launch.program, launch.args((server.address() as AddressInfo).port), { stdio: ['ignore', 'ignore', 'pipe'] }); // biome-ignore format: a call
    const ended = once(emulator, 'close');
    const [socket] = await once(server, 'connection');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    await ended;
    return Buffer.concat(chunks);
  } finally {
    server.close();
    await launch.remove();
    await plugin.remove();
  }
}

/** Instructions executed, loads, stores and stores to this address. */
function counted(stream: Buffer): Record<string, number> {
  const words = new BigUint64Array(new Uint8Array(stream.subarray(HELLO_BYTES)).buffer);
  const counts: Record<string, number> = { instructions: 0, loads: 0, stores: 0, start: 0, stop: 0, partial: 0 };
  const lengths = new Map<number, number>();
  let length = 0;
  for (let at = 0; at < words.length; ) {
    const tag = Number(words[at] >> 48n);
    const [high, low] = [Number((words[at] >> 32n) & 0xffffn), Number(words[at] & 0xffff_ffffn)];
    if (tag === Word.define) {
      lengths.set(low, high);
      at += 3 + Math.ceil(high / 2);
      continue;
    }
    if (tag & 0x8000) counts[tag & 0x4000 ? 'stores' : 'loads']++;
    else if (tag === Word.block) counts.instructions += length = lengths.get(low)!;
    else if (tag === Word.partial) {
      counts.instructions -= length - low;
      counts.partial++;
    } else if (tag === Word.start) counts.start++;
    else if (tag === Word.stop) counts.stop++;
    at += tag === Word.turn ? 2 : 1;
  }
  return counts;
}

/** `rounds` (below 2^15) times a load of a word and a store of it 4 bytes on, in 5 instructions; with the markers around. */
const loop = (rounds: number): number[] => [
  0x3c08_8020, // lui t0, 0x8020
  0x2409_0000 | rounds, // li t1, rounds
  0x3400_d151, // the start marker
  0x1000_0001, // b: what follows is a block of its own
  0,
  0x8d0a_0000, // lw t2, 0(t0)
  0xad0a_0004, // sw t2, 4(t0)
  0x2529_ffff, // addiu t1, t1, -1
  0x1520_fffc, // bne t1, 0, to the load
  0,
  0x3400_d152, // the stop marker
  0x1000_ffff, // b: here
  0,
];

test.skipIf(!installed).each([1, 1000, 30_000])(
  'of a hand-assembled guest every instruction, load and store is recorded: %i rounds (needs qemu-system-mipsel, cc)',
  async (rounds) => {
    const stream = await recorded(kernelOf(loop(rounds)));
    expect(readHello(stream)).toMatchObject({ cpus: 1, target: 'mipsel' });
    expect(counted(stream)).toEqual({ instructions: 5 * rounds + 1, loads: rounds, stores: rounds, start: 1, stop: 1, partial: 1 }); // biome-ignore format: a record
  },
);

test.skipIf(!installed)('a recording of one CPU repeats bit by bit (needs qemu-system-mipsel, cc)', async () => {
  const kernel = kernelOf(loop(5000));
  const [one, two] = [await recorded(kernel), await recorded(kernel)];
  expect(one.subarray(HELLO_BYTES).equals(two.subarray(HELLO_BYTES))).toBe(true);
});
