import { countRows, totalsOf } from '../../../replay/counts/counts.ts';
import { EVENT_NAMES, EVENTS } from '../../../replay/counts/event.ts';
import { folded, number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { integer as count, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import { integer } from '../../text/words.ts';
import { CONFIGURATION, CPU, MODE, SERVICE, VM, WARMUP, WINDOW } from '../columns.ts';
import { type Section, silent } from '../section.ts';

/** The tidy long table of counts. */
const countsTable = tableOf({
  name: 'counts',
  meaning: 'A count that is not zero: what happened on each processor in each context, warm-up included and marked.',
  columns: {
    configuration: CONFIGURATION,
    window: WINDOW,
    warmup: WARMUP,
    cpu: CPU,
    vm: VM,
    mode: MODE,
    service: SERVICE,
    event: text('What was counted; the table `events` says what each means.'),
    count: count('events', 'How often it happened.'),
  },
  rows: ({ runs }: Report) =>
    runs.flatMap(({ name, counts }) => Array.from(countRows(counts), (row) => ({ configuration: name, ...row }))),
});

const eventsTable = tableOf({
  name: 'events',
  meaning: 'An event, whether it happened or not.',
  columns: {
    event: text('Its name.'),
    meaning: text('What it means.'),
  },
  family: {
    pattern: 'count:CONFIGURATION',
    column: count('events', 'How often it happened in that run, warm-up left out.'),
    names: ({ runs }: Report) => runs.map(({ name }) => `count:${name}`),
  },
  rows: ({ runs }: Report) =>
    EVENT_NAMES.map((event) => ({
      event,
      meaning: EVENTS[event],
      ...Object.fromEntries(runs.map(({ name, totals }) => [`count:${name}`, totals[event]])),
    })),
});

/** What was counted. */
export const events = {
  name: 'events',
  title: 'Events',
  tables: [countsTable, eventsTable],
  terminal: silent,
  page: eventsPage,
  json: ({ counts, totals, warmup }) => ({ events: totals, warmup: warmup ? totalsOf(counts, true) : null }),
} as const satisfies Section;

function eventsPage({ runs }: Report): PagePart[] {
  const rows = EVENT_NAMES.filter((name) => runs.some(({ totals }) => totals[name] !== 0)).map((name) => [
    name,
    ...runs.map(({ totals }) => integer(totals[name])),
    EVENTS[name],
  ]);
  const columns = [{ head: 'event' }, ...runs.map(({ name }) => number(name)), { head: 'meaning', prose: true }];
  return part(
    'Events',
    'What was counted, over everything measured; events that did not happen are left out.',
    folded(`All ${rows.length} that happened`, tableHtml('Events that happened', columns, rows)),
  );
}
