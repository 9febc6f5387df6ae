import type { Report } from '../../run/report.ts';
import { fittedTable, paragraph } from '../../text/text-table.ts';
import { cut, decimal, duration, integer, SERVICE_LABELS } from '../../text/words.ts';
import type { Words } from '../section.ts';
import { TABLE_2 } from './published.ts';
import { COLUMNS, type ServiceRow, serviceRows, sleepSentence, TOTAL } from './services.ts';

export interface ServiceTextOptions {
  /** A line below each service of the paper's Table 2 with the paper's own numbers. */
  paper?: boolean;
  vm?: number | undefined;
}

/** The heads of `disco services`. */
export const SERVICE_WORDS: Words = {
  'share %': 'Of the system time of the first configuration.',
  entries: 'How often the service was entered there.',
  each: 'The mean time of an entry there.',
  'slow-down': 'The time of an entry, over that in the first configuration: 1.00 is as fast. The next five columns add up to it.',
  exec: 'Kernel execution: the service’s own instructions and stalls.',
  'TLB wr': 'TLB writes that the monitor emulates.',
  priv: 'Other privileged instructions that the monitor emulates.',
  call: 'Monitor calls and page faults.',
  kTLB: 'TLB faults of the kernel.',
}; // biome-ignore format: sentences
const HEADS = ['', ...Object.keys(SERVICE_WORDS).map((word) => word.split(/ |(?<=-)/))];
const LEGEND =
  'exec: kernel execution; TLB wr: TLB write emulation; priv: other privileged instructions; call: monitor calls and page faults; kTLB: kernel TLB faults. They add up to the slowdown.';

/** Table 2 for each configuration after the first, for a terminal, ending in a line feed. */
export function servicesText(report: Report, { paper = false, vm }: ServiceTextOptions = {}): string {
  const base = report.base.name;
  const all = serviceRows(report, { vm, total: true });
  const tables = Map.groupBy(all, ({ configuration }) => configuration);
  const sections = [...tables].map(([configuration, rows]) => {
    const where = vm === undefined ? configuration : `virtual machine ${vm} of ${configuration}`;
    const title = `Services on ${where}: share of the system time, entries and time each on ${base}, then the time of an entry relative to ${base}`;
    const lines = rows.flatMap((row) => [line(row), ...(paper ? published(row.service) : [])]);
    return [...paragraph(title), '', ...fittedTable(HEADS, lines, `l${'r'.repeat(HEADS.length - 1)}`)];
  });
  const share = vm === undefined ? '' : ' The total is by user instruction: a VM has services of its own.';
  const note = paper ? ' Lines “paper”: the paper’s Table 2, its own pmake.' : '';
  const sleep = sleepSentence(all);
  const slept = sleep === undefined ? '' : ` ${sleep}`;
  return `${[...sections.flatMap((lines) => [...lines, '']), ...paragraph(LEGEND + share + slept + note)].join('\n')}\n`;
}

function line(row: ServiceRow): string[] {
  return [
    cut(SERVICE_LABELS[row.service] ?? row.service, 18),
    decimal(row.percentOfSystemTime, 1),
    row.entries === null ? '–' : entries(row.entries),
    row.meanNs === null ? '–' : duration(row.meanNs),
    ...[row.slowdown, ...COLUMNS.map((column) => row[column])].map(relative),
  ];
}

function published(service: string): string[][] {
  const found = TABLE_2[service];
  if (found === undefined || service === TOTAL) return [];
  const numbers = [found.slowdown, ...COLUMNS.map((column) => found[column])].map(relative);
  return [['  paper', decimal(found.percentOfSystemTime, 0), '', duration(found.meanNs), ...numbers]];
}

/** At most seven characters. */
const entries = (n: number): string =>
  n < 999_999.5 ? integer(n) : `${decimal(n / 1e6, n < 9.995e6 ? 2 : n < 99.95e6 ? 1 : 0)} M`;

/** Four characters, but for slowdowns of a thousand and more. */
const relative = (x: number | null): string => (x === null ? '–' : decimal(x, x < 9.995 ? 2 : x < 99.95 ? 1 : 0));
