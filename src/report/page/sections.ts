import { totalsOf } from '../../replay/counts/counts.ts';
import { EVENT_NAMES, EVENTS } from '../../replay/counts/event.ts';
import { type Column, escapeHtml, sectionHtml, tableHtml } from '../markup/markup.ts';
import { configurationNames, costKinds, notesOf, type Run, shownBars, timeSums } from '../run/run.ts';
import { settings } from '../run/structure-diff.ts';
import { traceFacts } from '../run/summary.ts';
import { cacheCounts, KINDS, type Rate, rates, tlbCounts } from '../sections/rates/rates.ts';
import { TABLE_2 } from '../sections/services/published.ts';
import { serviceRows } from '../sections/services/services.ts';
import { assumptions } from '../tables/tables.ts';
import {
  CACHE_LABELS,
  decimal,
  digitsFor,
  duration,
  enumerate,
  integer,
  MONITOR_PARTS,
  PART_LABELS,
  percent,
  printable,
  SERVICE_LABELS,
  TABLE2_PARTS,
  TLB_LABELS,
} from '../text/words.ts';

const number = (head: string): Column => ({ head, numeric: true });
const ratio = (misses: number, references: number): string =>
  references === 0 ? '–' : percent((100 * misses) / references, 3);

/** Figure 5 in numbers, and under the monitor's segment what it is made of. */
export function breakdownSection(runs: readonly Run[]): string {
  const names = configurationNames(runs);
  const sums = runs.map((run) => timeSums(run));
  const shown = shownBars(sums);
  const base = sums[0].total;
  const digits = digitsFor(Math.max(...sums.map(({ total }) => total)) / 1e6);
  const line = (label: string, ns: number[]) => [
    label,
    ...ns.flatMap((n) => [decimal(n / 1e6, digits), base === 0 ? '–' : decimal((100 * n) / base, 1)]),
  ];
  const rows = [
    ...shown.map((bar) => line(bar, sums.map(({ bars }) => bars[bar]))),
    line('total', sums.map(({ total }) => total)),
  ]; // biome-ignore format: a line each
  const parts = runs.some(({ structure }) => structure.monitor !== null)
    ? MONITOR_PARTS.map((part) =>
        line(
          `of monitor: ${PART_LABELS[part]}`,
          sums.map((sum) => sum.parts[part]),
        ),
      )
    : [];
  const columns = [{ head: '' }, ...names.flatMap((name) => [number(`${name}, ms`), number(`% of ${names[0]}`)])];
  return sectionHtml(
    'Execution time',
    'Processor time, as in Figure 5 of the paper.',
    tableHtml(columns, [...rows, ...parts], new Set([shown.length])),
  );
}

/** What the paper's Table 2 says of a service, if it lists it. */
function published(service: string): string[] {
  const found = TABLE_2[service];
  return found === undefined ? ['–', '–'] : [duration(found.meanNs), decimal(found.slowdown, 2)];
}

/** Table 2's form. */
export function serviceSection(runs: readonly Run[]): string {
  const [base] = configurationNames(runs);
  const relative = (x: number | null) => (x === null ? '–' : decimal(x, 2));
  const tables =
    configurationNames(runs.slice(1)).length === 0
      ? []
      : [...Map.groupBy(serviceRows(runs), ({ configuration }) => configuration)];
  const content = tables.map(([configuration, rows]) => {
    const columns = [
      '% of system time',
      'entries',
      'time each',
      'slowdown',
      'kernel execution',
      ...TABLE2_PARTS.map((part) => PART_LABELS[part]),
      'paper, time each',
      'paper, slowdown',
    ];
    const cells = rows.map((row) => [
      SERVICE_LABELS[row.service] ?? row.service,
      percent(row.percentOfSystemTime),
      row.entries === null ? '–' : integer(row.entries),
      row.meanNs === null ? '–' : duration(row.meanNs),
      ...[row.slowdown, row.kernelExecution, ...TABLE2_PARTS.map((part) => row[part])].map(relative),
      ...published(row.service),
    ]);
    return tableHtml([{ head: `on ${configuration}` }, ...columns.map(number)], cells);
  });
  const explanation = `As in Table 2 of the paper: share, entries and time each on ${base}; then the time of an entry relative to ${base}, in all and by what it is spent on. The last two columns are the paper’s own numbers, for its pmake.`;
  return sectionHtml('Services of the operating system', explanation, content.join('\n'));
}

export function rateSection(runs: readonly Run[]): string {
  const all = runs.map(rates);
  const row = (label: string, of: Rate[]) => [
    label,
    ...of.map(({ value, digits }) => (value === null ? '–' : decimal(value, digits))),
  ];
  const rows = [
    ...all[0].others.map(({ label }, i) => row(label, all.map(({ others }) => others[i]))),
    ...all[0].perThousand.map(({ label }, i) => row(`${label} per 1000 instructions`, all.map(({ perThousand }) => perThousand[i]))),
  ]; // biome-ignore format: a line each
  const some = rows.filter(([, ...cells]) => cells.some((cell) => cell !== '–'));
  return sectionHtml('Rates', '', tableHtml([{ head: '' }, ...configurationNames(runs).map(number)], some));
}

