import { EVENT_COSTS } from '../../../price/event-costs.ts';
import { BARS } from '../../../price/parts.ts';
import { barsOfEvent, chargesOf, waitsOf } from '../../../price/relations.ts';
import { EVENT_NAMES, EVENTS, type EventName } from '../../../replay/counts/event.ts';
import { COUNTERS, type CounterName, EVENT_FACTS } from '../../../replay/counts/event-facts.ts';
import { markdownPage } from '../../../report/text/markdown.ts';
import { codes, markdownTable } from './markdown.ts';

/** Where the paper speaks of an event. */
export function paperText(event: EventName): string {
  const { paper } = EVENT_FACTS[event];
  return paper === null ? 'not mentioned' : paper.replace(/^(?=[\d.]+$)/, 'section ').replace(/^(?=\d)/, 'sections ');
}

/** The costs that an event is charged by. */
export function chargeText(event: EventName): string {
  const charges = chargesOf(event);
  return charges.length === 0 ? `none: ${EVENT_COSTS[event].free}` : charges.join(', ');
}

/** The costs that waiting for what happens is computed from; undefined: nobody waits for it. */
export function waitText(event: EventName): string | undefined {
  const waits = waitsOf(event);
  return waits.length === 0 ? undefined : `for ${waits.join(', ')}, from which queueing is computed`;
}

/** The segments of the bars that its own time is in. */
export function shownText(event: EventName): string {
  const bars = barsOfEvent(event);
  return bars.length === 0 ? 'no segment of the bars' : bars.join(', ');
}

/** The reference of events, as Markdown: `docs/reference/events.md`. */
export function eventReference(): string {
  const counters = (Object.keys(COUNTERS) as CounterName[]).flatMap((counter) => {
    const { title, by } = COUNTERS[counter];
    const events = EVENT_NAMES.filter((event) => EVENT_FACTS[event].counter === counter);
    return [`## ${title}`, `Counted by ${by}.`, markdownTable(HEADS, events.map(cells))];
  });
  return markdownPage([
    '# Events',
    'Written by `disco show events --markdown > docs/reference/events.md`; a test compares. A replay counts these events, and nothing else; [costs](costs.md) turn them into time. `disco show event NAME` prints one of them.',
    'Each is a row of the table `events`, and of `counts` by CPU, virtual machine, mode and service; in sweeps it is a column under its name, and with `Per1000` behind it for each thousand instructions ([columns](columns.md)). *Costs* are those that it is multiplied with on some machine, in some mode; in *italics* those that waiting for it is computed from. *Time in* are the segments of the bars that its own time is in, of ' +
      `${BARS.join(', ')}: waiting comes on top. Sections are those of Disco’s paper.`,
    ...counters,
  ]); // biome-ignore format: a text
}

const HEADS = ['event', 'what is counted', 'unit', 'paper', 'costs', 'time in'];

function cells(event: EventName): string[] {
  const { unit, paper } = EVENT_FACTS[event];
  const waits = waitsOf(event).map((cost) => `*\`${cost}\`*`);
  const costs = [codes(chargesOf(event)), ...waits].filter((text) => text !== '').join(', ');
  return [
    `\`${event}\``,
    EVENTS[event],
    unit,
    paper ?? '–',
    costs || `none: ${EVENT_COSTS[event].free}`,
    barsOfEvent(event).join(', ') || '–',
  ];
}
