import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Costs, loadCosts } from '../../src/price/costs.ts';
import { barTimes, price } from '../../src/price/price.ts';
import { CountsBuilder, NO_LOCK } from '../../src/replay/counts/counts.ts';
import { EVENT_COUNT, Event, type EventName, Mode, SERVICES } from '../../src/replay/counts/event.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { SLEEPING_LOCK } from '../../src/trace/words/vocabulary.ts';

/** 1 ns an instruction, 25 an acquisition. */
const costs = loadCosts('flash', [
  'clock.value=1000',
  'instruction.value=1',
  'lockAcquisition.value=25',
  'processSwitch.value=0',
]);

interface Work {
  cpu: number;
  lock?: number;
  around?: number[];
  events: Partial<Record<EventName, number>>;
}

/** The bars of what these CPUs' kernel did with these locks held. */
const bars = (...work: Work[]) => priced(costs, ...work);

function priced(costs: Costs, ...work: Work[]) {
  const builder = new CountsBuilder(1);
  builder.begin({ window: 1, warmup: false });
  for (const { cpu, lock = NO_LOCK, around = [], events } of work)
    for (const [name, n] of Object.entries(events))
      builder.block(cpu, 0, lock, undefined, around)[Mode.kernel * SERVICES * EVENT_COUNT + Event[name as EventName]] +=
        n;
  return barTimes(
    price(builder.finish({ structure: loadStructure('irix'), moves: [], jobs: 0, footprint: [] }), costs),
  );
}

describe('a free lock', () => {
  test('costs its acquisitions, in sync, on one CPU and where nobody else takes it', () => {
    const one: Work[] = [
      { cpu: 0, events: { instruction: 1000 } },
      { cpu: 0, lock: 1, events: { instruction: 500, lockAcquired: 4 } },
    ];
    expect(bars(...one)).toMatchObject({ kernel: 1500, sync: 100, idle: 0 });
    expect(bars(...one, { cpu: 1, lock: 2, events: { lockAcquired: 2 } })).toMatchObject({ kernel: 1500, sync: 150 });
  });

  test('is held while it is acquired: two CPUs wait for each other’s acquisitions', () => {
    // Each thinks 100 ns and holds for 100, of which 25 are the acquisition: alone the other is found there half the time.
    const each = (cpu: number): Work[] => [
      { cpu, events: { instruction: 100 } },
      { cpu, lock: 1, events: { instruction: 75, lockAcquired: 1 } },
    ];
    expect(bars(...each(0), ...each(1)).sync).toBeCloseTo(2 * (25 + 100 / 2), 9);
  });
});

describe('a lock within a semaphore', () => {
  const SEMAPHORE = SLEEPING_LOCK;
  const events = { instruction: 100 };

  test('is not waited for by those who wait for the semaphore: two CPUs that take it inside alone meet at the semaphore alone', () => {
    // Each thinks 200 ns and holds the semaphore for 200, of which 100 with the lock too: alone the other is found there half the time.
    const each = (cpu: number): Work[] => [
      { cpu, events: { instruction: 200 } },
      { cpu, lock: SEMAPHORE, events },
      { cpu, lock: 1, around: [SEMAPHORE], events },
    ];
    const { sync, idle } = bars(...each(0), ...each(1));
    expect(sync).toBe(0);
    expect(idle).toBeCloseTo(2 * (200 / 2), 9);
  });

  test('is waited for by those who hold the semaphore where others take it outside, for as long as both layers agree on', () => {
    // CPU 0 thinks 100 ns and holds the semaphore for 200, of which 100 with the lock too; CPU 1 thinks 100 and takes the lock alone, CPU 2 the semaphore.
    const { sync, idle } = bars(
      { cpu: 0, events },
      { cpu: 0, lock: SEMAPHORE, events },
      { cpu: 0, lock: 1, around: [SEMAPHORE], events },
      { cpu: 1, events },
      { cpu: 1, lock: 1, events },
      { cpu: 2, events },
      { cpu: 2, lock: SEMAPHORE, events },
    );
    // Of two CPUs each waits for what it finds of the other there, alone: demand² / (demand + all else), of the other.
    let [wait0, wait1, semaphore0, semaphore2] = [0, 0, 0, 0];
    for (let n = 0; n < 100; n++) {
      const held = 200 + wait0;
      [semaphore0, semaphore2] = [(held * 100) / 200, (100 * held) / (100 + held)];
      [wait0, wait1] = [(100 * 100) / 200, (100 * 100) / (300 + semaphore0)];
    }
    expect(sync).toBeCloseTo(wait0 + wait1, 9);
    expect(idle).toBeCloseTo(semaphore0 + semaphore2, 9);
  });

  test('makes the semaphore be held for longer by what others wait for the lock outside of it', () => {
    const inside: Work[] = [
      { cpu: 0, events },
      { cpu: 0, lock: SEMAPHORE, events },
      { cpu: 0, lock: 1, around: [SEMAPHORE], events },
      { cpu: 1, events },
      { cpu: 1, lock: SEMAPHORE, events },
    ];
    const outside = [{ cpu: 2, events }, { cpu: 2, lock: 1, events }]; // biome-ignore format: a list
    const apart = inside.map(({ around: _, ...work }) => work);
    expect(bars(...inside, ...outside).idle).toBeGreaterThan(bars(...inside).idle);
    expect(bars(...inside).idle).toBeGreaterThan(bars(...apart).idle);
    expect(bars(...inside).sync).toBe(0);
  });
});

