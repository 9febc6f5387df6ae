import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../src/price/costs.ts';
import { barTimes, price } from '../../src/price/price.ts';
import { CountsBuilder, NO_LOCK } from '../../src/replay/counts/counts.ts';
import { EVENT_COUNT, Event, type EventName, Mode, SERVICES } from '../../src/replay/counts/event.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';

/** 1 ns an instruction, 25 an acquisition. */
const costs = loadCosts('flash', ['clock.value=1000', 'instruction.value=1', 'lockAcquisition.value=25']);

interface Work {
  cpu: number;
  lock?: number;
  events: Partial<Record<EventName, number>>;
}

/** The bars of what these CPUs' kernel did with these locks held. */
function bars(...work: Work[]) {
  const builder = new CountsBuilder(1);
  builder.begin({ window: 1, warmup: false });
  for (const { cpu, lock = NO_LOCK, events } of work)
    for (const [name, n] of Object.entries(events))
      builder.block(cpu, 0, lock)[Mode.kernel * SERVICES * EVENT_COUNT + Event[name as EventName]] += n;
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
