import { join } from 'node:path';
import type { Assembled } from './assembler.ts';
import { assembleGuest, diskImage, writeMachine } from './guest.ts';
import { type Done, Interpreter } from './interpreter.ts';
import type { Parameters } from './program.ts';
import { type Told, toldByInterpreter, toldByTrace } from './recorded.ts';
import { type Left, recordStream, streamOf } from './stream.ts';

/** A guest's recording, and what its interpreter computes. */
export interface Compared {
  machine: string;
  container: string;
  stream: Buffer;
  left: Left;
  done: Done;
  /** Where they differ, and how. */
  differences: string[];
}

/** Where two lists differ first, in short: they are too long to be shown. */
export function difference(what: string, got: readonly string[], expected: readonly string[]): string[] {
  const n = expected.findIndex((each, index) => each !== got[index]);
  if (n < 0 && got.length === expected.length) return [];
  const at = n < 0 ? expected.length : n;
  const near = (list: readonly string[]): string => list.slice(Math.max(0, at - 3), at + 5).join(', ');
  return [`${what}: at ${at} of ${expected.length}, got ${got.length}: ${near(got)}; expected ${near(expected)}`];
}

/** How often each loop that waits for the timer went round, as the trace has it. */
function spinsOf({ symbols }: Assembled, { references }: Told, timers: number): number[] {
  return Array.from({ length: timers }, (_, n) => {
    const loop = symbols.get(`spin_${n}`)!.toString(16);
    return references['user fetches'].filter((address) => address === loop).length;
  });
}

/** Records the guest of these parameters under a name of `folder`. */
export async function compareGuest(
  folder: string,
  name: string,
  parameters: Parameters,
  options: { translations?: number } = {},
): Promise<Compared> {
  const guest = assembleGuest(parameters);
  const machine = writeMachine(join(folder, name), guest);
  const stream = await streamOf(machine, options);
  const container = join(folder, `${name}.arrow`);
  const left = await recordStream(stream, container);
  const told = await toldByTrace(container);
  const spins = spinsOf(guest, told, parameters.timers.length);
  const done = new Interpreter(guest, diskImage(), { spins }).run();
  const expected = toldByInterpreter(done);
  const services = (counts: Record<string, number>): string[] => Object.entries(counts).map(String).sort();
  const differences = [
    ...Object.entries(expected.references).flatMap(([kind, list]) => difference(kind, told.references[kind], list)),
    ...(['events', 'disk', 'blocks', 'frames'] as const).flatMap((kind) =>
      difference(kind, told[kind], expected[kind]),
    ),
    ...difference('services', services(told.services), services(expected.services)),
    ...left.differences,
  ];
  return { machine, container, stream, left, done, differences };
}
