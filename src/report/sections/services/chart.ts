import type { TopLevelSpec } from 'vega-lite';
import { BAR_COLORS, INK, SCHEMA, SOFT_INK, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, decimal, percent, SERVICE_LABELS, wrap } from '../../text/words.ts';
import { COLUMN_LABELS, COLUMNS, type ServiceColumn, type ServiceOptions, serviceRows, TOTAL } from './services.ts';

/** Kernel execution as in every chart, the monitor's columns as shades of its colour. */
const COLUMN_COLORS: Record<ServiceColumn, string> = {
  kernelExecution: BAR_COLORS.kernel,
  tlbWriteEmulation: BAR_COLORS.monitor,
  otherPrivileged: '#c9628f',
  monitorCalls: '#efc3d5',
  kernelTlbFaults: '#4a4458',
};
const STEP = 64;
/** Below this share of the system time a service has no bar. */
const LEAST_PERCENT = 0.5;

/** Table 2 drawn: for each service the five columns stacked up to its slowdown; a chart for each configuration after the first. */
export function servicesChart(report: Report, options: ServiceOptions = {}): TopLevelSpec {
  const base = report.base.name;
  const others = report.others.map(({ name }) => name);
  const rows = serviceRows(report, { ...options, total: true }).flatMap(({ slowdown, ...row }) =>
    slowdown === null || row.percentOfSystemTime < LEAST_PERCENT ? [] : [{ ...row, slowdown }],
  );
  const names = [...new Set(rows.map(({ service }) => nameOf(service)))];
  const share = new Map(rows.map((row) => [nameOf(row.service), percent(row.percentOfSystemTime, 0)]));
  const lines = Object.fromEntries(names.map((name) => [name, [...wrap(name, 9, 3), share.get(name)!]]));
  const top = Math.max(1, ...rows.map(({ slowdown }) => slowdown)) * 1.08;
  const segments = rows.flatMap(({ configuration, service, ...row }) => {
    let from = 0;
    return COLUMNS.map((column) => {
      const segment = {
        configuration,
        service: nameOf(service),
        column: COLUMN_LABELS[column],
        from,
        to: from + (row[column] ?? 0),
      };
      from = segment.to;
      return segment;
    });
  });
  const x = {
    field: 'service',
    type: 'nominal',
    sort: names,
    title: null,
    axis: {
      labelExpr: `(${JSON.stringify(lines)})[datum.value]`,
      labelColor: INK,
      labelLimit: STEP,
      labelFontSize: 10,
    },
  };
  const y = {
    field: 'from',
    type: 'quantitative',
    scale: { domain: [0, top], nice: false },
    stack: null,
    title: `time of an entry, ${cut(base, 24)} = 1`,
  };
  const domain = COLUMNS.toReversed().map((column) => COLUMN_LABELS[column]);
  const range = COLUMNS.toReversed().map((column) => COLUMN_COLORS[column]);
  const charts = others.map((configuration) => {
    const mine = <T extends { configuration: string }>(all: T[]): T[] =>
      all.filter((row) => row.configuration === configuration);
    const totals = mine(rows).map(({ service, slowdown }) => {
      return { service: nameOf(service), to: slowdown, label: decimal(slowdown, 2) };
    });
    return {
      ...(others.length > 1 ? { title: { text: configuration, fontSize: 11, offset: 6 } } : {}),
      width: { step: STEP },
      height: 300,
      data: { values: mine(segments) },
      layer: [
        {
          mark: { type: 'bar', width: { band: 0.66 } },
          encoding: {
            x,
            y,
            y2: { field: 'to' },
            color: {
              field: 'column',
              type: 'nominal',
              scale: { domain, range },
              legend: { orient: 'top', columns: 2, labelLimit: 260 },
            },
          },
        },
        {
          data: { values: [{ from: 1 }] },
          mark: { type: 'rule', color: SOFT_INK, strokeDash: [4, 3] },
          encoding: { y },
        },
        {
          data: { values: totals },
          mark: { type: 'text', baseline: 'bottom', dy: -3, fontWeight: 'bold', fontSize: 11, color: INK },
          encoding: { x, y: { ...y, field: 'to' }, text: { field: 'label' } },
        },
      ],
    };
  });
  const where = options.vm === undefined ? '' : `, virtual machine ${options.vm}`;
  return {
    $schema: SCHEMA,
    description: `Time of each operating system service relative to ${base}, by Table 2's columns${where}.`,
    title: {
      text: `Services of the operating system on ${others.map((name) => cut(name, 24)).join(', ')}${where}`,
      subtitle: `below each its share of ${cut(base, 24)}’s system time; those under ${LEAST_PERCENT} % are left out`,
    },
    config: THEME,
    ...(charts.length === 1 ? charts[0] : { vconcat: charts }),
    ...(charts.length === 1 ? {} : { spacing: 24 }),
  } as TopLevelSpec;
}

const nameOf = (service: string): string =>
  service === TOTAL ? 'all system time' : (SERVICE_LABELS[service] ?? service);
