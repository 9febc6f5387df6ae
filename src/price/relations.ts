import { EVENT_COUNT, EVENT_NAMES, Event, type EventName, MODE_NAMES } from '../replay/counts/event.ts';
import { EVENT_FACTS } from '../replay/counts/event-facts.ts';
import { loadStructure } from '../replay/structure/presets.ts';
import type { Structure } from '../replay/structure/structure.ts';
import { COST_NAMES, type CostName } from './cost-table.ts';
import { EVENT_COSTS, isFree } from './event-costs.ts';
import { chargedCosts } from './idle/charged.ts';
import { BARS, type Bar, barOf } from './parts.ts';
import { STATIONS, stationOf } from './stations.ts';

/** Structures between which the formulas of events differ: with a board cache and without, pages copied by a CPU and by an engine. */
let structures: readonly Structure[] | undefined;
const structuresThatDiffer = (): readonly Structure[] =>
  (structures ??= [
    loadStructure('disco-fillfirst'),
    loadStructure('disco-fillfirst', ['monitor.hotPages.copy=engine']),
    loadStructure('dinero'),
  ]);

const known = new Map<EventName, readonly CostName[]>();

/** The costs by whose formulas an event is charged, on some machine, in some mode. */
export function chargesOf(event: EventName): readonly CostName[] {
  const before = known.get(event);
  if (before !== undefined) return before;
  const charges = charged(event);
  known.set(event, charges);
  return charges;
}

function charged(event: EventName): CostName[] {
  const modes = EVENT_FACTS[event].modes;
  const events = new Float64Array(MODE_NAMES.length * EVENT_COUNT);
  for (const mode of modes) events[MODE_NAMES.indexOf(mode) * EVENT_COUNT + Event[event]] = 1;
  const names = new Set(structuresThatDiffer().flatMap((structure) => [...chargedCosts({ structure }, events)]));
  return COST_NAMES.filter((name) => names.has(name));
}

/** The costs that a wait for what happens there is computed from. */
export const waitsOf = (event: EventName): CostName[] =>
  (Object.keys(STATIONS) as (keyof typeof STATIONS)[]).filter((cost) => stationOf(cost)?.events.includes(event));

/** The events that a cost is multiplied with, or that wait for it. */
export const eventsOf = (cost: CostName): { charged: EventName[]; waiting: readonly EventName[] } => ({
  charged: EVENT_NAMES.filter((event) => chargesOf(event).includes(cost)),
  waiting: stationOf(cost)?.events ?? [],
});

/** The segments of the figures' bars that an event's own time is in, from the bottom up; none of one that takes none. */
export function barsOfEvent(event: EventName): Bar[] {
  const cost = EVENT_COSTS[event];
  if (isFree(cost)) return [];
  const bars = new Set(EVENT_FACTS[event].modes.map((mode) => barOf(mode, cost.part)));
  return BARS.filter((bar) => bars.has(bar));
}

/** The segments that waiting for what happens at an event is in; none where nobody waits. */
export function barsOfWaiting(event: EventName): Bar[] {
  const bars = new Set(waitsOf(event).flatMap((cost) => stationOf(cost)?.bars ?? []));
  return BARS.filter((bar) => bars.has(bar));
}

/** The segments that the time of any of these events is in, and waiting for what happens at them. */
export function barsOfEvents(events: readonly EventName[]): Bar[] {
  const bars = new Set([...events.flatMap(barsOfEvent), ...events.flatMap(barsOfWaiting)]);
  return BARS.filter((bar) => bars.has(bar));
}

/** The segments that hang on a cost, from the bottom up: all of them on the clock. */
export function barsOfCost(cost: CostName): Bar[] {
  if (cost === 'clock') return [...BARS];
  const bars = new Set<Bar>([...eventsOf(cost).charged.flatMap(barsOfEvent), ...(stationOf(cost)?.bars ?? [])]);
  return BARS.filter((bar) => bars.has(bar));
}
