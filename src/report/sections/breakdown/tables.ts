import { BARS } from '../../../price/parts.ts';
import { timeRows } from '../../../price/price.ts';
import type { Report } from '../../run/report.ts';
import { number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import { CONFIGURATION, CPU, listed, MODE, PART, SERVICE, VM, WINDOW } from '../columns.ts';

/** The tidy long table. Everything else about time is a view of it. */
export const timesTable = tableOf({
  name: 'times',
  meaning: 'A time that is not zero: what each processor did in each context.',
  columns: {
    configuration: CONFIGURATION,
    window: WINDOW,
    cpu: CPU,
    vm: VM,
    mode: MODE,
    service: SERVICE,
    part: PART,
    bar: text(`The segment of the figures’ bars that it belongs to: ${listed(BARS)}.`),
    ns: number('ns', 'Processor time.'),
  },
  rows: ({ runs }: Report) =>
    runs.flatMap(({ name, times }) => Array.from(timeRows(times), (row) => ({ configuration: name, ...row }))),
});

/** Figure 5's form. */
export const breakdownTable = tableOf({
  name: 'breakdown',
  meaning: 'A segment of a configuration’s bar, or its total.',
  columns: {
    configuration: CONFIGURATION,
    bar: text('The segment of the figures’ bars; `total`: all of them.'),
    ns: number('ns', 'Processor time.'),
    percent: number('%', 'Of the first configuration’s total.'),
  },
  rows: ({ runs, bars, percent }: Report) =>
    runs.flatMap(({ name, sums }) =>
      [...bars.map((bar) => [bar, sums.bars[bar]] as const), ['total', sums.total] as const].map(([bar, ns]) => {
        return { configuration: name, bar, ns, percent: percent(ns) };
      }),
    ),
});
