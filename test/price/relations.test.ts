import { describe, expect, test } from 'vitest';
import { presetNames } from '../../src/config.ts';
import { COST_NAMES } from '../../src/price/cost-table.ts';
import { EVENT_COSTS, isFree } from '../../src/price/event-costs.ts';
import { chargedCosts } from '../../src/price/idle/charged.ts';
import { barsOfCost, barsOfEvent, chargesOf, eventsOf, waitsOf } from '../../src/price/relations.ts';
import { EVENT_COUNT, EVENT_NAMES, Event, MODE_NAMES } from '../../src/replay/counts/event.ts';
import { EVENT_FACTS } from '../../src/replay/counts/event-facts.ts';
import { loadStructure, STRUCTURES } from '../../src/replay/structure/presets.ts';

describe('which costs an event is charged by', () => {
  test('is said of every one that takes time, and of no other', () => {
    for (const event of EVENT_NAMES) expect(chargesOf(event).length > 0, event).toBe(!isFree(EVENT_COSTS[event]));
  });

  test('is no more on any structure that comes along', () => {
    for (const preset of presetNames(STRUCTURES)) {
      const structure = loadStructure(preset);
      for (const event of EVENT_NAMES) {
        const events = new Float64Array(MODE_NAMES.length * EVENT_COUNT);
        for (const mode of EVENT_FACTS[event].modes) events[MODE_NAMES.indexOf(mode) * EVENT_COUNT + Event[event]] = 1;
        const here = chargedCosts({ structure }, events);
        expect([...here].filter((cost) => !chargesOf(event).includes(cost)), `${event} on ${preset}`).toEqual([]);
      }
    }
  }); // biome-ignore format: long lines

  test.each([
    ['remoteRead', ['boardCacheHit', 'remoteMemory'], ['memoryOccupancy'], ['user stall', 'kernel stall', 'monitor']],
    ['secondLevelHit', ['secondLevelHit', 'kernelTlbFault'], [], ['monitor']],
    ['guestRefill', ['guestRefill'], [], ['kernel']],
    ['lockAcquired', ['lockAcquisition'], ['processSwitch'], ['sync']],
    ['diskRequest', [], ['diskAccess'], []],
    ['tlbMiss', [], [], []],
  ] as const)('%s', (event, charges, waits, bars) => {
    expect([chargesOf(event), waitsOf(event), barsOfEvent(event)]).toEqual([charges, waits, bars]);
  });
});

test('every cost is multiplied with an event or waited for, and some segment hangs on it', () => {
  for (const cost of COST_NAMES) {
    const { charged, waiting } = eventsOf(cost);
    expect(charged.length + waiting.length > 0, cost).toBe(cost !== 'clock');
    expect(barsOfCost(cost).length, cost).toBeGreaterThan(0);
  }
});
