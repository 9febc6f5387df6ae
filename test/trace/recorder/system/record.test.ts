import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../../src/errors.ts';
import { openTrace } from '../../../../src/trace/open.ts';
import { validate } from '../../../../src/trace/operations/validate.ts';
import { type Recorded, type RecordOptions, record } from '../../../../src/trace/recorder/index.ts';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { DRAWS } from './guest/draws.ts';
import { assembleGuest, writeMachine } from './guest/guest.ts';
import { LAST_WORDS, type Parameters } from './guest/program.ts';

let folder = '';
beforeAll(() => {
  folder = temporaryFolder('record-guest');
});
const file = (name: string): string => join(folder, name);

/** Records a guest as a user does. */
async function recordGuest(
  name: string,
  parameters: Parameters,
  options: Partial<RecordOptions> = {},
): Promise<Recorded> {
  const machine = writeMachine(file(name), assembleGuest(parameters));
  return record({
    command: ['guest'],
    with: 'qemu-system',
    machine,
    out: file(`${name}.arrow`),
    ...options,
  } as RecordOptions);
}

/** Our child that emulates. */
function emulator(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number); // biome-ignore format: one thought
  return children.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('qemu-system'))!;
}

async function isWhole(name: string): Promise<void> {
  expect(await validate(await openTrace(file(`${name}.arrow`), { details: true }))).toEqual([]);
}

describe.skipIf(lacks('qemu-system-mipsel', 'cc'))('a recording of a guest (needs qemu-system-mipsel, cc)', () => {
  test('twice is the same bit by bit, and says what was left out', async () => {
    const parameters: Parameters = { ...DRAWS.some, timers: [] }; // without timers, all traps are those that were asked for
    const [one, two] = [await recordGuest('one', parameters), await recordGuest('two', parameters)];
    expect(one.totals).toEqual(two.totals);
    expect(readFileSync(file('one.arrow')).equals(readFileSync(file('two.arrow')))).toBe(true);
    expect(one.interrupted).toBe(false);
    const notes = one.notes.map(({ text }) => text).join('\n');
    expect(notes).toMatch(/dropped \d+ TLB refills/);
    expect(notes).toContain('dropped 6 traps of rdhwr');
    expect(notes).toContain('the command ended with exit code 0');
    await isWhole('one');
  });

  test('that never comes to the start marker is refused, with the last lines of its console', async () => {
    const refused = await recordGuest('before', { ...DRAWS.least, fails: 'before' }).catch((error) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect(refused.message).toContain(LAST_WORDS.toString(16).padStart(8, '0'));
    expect(readdirSync(folder).filter((name) => name.startsWith('before.arrow'))).toEqual([]);
  });

  test('that is interrupted keeps what was recorded', async () => {
    const controller = new AbortController();
    const { interrupted, totals } = await recordGuest(
      'interrupted',
      { ...DRAWS.least, fails: 'after' },
      {
        signal: controller.signal,
        onProgress: ({ records }) => {
          if (records > 500_000) controller.abort();
        },
      },
    );
    expect(interrupted).toBe(true);
    expect(totals.references).toBeGreaterThan(500_000);
    await isWhole('interrupted');
  });

  test('whose emulator is killed keeps what was recorded', async () => {
    let killed = false;
    const { totals, notes, exit } = await recordGuest(
      'killed',
      { ...DRAWS.least, fails: 'after' },
      {
        onProgress: ({ records }) => {
          if (killed || records < 500_000) return;
          killed = true;
          process.kill(emulator(), 'SIGKILL');
        },
      },
    );
    expect([killed, exit]).toEqual([true, undefined]);
    expect(totals.references).toBeGreaterThan(500_000);
    expect(notes[1].text).toMatch(/^qemu-system-mipsel ended with signal SIGKILL before the command did/);
    await isWhole('killed');
  });

  test('of events alone has all instructions and no references, and refuses windows', async () => {
    const whole = await recordGuest('whole', DRAWS.some);
    const { totals, notes } = await recordGuest('events', DRAWS.some, { events: true });
    const { instructions, events, windows } = whole.totals;
    expect(totals).toMatchObject({ references: 0, instructions, events, windows });
    expect(notes).toEqual(whole.notes);
    expect((await openTrace(file('events.arrow'))).header.only).toBe('events');
    await isWhole('events');
    const refused = recordGuest('windows', DRAWS.some, { events: true, window: { records: 10, every: 20 } });
    await expect(refused).rejects.toThrow(/^--events keeps .*: leave out --window and --every, or --events$/);
  });

  test('that comes to its limit ends there, and says nothing of how it was stopped', async () => {
    const parameters: Parameters = { ...DRAWS.least, fails: 'after' };
    const { limited, interrupted, notes, exit, seen } = await recordGuest('limited', parameters, { limit: 100_000 });
    expect({ limited, interrupted, exit }).toEqual({ limited: true, interrupted: false, exit: undefined });
    expect(seen.instructions).toBeGreaterThanOrEqual(100_000);
    const texts = notes.map(({ text }) => text);
    expect(texts[1]).toBe(`the recording ends after ${seen.instructions.toLocaleString('en-US')} instructions, as it was asked to`); // biome-ignore format: a line
    expect(texts.join('\n')).not.toMatch(/SIG|QEMU counted/);
    await isWhole('limited');
  });
});
