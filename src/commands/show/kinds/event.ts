import type { EventName } from '../../../replay/counts/event.ts';
import type { Entry, Kind } from '../kind.ts';
import { type Fact, factsText, TYPE } from '../text/facts.ts';

export const eventKind: Kind = {
  name: 'event',
  plural: 'events',
  group: 'What to look at',
  line: 'what a replay counts, for costs to turn into time',
  entries,
  full: (name) => full(name as EventName),
  reference: async () => (await import('../reference/events.ts')).eventReference(),
};

const NEVER = 'In no trace that comes along.';

async function entries(): Promise<readonly Entry[]> {
  const { EVENT_NAMES, EVENTS } = await import('../../../replay/counts/event.ts');
  const { COUNTERS, EVENT_FACTS } = await import('../../../replay/counts/event-facts.ts');
  const { counting } = await import('../reference/counting.ts');
  const { UNSEEN } = await import('../reference/scenes.ts');
  const order = Object.keys(COUNTERS);
  const placeOf = (name: EventName): number => order.indexOf(EVENT_FACTS[name].counter);
  return EVENT_NAMES.toSorted((a, b) => placeOf(a) - placeOf(b)).map((name) => ({
    name,
    line: EVENTS[name],
    ...(UNSEEN.includes(name) ? { more: [NEVER] } : {}),
    section: COUNTERS[EVENT_FACTS[name].counter].title,
    command: counting(name),
  }));
}

async function full(name: EventName): Promise<string> {
  const { EVENTS } = await import('../../../replay/counts/event.ts');
  const { COUNTERS, EVENT_FACTS } = await import('../../../replay/counts/event-facts.ts');
  const { counting } = await import('../reference/counting.ts');
  const { barsOfWaiting } = await import('../../../price/relations.ts');
  const { chargeText, paperText, shownText, waitText } = await import('../reference/events.ts');
  const { UNSEEN } = await import('../reference/scenes.ts');
  const { counter, unit } = EVENT_FACTS[name];
  const wait = waitText(name);
  const facts: Fact[] = [
    ['counted by', COUNTERS[counter].by],
    ['unit', unit],
    ['in the paper', paperText(name)],
    ['costs', chargeText(name)],
    ...(wait === undefined ? [] : [['waits', wait] as const]),
    ['time is in', shownText(name)],
    ...(wait === undefined ? [] : [['waiting is in', barsOfWaiting(name).join(', ')] as const]),
    ['columns', `${name}, ${name}Per1000 of sweeps; row ${name} of the table events, and of counts by CPU and mode`],
    ...(UNSEEN.includes(name) ? [['seen', NEVER] as const] : []),
    [TYPE, counting(name)],
  ];
  return factsText(`event ${name}`, EVENTS[name], facts);
}
