import type { TopLevelSpec } from 'vega-lite';
import { axisRoom, charactersIn, headed, inRows, labelsOf, legendAbove, titled, within } from '../../draw/layout.ts';
import { totalMark } from '../../draw/stacked.ts';
import { BAR_COLORS, filled, INK, NARROW, SCHEMA, SOFT_INK, TEXT, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { capital, cut, decimal, percent, SERVICE_LABELS, wrap } from '../../text/words.ts';
import {
  COLUMN_LABELS,
  COLUMNS,
  type ServiceColumn,
  type ServiceOptions,
  type ServiceRow,
  serviceRows,
  TOTAL,
} from './services.ts';

/** Kernel execution as in every chart, the monitor's columns as shades of its colour. */
export const COLUMN_COLORS: Record<ServiceColumn, string> = {
  kernelExecution: BAR_COLORS.kernel,
  tlbWriteEmulation: BAR_COLORS.monitor,
  otherPrivileged: '#c9628f',
  monitorCalls: '#efc3d5',
  kernelTlbFaults: '#4a4458',
};
/** Pixels of a service's bar with its gap. */
const STEP = { least: 60, most: 72 };
/** Below this share of the system time a service has no bar. */
const LEAST_PERCENT = 0.5;

/** Table 2 drawn: for each service the five columns stacked up to its slowdown; a chart for each configuration after the first. */
export function servicesChart(report: Report, width = WIDE, options: ServiceOptions = {}): TopLevelSpec {
  const base = report.base.name;
  const others = report.others.map(({ name }) => name);
  const rows = serviceRows(report, { ...options, total: true }).flatMap(({ slowdown, service, ...row }) =>
    slowdown === null || row.percentOfSystemTime < LEAST_PERCENT ? [] : [{ ...row, slowdown, service: nameOf(service) }],
  );
  const top = Math.max(1, ...rows.map(({ slowdown }) => slowdown)) * 1.08;
  const room = within(width) - axisRoom(top);
  const height = width <= NARROW ? 220 : 300;
  const legend = legendAbove(COLUMNS.map((column) => COLUMN_LABELS[column]), room);
  const colors = filled('column', Object.fromEntries(COLUMNS.map((column) => [COLUMN_LABELS[column], COLUMN_COLORS[column]])), legend);
  const y = {
    field: 'from',
    type: 'quantitative',
    scale: { domain: [0, top], nice: false },
    stack: null,
    title: `time of an entry, ${cut(base, charactersIn(height) - 22)} = 1`,
  };
  const chart = (shown: readonly Shown[], step: number, title: string | undefined) => {
    const names = shown.map(({ service }) => service);
    const lines = new Map(
      shown.map(({ service, percentOfSystemTime }) => [service, [...wrap(service, charactersIn(step - 4, TEXT.small), 3), percent(percentOfSystemTime)]]),
    );
    const axis = { labelExpr: labelsOf(lines), labelColor: INK, labelLimit: step, labelFontSize: TEXT.small };
    const x = { field: 'service', type: 'nominal', sort: names, title: null, axis };
    const totals = shown.map(({ service, slowdown }) => ({ service, to: slowdown, label: decimal(slowdown, 2) }));
    return {
      ...(title === undefined ? {} : { title: headed(title, room) }),
      width: { step },
      height,
      data: { values: shown.flatMap(segmentsOf) },
      layer: [
        { mark: { type: 'bar', width: { band: 0.66 } }, encoding: { x, y, y2: { field: 'to' }, ...colors } },
        { data: { values: [{ from: 1 }] }, mark: { type: 'rule', color: SOFT_INK, strokeDash: [4, 3] }, encoding: { y } },
        { data: { values: totals }, mark: totalMark(), encoding: { x, y: { ...y, field: 'to' }, text: { field: 'label' } } },
      ],
    };
  };
  const charts = others.flatMap((configuration) => {
    const own = rows.filter((row) => row.configuration === configuration);
    const { step, rows: lines } = inRows(own, room, STEP.least, STEP.most);
    return (lines.length === 0 ? [[]] : lines).map((line, n) =>
      chart(line, step, others.length > 1 && n === 0 ? configuration : undefined),
    );
  });
  const where = options.vm === undefined ? '' : `, virtual machine ${options.vm}`;
  return {
    $schema: SCHEMA,
    description: sentence(rows, others, base, where),
    title: titled(
      `Services of the operating system on ${others.map((name) => cut(name, 24)).join(', ')}${where}`,
      `below each its share of ${cut(base, 24)}’s system time; those under ${LEAST_PERCENT} % are left out`,
      width,
    ),
    config: THEME,
    ...(charts.length === 1 ? charts[0] : { vconcat: charts, spacing: 24 }),
  } as TopLevelSpec;
} // biome-ignore format: a specification

type Shown = Omit<ServiceRow, 'slowdown'> & { slowdown: number };

/** The columns of a service, one on top of the other. */
function segmentsOf(row: Shown) {
  let from = 0;
  return COLUMNS.map((column) => {
    const segment = { service: row.service, column: COLUMN_LABELS[column], from, to: from + (row[column] ?? 0) };
    from = segment.to;
    return segment;
  });
}

/** Configurations that the sentence speaks of, at most. */
const SAID = 3;

/** How much slower the services are in all, and which of them most. */
function sentence(rows: readonly Shown[], others: readonly string[], base: string, where: string): string {
  const said = others.slice(0, SAID).flatMap((name) => {
    const own = rows.filter(({ configuration }) => configuration === name);
    const whole = own.find(({ service }) => service === nameOf(TOTAL));
    const [first, ...left] = own.filter((row) => row !== whole);
    if (first === undefined) return [];
    const slowest = left.reduce((most, row) => (row.slowdown > most.slowdown ? row : most), first);
    const all = whole === undefined ? '' : `all system time takes ${decimal(whole.slowdown, 2)} times as long as on ${base}, and `;
    return [`on ${name}${where} ${all}${slowest.service}, ${percent(slowest.percentOfSystemTime)} of it on ${base}, takes ${decimal(slowest.slowdown, 2)} times as long, the most of any service`];
  });
  if (said.length === 0) return `No service of the operating system takes time both on ${base} and beside it${where}.`;
  const text = said.join('; ');
  return `${capital(text)}.`;
} // biome-ignore format: sentences

const nameOf = (service: string): string =>
  service === TOTAL ? 'all system time' : (SERVICE_LABELS[service] ?? service);
