import type { Report } from '../../run/report.ts';
import { integer, number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import { COLUMN_LABELS, type ServiceColumn, type ServiceOptions, serviceRows } from './services.ts';

const NO_ENTRY =
  'The service counts no entries, or was never entered in the first configuration: of a context switch, time is then that of processes that sleep for locks.';
/** Time of an entry over that in the first configuration, by what it is spent on. */
const relative = (column: ServiceColumn) =>
  number('', `Of the slowdown, ${COLUMN_LABELS[column]}.`, {
    label: COLUMN_LABELS[column],
    empty: 'Either configuration has none of the service.',
  });

/** Table 2's form. */
export const servicesTable = tableOf({
  name: 'services',
  meaning: 'A service of the operating system, in each configuration after the first.',
  columns: {
    configuration: text('The run that is set beside the first one.'),
    service: text('The service; `none`: kernel work outside every service; `total`: all system time.'),
    percentOfSystemTime: number('%', 'Of the first configuration’s system time.', { label: '% of system time' }),
    entries: integer('entries', 'Into the service, in the first configuration.', { empty: NO_ENTRY }),
    meanNs: number('ns', 'Of an entry in the first configuration.', { label: 'time each', empty: NO_ENTRY }),
    slowdown: number('', 'Time of an entry over that in the first configuration; the next five columns add up to it.', {
      empty: 'Either configuration has none of the service.',
    }),
    kernelExecution: relative('kernelExecution'),
    tlbWriteEmulation: relative('tlbWriteEmulation'),
    otherPrivileged: relative('otherPrivileged'),
    monitorCalls: relative('monitorCalls'),
    kernelTlbFaults: relative('kernelTlbFaults'),
  },
  rows: (report: Report, options?: ServiceOptions) => serviceRows(report, options),
});
