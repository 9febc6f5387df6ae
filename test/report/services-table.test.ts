import { describe, expect, test } from 'vitest';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { tables } from '../../src/report/library.ts';
import { reportOf } from '../../src/report/run/report.ts';
import { servicesChart } from '../../src/report/sections/services/chart.ts';
import { COLUMNS, serviceRows, vmsOf } from '../../src/report/sections/services/services.ts';
import { servicesText } from '../../src/report/sections/services/terminal.ts';
import { type Block, handMade } from './hand-made.ts';

const irix = loadStructure('irix');
const disco = loadStructure('disco');

/** 5000 ns in the system: open 2500, demandZero 1500, outside every service 1000. */
const native = handMade(irix, [
  { mode: 'user', events: { instruction: 8000 } },
  { mode: 'kernel', service: 'open', events: { instruction: 1000, serviceEntered: 10 } },
  { mode: 'kernel', service: 'demandZero', events: { instruction: 600, serviceEntered: 5 } },
  { mode: 'kernel', events: { instruction: 400 } },
]);

/** open: 2500 + 200 + 500 + 100 + 300 = 3600 ns. */
const open = (vm: number, entries: number): Block[] => [
  { vm, mode: 'kernel', service: 'open', events: { instruction: 1000, serviceEntered: entries } },
  { vm, mode: 'tlbWrite', service: 'open', events: { tlbWriteEmulated: 1 } },
  { vm, mode: 'privileged', service: 'open', events: { exceptionReturnEmulated: 5 } },
  { vm, mode: 'call', service: 'open', events: { monitorCall: 2 } },
  { vm, mode: 'kernelTlbFault', service: 'open', events: { secondLevelHit: 1 } },
];
const one = handMade(disco, [
  { mode: 'user', events: { instruction: 8000 } },
  ...open(0, 10),
  { mode: 'kernel', service: 'demandZero', events: { instruction: 300, serviceEntered: 5 } },
  { mode: 'call', service: 'demandZero', events: { monitorCall: 15 } },
  { mode: 'kernel', events: { instruction: 400 } },
  { mode: 'pageMove', events: { hotPage: 1000 } },
]);
/** Machine 1 does a quarter of the work: its user instructions, entries and time of open, and kernel work of its own. */
const two = handMade(disco, [
  { vm: 0, mode: 'user', events: { instruction: 6000 } },
  { vm: 1, mode: 'user', events: { instruction: 2000 } },
  ...open(0, 8),
  { vm: 1, mode: 'kernel', service: 'open', events: { instruction: 400, serviceEntered: 2 } },
  { vm: 1, mode: 'kernel', events: { instruction: 200 } },
]);

const rowOf = (service: string, rows: ReturnType<typeof serviceRows>) => rows.find((row) => row.service === service)!;