export function cacheSection(runs: readonly Run[]): string {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    cacheCounts(run).flatMap(({ cache, writeBacks, ...counted }) =>
      KINDS[cache].map((kind, k) => {
        const { references, misses } = counted[kind];
        const dirty = k === 0 && cache !== 'l1i' ? integer(writeBacks) : '';
        return [
          names[i],
          CACHE_LABELS[cache],
          kind,
          integer(references),
          integer(misses),
          ratio(misses, references),
          dirty,
        ];
      }),
    ),
  );
  const columns = [
    { head: 'on' },
    { head: 'cache' },
    { head: 'kind' },
    ...['references', 'misses', 'miss ratio', 'write-backs'].map(number),
  ];
  return sectionHtml('Caches', '', tableHtml(columns, rows));
}

export function tlbSection(runs: readonly Run[]): string {
  const names = configurationNames(runs);
  const rows = runs.flatMap((run, i) =>
    tlbCounts(run).map(({ tlb, references, misses }) => [
      names[i],
      TLB_LABELS[tlb],
      integer(references),
      integer(misses),
      ratio(misses, references),
    ]),
  );
  return sectionHtml(
    'TLBs',
    '',
    tableHtml([{ head: 'on' }, { head: 'TLB' }, ...['references', 'misses', 'miss ratio'].map(number)], rows),
  );
}

/** What differs between the structures, and folded away what does not. */
export function structureSection(runs: readonly Run[]): string {
  const all = settings(runs.map(({ structure }) => structure));
  const rows = (differs: boolean) =>
    all
      .filter((setting) => setting.differs === differs)
      .map(({ path, values }) => [path, ...(differs ? values : values.slice(0, 1))]);
  const same = tableHtml([{ head: 'setting' }, { head: 'value' }], rows(false));
  if (runs.length === 1) return sectionHtml('Structure', '', same);
  const different = tableHtml([{ head: 'setting' }, ...configurationNames(runs).map((head) => ({ head }))], rows(true));
  const folded = `<details><summary>${rows(false).length} settings are alike</summary>\n${same}\n</details>`;
  return sectionHtml(
    'What differs between the structures',
    '',
    rows(true).length === 0 ? folded : `${different}\n${folded}`,
  );
}

/** Every cost with its source: what the times stand on. */
export function costSection(runs: readonly Run[]): string {
  type Row = {
    configuration: string;
    cost: string;
    value: number;
    unit: string;
    kind: string;
    source: string;
    meaning: string;
  };
  const rows = assumptions(runs).objects({ limit: Number.POSITIVE_INFINITY }) as Row[];
  const cells = rows.map(({ configuration, cost, value, unit, kind, source, meaning }) => {
    const name = configuration === 'all' ? cost : `${cost} (${configuration})`;
    return [
      name,
      `${decimal(value, Number.isInteger(value) ? 0 : 3)} ${unit}`,
      kind,
      printable(meaning),
      printable(source),
    ];
  });
  const kinds = enumerate(Object.entries(costKinds(runs[0].costs)).map(([kind, n]) => `${n} ${kind}`));
  const columns = [
    { head: 'cost' },
    number('value'),
    { head: 'kind' },
    { head: 'meaning', prose: true },
    { head: 'source', prose: true },
  ];
  return sectionHtml(
    'Costs',
    `Each of the numbers that turn counts into time, and where it comes from: ${kinds}.`,
    tableHtml(columns, cells),
  );
}

export function eventSection(runs: readonly Run[]): string {
  const totals = runs.map(({ counts }) => totalsOf(counts));
  const rows = EVENT_NAMES.filter((name) => totals.some((of) => of[name] !== 0)).map((name) => [
    name,
    ...totals.map((of) => integer(of[name])),
    EVENTS[name],
  ]);
  const columns = [{ head: 'event' }, ...configurationNames(runs).map(number), { head: 'meaning', prose: true }];
  return sectionHtml(
    'Events',
    'What was counted, over everything measured; events that did not happen are left out.',
    tableHtml(columns, rows),
  );
}

export function traceSection(runs: readonly Run[]): string {
  const rows = traceFacts(runs).map(([name, value]) => [name, printable(value)]);
  const notes = notesOf(runs).map((note) => `<li>${escapeHtml(printable(note))}</li>`);
  const list = notes.length === 0 ? '' : `\n<ul class="notes">\n${notes.join('\n')}\n</ul>`;
  return sectionHtml('Trace', '', tableHtml([{ head: '' }, { head: '', prose: true }], rows) + list);
}

export function reproduceSection(command: string | undefined): string {
  return command === undefined
    ? ''
    : sectionHtml('To make this again', '', `<pre><code>${escapeHtml(printable(command))}</code></pre>`);
}
