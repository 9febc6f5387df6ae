import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draws } from '../../../pace.ts';
import { type Draw, RandomMachine } from './machine.ts';
import { bytesOf, decode, turn } from './stream-words.ts';

/** A generator of numbers (mulberry32), the same from the same seed. */
function drawFrom(seed: number): Draw {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}

/** A row as the machine keeps them: without a size, an event's page behind its name. */
const short = (row: string): string => {
  const [cpu, task, mode, kind, address, , info] = row.split(',');
  const what = kind !== 'X' ? address : address === '0' ? info : `${info},${address}`;
  return `${cpu},${task},${mode},${kind},${what}`;
};

test('what a random machine does is decoded to what it did, but for refills, traps of rdhwr, second fetches and the clearing of pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 120 }), async (seed, steps) => {
      const machine = new RandomMachine(drawFrom(seed), steps);
      const decoded = await decode(bytesOf(machine.stream));
      expect(decoded).toMatchObject({ wrong: undefined, left: undefined, problems: [] });
      expect(decoded.rows.map(short)).toEqual(machine.rows);
      const { refills, readsOfHardware, refetched, clearedPages, clearingInstructions } = machine;
      expect(decoded.guest).toMatchObject({ dropped: [refills, readsOfHardware], refetched, clearingInstructions, unbalanced: 0, unknownCalls: 0 });
      expect(decoded.guest.pages.clearedPages).toBe(clearedPages);
    }),
    { numRuns: draws(400) },
  );
}); // biome-ignore format: short

test('two CPUs that take turns do each what they do alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, steps) => {
      const draw = drawFrom(seed);
      const machines = [0, 1].map((cpu) => new RandomMachine(draw, steps, cpu));
      const turns = machines.map(({ words }) => [...words]);
      // The recording ends with the first `stop`: the other CPU's last turn does not come after it.
      for (const words of turns) words.at(-1)!.pop();
      const stream = machines.flatMap(({ definitions }) => definitions);
      while (turns.some((left) => left.length > 0)) {
        const cpu = turns[1].length === 0 || (turns[0].length > 0 && draw(2) === 0) ? 0 : 1;
        stream.push(...turn(cpu, turns[cpu].shift()!));
      }
      const decoded = await decode(bytesOf(stream), { cpus: 2 });
      expect(decoded).toMatchObject({ wrong: undefined, left: undefined, problems: [] });
      for (const cpu of [0, 1]) {
        const own = decoded.rows.filter((row) => row.startsWith(`${cpu},`) && !/,(space|thread) /.test(row));
        const rows = own.map(short);
        expect(rows).toEqual(machines[cpu].rows);
      }
    }),
    { numRuns: draws(150) },
  );
});

test('nonsense gives what came before it, and says where it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), async (seed, place, nonsense) => {
      const words = new RandomMachine(drawFrom(seed), 20).stream;
      words[place % words.length] = nonsense;
      const decoded = await decode(bytesOf(words));
      expect(decoded.problems).toEqual([]);
      if (decoded.wrong !== undefined) expect(decoded.wrong).toMatch(/^byte \d+: found /);
    }),
    { numRuns: draws(500) },
  );
}); // biome-ignore format: short

test('whatever windows are kept of it, and wherever it ends, services that are entered are left', async () => {
  const numbers = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }));
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 80 }), numbers, async (seed, steps, [records, more]) => {
      const machine = new RandomMachine(drawFrom(seed), steps);
      const window = { records, every: records + more };
      expect(await decode(bytesOf(machine.stream), { window })).toMatchObject({ left: undefined, problems: [] });
    }),
    { numRuns: draws(300) },
  );
});
