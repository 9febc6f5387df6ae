import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { writeArrow } from '../../../../../src/trace/arrow/index.ts';
import { compiledPlugin } from '../../../../../src/trace/recorder/run/plugin.ts';
import { Recording } from '../../../../../src/trace/recorder/run/recording.ts';
import { SystemDecoder } from '../../../../../src/trace/recorder/system/decode/decoder.ts';
import { Guest } from '../../../../../src/trace/recorder/system/decode/guest.ts';
import { DEFAULT_TURN, prepareLaunch } from '../../../../../src/trace/recorder/system/launch.ts';
import { readMachine } from '../../../../../src/trace/recorder/system/machine.ts';
import { HELLO_BYTES } from '../../../../../src/trace/recorder/system/stream.ts';
import { TraceEncoder } from '../../../../../src/trace/words/encoder/encoder.ts';
import { EventsEncoder } from '../../../../../src/trace/words/encoder/events-encoder.ts';

const ONLY = { only: 'events' } as const;
const SOURCE = fileURLToPath(new URL('../../../../../src/trace/recorder/system/plugin.c', import.meta.url));

/** What the plugin sends of the machine in a folder. `translations`: MB of translated code that QEMU keeps, if not as many as in any recording. */
export async function streamOf(
  folder: string,
  { cpus = 1, translations }: { cpus?: number; translations?: number } = {},
): Promise<Buffer> {
  const machine = await readMachine(folder);
  const plugin = await compiledPlugin({ source: SOURCE, recorder: 'qemu-system' });
  const launch = await prepareLaunch(machine, { cpus, plugin: plugin.file, quantum: DEFAULT_TURN });
  const server = createServer().listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const args = launch
      .args(port)
      .map((each) => (translations === undefined ? each : each.replace(/tb-size=\d+/, `tb-size=${translations}`)));
    const emulator = spawn(launch.program, args, { stdio: ['ignore', 'inherit', 'inherit'] }); // biome-ignore format: one thought
    const ended = once(emulator, 'close');
    const [socket] = await Promise.race([once(server, 'connection'), ended.then(() => [undefined])]);
    const chunks: Buffer[] = [];
    if (socket !== undefined) for await (const chunk of socket) chunks.push(chunk);
    await ended;
    return Buffer.concat(chunks);
  } finally {
    server.close();
    await launch.remove();
    await plugin.remove();
  }
}

/** What was left out, by `Entry` and of instructions; and what QEMU counted otherwise of the disk. */
export interface Left {
  dropped: readonly number[];
  refetched: number;
  differences: string[];
}

/** Decodes a stream into a container. */
export async function recordStream(
  stream: Buffer,
  path: string,
  { cpus = 1, events = false }: { cpus?: number; events?: boolean } = {},
): Promise<Left> {
  const encoder = new (events ? EventsEncoder : TraceEncoder)({ architecture: 'mips32' });
  const recording = new Recording(undefined, encoder, cpus);
  const guest = new Guest(recording, cpus);
  const decoder = new SystemDecoder(guest, cpus, HELLO_BYTES);
  const header = { source: 'test', command: '', format: 'test', cpus, level: 'system', architecture: 'mips32', granuleBits: 4, ...(events ? ONLY : {}) } as const; // biome-ignore format: a list
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
  return { dropped: guest.dropped, refetched: guest.refetched, differences: decoder.diskTotals.compared().different };
}
