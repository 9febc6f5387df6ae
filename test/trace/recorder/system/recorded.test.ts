import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTrace } from '../../../../src/trace/open.ts';
import { validate } from '../../../../src/trace/operations/validate.ts';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { DRAWS } from './guest/draws.ts';
import { assembleGuest, diskImage, writeMachine } from './guest/guest.ts';
import { Interpreter } from './guest/interpreter.ts';
import { toldByInterpreter, toldByTrace } from './guest/recorded.ts';
import { recordStream, streamOf } from './guest/stream.ts';

let folder = '';
beforeAll(() => {
  folder = temporaryFolder('recorded');
});
/** Bytes of a stream's hello that differ from run to run: the emulator's process. */
const PID = [8, 12] as const;

/** Where two lists differ first, in short: they are too long to be shown. */
function difference(got: readonly string[], expected: readonly string[]): string | undefined {
  const n = expected.findIndex((each, index) => each !== got[index]);
  if (n < 0 && got.length === expected.length) return undefined;
  const at = n < 0 ? expected.length : n;
  const near = (list: readonly string[]): string => list.slice(Math.max(0, at - 3), at + 5).join(', ');
  return `at ${at} of ${expected.length}, got ${got.length}: ${near(got)}; expected ${near(expected)}`;
}

describe.skipIf(lacks('qemu-system-mipsel', 'cc'))(
  'a recorded guest did what its interpreter computes (needs qemu-system-mipsel, cc)',
  () => {
    for (const [name, parameters] of Object.entries(DRAWS)) {
      test(name, async () => {
        const guest = assembleGuest(parameters);
        const machine = writeMachine(join(folder, name), guest);
        const stream = await streamOf(machine);
        const path = join(folder, `${name}.arrow`);
        const { dropped, refetched, differences } = await recordStream(stream, path);
        const told = await toldByTrace(path);

        const loop = guest.symbols.get('spin')?.toString(16);
        const spin = told.references['user fetches'].filter((address) => address === loop).length;
        const interpreter = new Interpreter(guest, diskImage(), { spin });
        const done = interpreter.run();
        const expected = toldByInterpreter(done);
        for (const [kind, list] of Object.entries(expected.references))
          expect(difference(told.references[kind], list), kind).toBeUndefined();
        for (const kind of ['events', 'disk', 'blocks', 'frames'] as const)
          expect(difference(told[kind], expected[kind]), kind).toBeUndefined();
        expect(told.services).toEqual(expected.services);

        // The TLB's refills are its own; traps of rdhwr are the program's.
        expect(dropped[1]).toBe(parameters.threadPointers);
        expect(dropped[0]).toBeGreaterThan(parameters.pages / 2);
        expect(refetched).toBeGreaterThan(dropped[0] / 2);
        expect(differences).toEqual([]);
        expect(done.requests).toHaveLength(parameters.requests.flat().length);
        expect(done.exceptions.handle_int ?? 0).toBe(
          parameters.interrupts +
            parameters.pauses +
            (parameters.spin ? 1 : 0) +
            (parameters.diskInterrupts ? parameters.requests.length : 0),
        );
        expect(await validate(await openTrace(path, { details: true }))).toEqual([]);

        const second = await streamOf(machine);
        for (const each of [stream, second]) each.fill(0, ...PID);
        expect(second.equals(stream)).toBe(true);
      });
    }
  },
);

// The second CPU of this machine waits until it is started, which the guest does not do. Time is not counted in instructions here: a
// timer's interrupt could come before the guest waits for it, and how often it asks the disk differs.
test.skipIf(lacks('qemu-system-mipsel', 'cc'))(
  'with two CPUs the same is found, but for waiting (needs qemu-system-mipsel, cc)',
  async () => {
    const guest = assembleGuest({ ...DRAWS.some, pauses: 0 });
    const stream = await streamOf(writeMachine(join(folder, 'two'), guest), 2);
    const path = join(folder, 'two.arrow');
    await recordStream(stream, path, 2);
    const told = await toldByTrace(path);
    const expected = toldByInterpreter(new Interpreter(guest, diskImage()).run());
    for (const kind of ['user fetches', 'user loads', 'user stores', 'kernel stores'])
      expect(difference(told.references[kind], expected.references[kind]), kind).toBeUndefined();
    for (const kind of ['events', 'disk', 'blocks', 'frames'] as const)
      expect(difference(told[kind], expected[kind]), kind).toBeUndefined();
    expect(told.services).toEqual(expected.services);
  },
);