describe('Table 2', () => {
  test('has the services in order of their native time, with share, entries and time of each', () => {
    const rows = serviceRows(reportOf([native, one]));
    expect(rows.map(({ service }) => service)).toEqual(['open', 'demandZero', 'none']);
    expect(rows.map(({ percentOfSystemTime }) => percentOfSystemTime)).toEqual([50, 30, 20]);
    expect(rows.map(({ entries }) => entries)).toEqual([10, 5, null]);
    expect(rows.map(({ meanNs }) => meanNs)).toEqual([250, 300, null]);
  });

  test('says where the time of a context switch without entries comes from', () => {
    const said = (entries: number): string => {
      const slept: Block = { mode: 'kernel', service: 'contextSwitch', events: { instruction: 100, serviceEntered: entries } };
      return servicesText(reportOf([handMade(irix, [slept]), handMade(disco, [slept])])).replaceAll(/\s+/g, ' ');
    };
    expect(said(0)).toContain('No entry into a context switch was counted: its time is that of processes that sleep for a lock');
    expect(said(3)).not.toContain('No entry into a context switch');
  }); // biome-ignore format: long lines

  test('splits a slowdown into the five columns, each over the native time', () => {
    const { slowdown, kernelExecution, tlbWriteEmulation, otherPrivileged, monitorCalls, kernelTlbFaults } = rowOf(
      'open',
      serviceRows(reportOf([native, one])),
    );
    expect(slowdown).toBeCloseTo(3600 / 2500, 12);
    expect(kernelExecution).toBeCloseTo(1, 12);
    expect(tlbWriteEmulation).toBeCloseTo(200 / 2500, 12);
    expect(otherPrivileged).toBeCloseTo(500 / 2500, 12);
    expect(monitorCalls).toBeCloseTo(100 / 2500, 12);
    expect(kernelTlbFaults).toBeCloseTo(300 / 2500, 12);
  });

  test('has columns that add up to the slowdown in every row', () => {
    const rows = serviceRows(reportOf([native, one, two]), { total: true }).filter(({ slowdown }) => slowdown !== null);
    expect(rows).toHaveLength(7);
    for (const row of rows)
      expect(COLUMNS.reduce((sum, column) => sum + row[column]!, 0)).toBeCloseTo(row.slowdown!, 12);
  });

  test('ends in a total over the system time when asked, without what moving pages takes', () => {
    const rows = serviceRows(reportOf([native, one]), { total: true });
    expect(rows).toHaveLength(4);
    const total = rows.at(-1)!;
    expect(total).toMatchObject({ service: 'total', percentOfSystemTime: 100, entries: null, meanNs: null });
    // 3600 of open, 750 + 750 of demandZero, 1000 outside.
    expect(total.slowdown).toBeCloseTo(6100 / 5000, 12);
    expect(total.monitorCalls).toBeCloseTo((100 + 750) / 5000, 12);
  });

  test('compares an entry with an entry where there are more or fewer of them', () => {
    const more = handMade(disco, open(0, 20));
    expect(rowOf('open', serviceRows(reportOf([native, more]))).slowdown).toBeCloseTo(3600 / 20 / 250, 12);
  });

  test('takes one virtual machine alone: per entry, and by user instructions where nothing is entered', () => {
    const rows = serviceRows(reportOf([native, two]), { vm: 1, total: true });
    expect(rowOf('open', rows).slowdown).toBeCloseTo(1000 / 2 / 250, 12);
    // 500 ns with 2000 of 8000 user instructions, against 1000 ns.
    expect(rowOf('none', rows).slowdown).toBeCloseTo((500 * 4) / 1000, 12);
    expect(rowOf('demandZero', rows)).toMatchObject({ slowdown: null, kernelExecution: null });
    expect(rowOf('total', rows).slowdown).toBeCloseTo((1500 * 4) / 5000, 12);
    expect(rowOf('open', serviceRows(reportOf([native, two]), { vm: 0 })).slowdown).toBeCloseTo(3600 / 8 / 250, 12);
  });

  test('without a machine named counts all of them', () => {
    expect(rowOf('open', serviceRows(reportOf([native, two]))).slowdown).toBeCloseTo(4600 / 10 / 250, 12);
    expect(vmsOf([native, two])).toEqual([0, 1]);
    expect(vmsOf([native, one])).toEqual([0]);
  });

  test('has the total in the exported table only when asked', () => {
    expect(tables.services([native, one]).numRows()).toBe(3);
    expect(tables.services([native, one], { total: true }).numRows()).toBe(4);
  });
});

describe('Table 2 in the terminal', () => {
  test('prints every service and the total within 80 columns', () => {
    const text = servicesText(reportOf([native, one, two]));
    const lines = text.split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines.find((line) => line.startsWith('open'))?.split(/\s{2,}/)).toEqual([
      'open', '50.0', '10', '250 ns', '1.44', '1.00', '0.08', '0.20', '0.04', '0.12',
    ]); // biome-ignore format: a row
    expect(lines.filter((line) => line.startsWith('total'))).toHaveLength(2);
    expect(text).not.toContain('paper');
  });

  test('sets the paper’s numbers below the services it lists when asked', () => {
    const lines = servicesText(reportOf([native, one]), { paper: true }).split('\n');
    const at = lines.findIndex((line) => line.startsWith('open'));
    expect(lines[at + 1].split(/\s{2,}/)).toEqual(['', 'paper', '9', '42.0 µs', '1.63', '1.16', '0.08', '0.06', '0.02', '0.30']); // biome-ignore format: a row
    expect(lines.filter((line) => line.startsWith('  paper'))).toHaveLength(2);
  });

  test('keeps within 80 columns with millions of entries and slowdowns in the hundreds', () => {
    const [a, b] = [irix, disco].map((structure, n) =>
      handMade(structure, [
        { mode: 'kernel', service: 'systemCall', events: { instruction: 1e10 * (n === 0 ? 1 : 500), serviceEntered: 123_456_789 } },
      ]),
    ); // biome-ignore format: a record
    const lines = servicesText(reportOf([a, b])).split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines.find((line) => line.startsWith('other system'))).toContain('123 M');
  });
});

test('the chart stacks the columns up to the slowdown, services and total side by side', () => {
  const chart = servicesChart(reportOf([native, one])) as unknown as {
    data: { values: { service: string; column: string; from: number; to: number }[] };
  };
  const segments = chart.data.values.filter(({ service }) => service === 'open');
  expect(segments.map(({ column }) => column)).toEqual([
    'kernel execution', 'TLB write emulation', 'other privileged instructions', 'monitor calls and page faults', 'kernel TLB faults',
  ]); // biome-ignore format: Table 2's columns
  expect(segments[0].from).toBe(0);
  for (let i = 1; i < segments.length; i++) expect(segments[i].from).toBe(segments[i - 1].to);
  expect(segments.at(-1)!.to).toBeCloseTo(3600 / 2500, 12);
  expect(new Set(chart.data.values.map(({ service }) => service))).toContain('all system time');
});
