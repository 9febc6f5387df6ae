import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTrace } from '../../../../src/trace/open.ts';
import { eventsOnly } from '../../../../src/trace/operations/events-only.ts';
import { validate } from '../../../../src/trace/operations/validate.ts';
import { HELLO_BYTES, Word } from '../../../../src/trace/recorder/system/stream.ts';
import type { Trace } from '../../../../src/trace/words/trace.ts';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { collect } from '../../words/steps.ts';
import { compareGuest, difference } from './guest/compare.ts';
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

/** How often the blocks defined so far were forgotten. */
function forgets(stream: Buffer): number {
  let count = 0;
  for (let at = HELLO_BYTES; at < stream.length; ) {
    const [tag, high, low] = [stream.readUInt16LE(at + 6), stream.readUInt16LE(at + 4), stream.readUInt32LE(at)];
    if (tag === Word.forget) count++;
    if (tag === Word.define) at += 8 * Math.ceil(high / 2) + 16;
    if ((tag & 255) === Word.turn) at += 8 * low + 8;
    at += 8;
  }
  return count;
}

describe.skipIf(lacks('qemu-system-mipsel', 'cc'))(
  'a recorded guest did what its interpreter computes (needs qemu-system-mipsel, cc)',
  () => {
    for (const [name, parameters] of Object.entries(DRAWS)) {
      test(name, async () => {
        const { machine, container, stream, left, done, differences } = await compareGuest(folder, name, parameters);
        expect(differences).toEqual([]);

        // The TLB's refills are its own; traps of rdhwr are the program's.
        expect(left.dropped[1]).toBe(done.exceptions.handle_ri ?? 0);
        expect(left.dropped[0]).toBeGreaterThan(parameters.pages / 2);
        expect(left.refetched).toBeGreaterThan(left.dropped[0] / 2);
        expect(done.requests).toHaveLength(parameters.requests.flat().length);
        expect(done.exceptions.handle_int ?? 0).toBe(
          parameters.interrupts +
            parameters.pauses +
            parameters.timers.length +
            (parameters.diskInterrupts ? parameters.requests.length : 0),
        );
        expect(await validate(await openTrace(container, { details: true }))).toEqual([]);

        // Events alone are those of the whole recording.
        const alone = join(folder, `${name}-events.arrow`);
        await recordStream(stream, alone, { events: true });
        const [events, whole] = [await openTrace(alone), await openTrace(container, { details: true })];
        const converted = eventsOnly(whole);
        const wordsOf = async (trace: Trace): Promise<number[][]> =>
          (await collect(trace.batches())).map(({ words }) => [...words]);
        expect(difference('words', (await wordsOf(events)).map(String), (await wordsOf(converted)).map(String))).toEqual([]); // biome-ignore format: a line
        expect(events.totals).toEqual(converted.totals);
        expect(events.totals).toMatchObject({ references: 0, instructions: whole.totals!.instructions });
        expect(await validate(await openTrace(alone, { details: true }))).toEqual([]);

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
    const guest = assembleGuest({ ...DRAWS.some, pauses: 0, timers: [] });
    const stream = await streamOf(writeMachine(join(folder, 'two'), guest), { cpus: 2 });
    const path = join(folder, 'two.arrow');
    await recordStream(stream, path, { cpus: 2 });
    const told = await toldByTrace(path);
    const expected = toldByInterpreter(new Interpreter(guest, diskImage()).run());
    for (const kind of ['user fetches', 'user loads', 'user stores', 'kernel stores'])
      expect(difference(kind, told.references[kind], expected.references[kind])).toEqual([]);
    for (const kind of ['events', 'disk', 'blocks', 'frames'] as const)
      expect(difference(kind, told[kind], expected[kind])).toEqual([]);
    expect(told.services).toEqual(expected.services);
  },
);

test.skipIf(lacks('qemu-system-mipsel', 'cc'))(
  'interrupts that come by the vector of faults are known by their handler (needs qemu-system-mipsel, cc)',
  async () => {
    const parameters = { ...DRAWS.more, sharedVector: true };
    const { done, differences } = await compareGuest(folder, 'shared', parameters);
    expect(differences).toEqual([]);
    expect(done.exceptions.handle_int).toBeGreaterThan(parameters.interrupts);
  },
);

test.skipIf(lacks('qemu-system-mipsel', 'cc'))(
  'where QEMU throws its translations away the same is found (needs qemu-system-mipsel, cc)',
  async () => {
    const parameters = { ...DRAWS.some, codePages: 40 };
    const { stream, differences } = await compareGuest(folder, 'forgets', parameters, { translations: 1 });
    expect(differences).toEqual([]);
    expect(forgets(stream)).toBeGreaterThan(1);
  },
);
