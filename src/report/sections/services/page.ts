import { number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { decimal, duration, integer, percent, SERVICE_LABELS } from '../../text/words.ts';
import { TABLE_2 } from './published.ts';
import { COLUMN_LABELS, COLUMNS, type ServiceOptions, serviceRows, sleepSentence } from './services.ts';

const HEADS = [
  '% of system time', 'entries', 'time each', 'slowdown', ...COLUMNS.map((column) => COLUMN_LABELS[column]),
  'paper, time each', 'paper, slowdown',
].map(number); // biome-ignore format: Table 2's columns

/** A table for each configuration after the first, the paper's own numbers at its end. */
export function servicesPage(report: Report, options: ServiceOptions = {}): PagePart[] {
  const base = report.base.name;
  const relative = (x: number | null) => (x === null ? '–' : decimal(x, 2));
  const all = serviceRows(report, options);
  const sleep = sleepSentence(all);
  const tables = Map.groupBy(all, ({ configuration }) => configuration);
  const content = Array.from(tables, ([configuration, rows]) => {
    const cells = rows.map((row) => [
      SERVICE_LABELS[row.service] ?? row.service,
      percent(row.percentOfSystemTime),
      row.entries === null ? '–' : integer(row.entries),
      row.meanNs === null ? '–' : duration(row.meanNs),
      ...[row.slowdown, ...COLUMNS.map((column) => row[column])].map(relative),
      ...published(row.service),
    ]);
    return tableHtml(
      `Services on ${configuration}, beside ${base}`,
      [{ head: `on ${configuration}` }, ...HEADS],
      cells,
    );
  });
  const explanation = `As in Table 2 of the paper: share, entries and time each on ${base}; then the time of an entry relative to ${base}, in all and by what it is spent on. The last two columns are the paper’s own numbers, for its pmake.${sleep === undefined ? '' : ` ${sleep}`}`;
  return part('Services of the operating system', explanation, content.join('\n'));
}

/** What the paper's Table 2 says of a service, if it lists it. */
function published(service: string): string[] {
  const found = TABLE_2[service];
  return found === undefined ? ['–', '–'] : [duration(found.meanNs), decimal(found.slowdown, 2)];
}
