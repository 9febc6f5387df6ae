import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeArrow } from '../../../../../src/trace/arrow/index.ts';
import { Recording } from '../../../../../src/trace/recorder/run/recording.ts';
import { SystemDecoder } from '../../../../../src/trace/recorder/system/decode/decoder.ts';
import { Guest } from '../../../../../src/trace/recorder/system/decode/guest.ts';
import { hooksOf } from '../../../../../src/trace/recorder/system/hooks.ts';
import { HELLO_BYTES } from '../../../../../src/trace/recorder/system/stream.ts';
import { TraceEncoder } from '../../../../../src/trace/words/encoder/encoder.ts';
import { MEMORY } from './guest.ts';

const SOURCE = fileURLToPath(new URL('../../../../../src/trace/recorder/system/plugin.c', import.meta.url));

export function compilePlugin(folder: string): string {
  const plugin = join(folder, 'plugin.so');
  execFileSync('cc', ['-O2', '-fPIC', '-shared', '-o', plugin, SOURCE]);
  return plugin;
}

/** What the plugin sends of a machine with one CPU. */
export async function streamOf(machine: string, plugin: string): Promise<Buffer> {
  const read = (name: string): string => readFileSync(join(machine, name), 'utf8');
  writeFileSync(join(machine, 'hooks'), hooksOf(read('symbols'), read('vmcoreinfo')).text);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const disk = `if=none,id=disk0,file=${join(machine, 'disk.img')},format=raw,snapshot=on`;
  const given = `-M malta,memory-backend=ram -object memory-backend-memfd,id=ram,size=${MEMORY}M -m ${MEMORY} -cpu 34Kf -nic none -vga none
    -display none -monitor none -serial null -no-reboot -qmp unix:${join(machine, 'qmp')},server=on,wait=off
    -drive ${disk} -device virtio-blk-pci,drive=disk0,ioeventfd=off -seed 1 -rtc base=2020-01-01,clock=vm
    -icount shift=2,sleep=off,align=off -kernel ${join(machine, 'kernel.elf')}
    -plugin file=${plugin},port=${port},qmp=${join(machine, 'qmp')},hooks=${join(machine, 'hooks')}`;
  const emulator = spawn('qemu-system-mipsel', given.split(/\s+/), { stdio: ['ignore', 'inherit', 'inherit'], timeout: 60_000 }); // biome-ignore format: one thought
  const ended = once(emulator, 'close');
  const [socket] = await Promise.race([once(server, 'connection'), ended.then(() => [undefined])]);
  const chunks: Buffer[] = [];
  if (socket !== undefined) for await (const chunk of socket) chunks.push(chunk);
  await ended;
  server.close();
  return Buffer.concat(chunks);
}

/** What was left out, by `Entry` and of instructions; and what QEMU counted otherwise of the disk. */
interface Left {
  dropped: readonly number[];
  refetched: number;
  differences: string[];
}

/** Decodes a stream of one CPU into a container. */
export async function recordStream(stream: Buffer, path: string): Promise<Left> {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  const recording = new Recording(undefined, encoder, 1);
  const guest = new Guest(recording, 1);
  const decoder = new SystemDecoder(guest, 1, HELLO_BYTES);
  const header = { source: 'test', command: '', format: 'test', cpus: 1, level: 'system', architecture: 'mips32', granuleBits: 4 } as const; // biome-ignore format: a list
  async function* batches() {
    decoder.push(stream.subarray(HELLO_BYTES));
    while (decoder.decode()) yield* recording.queue.drain();
    const lacks = decoder.end();
    if (lacks !== undefined || !decoder.isStopped) throw new Error(lacks ?? 'it has no end');
    decoder.close();
    yield* recording.queue.drain();
    yield encoder.finish();
  }
  await writeArrow(path, header, batches(), () => ({ totals: encoder.totals, notes: [] }));
  return { dropped: guest.dropped, refetched: guest.refetched, differences: decoder.differences() };
}