describe('a contended sleep', () => {
  const SEMAPHORE = SLEEPING_LOCK;
  const switching = (ns: number): Costs => ({ ...costs, processSwitch: { ...costs.processSwitch, value: ns } });
  const each = (cpu: number, think: number, held: number, lockAcquired: number): Work[] => [
    { cpu, events: { instruction: think } },
    { cpu, lock: SEMAPHORE, events: { instruction: held, lockAcquired } },
  ];

  test('is two switches of the kernel, one of them while the semaphore is held, as often as it is found held', () => {
    // Each thinks 200 ns and holds for 100, of which 25 are the acquisition. With a chance p of a sleep it thinks 200 + 10 p and holds 100 + 10 p. Of two,
    // one comes to the other's network, where that holds the semaphore for (100 + 10 p) / (300 + 20 p) of its time, which is p.
    const { kernel, idle } = priced(switching(10), ...each(0, 200, 75, 1), ...each(1, 200, 75, 1));
    let p = 0;
    for (let n = 0; n < 200; n++) p = (100 + 10 * p) / (300 + 20 * p);
    expect(kernel).toBeCloseTo(2 * (275 + 20 * p), 9);
    expect(idle).toBeCloseTo(2 * p * (100 + 10 * p), 9);
  });

  test('of a lock that spins makes no work, nor one of a semaphore that nobody else takes', () => {
    const spinning = [0, 1]
      .flatMap((cpu) => each(cpu, 200, 75, 1))
      .map((work) => ({ ...work, lock: work.lock === undefined ? undefined : 1 }));
    const known = spinning.map(({ lock, ...work }) => (lock === undefined ? work : { ...work, lock }));
    expect(priced(switching(10), ...known)).toEqual(priced(switching(0), ...known));
    const alone = [...each(0, 200, 75, 1), { cpu: 1, events: { instruction: 100 } }];
    expect(priced(switching(10), ...alone)).toEqual(priced(switching(0), ...alone));
  });

  test('settles whatever the load: nobody sleeps more often than it acquires', () => {
    const amount = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(amount, amount, fc.nat(50)), { minLength: 2, maxLength: 6 }),
        amount,
        (loads, ns) => {
          const work = loads.flatMap(([think, held, acquired], cpu) => each(cpu, think, held + 1, acquired));
          const [without, with_] = [bars(...work), priced(switching(ns), ...work)];
          const extra = with_.kernel - without.kernel;
          const most = 2 * ns * loads.reduce((sum, [, , acquired]) => sum + acquired, 0);
          expect(extra).toBeGreaterThanOrEqual(-1e-9);
          expect(extra).toBeLessThanOrEqual(most * (1 + 1e-9) + 1e-9);
          expect(Number.isFinite(with_.idle)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});
