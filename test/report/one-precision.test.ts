import { table } from 'arquero';
import { expect, test } from 'vitest';
import { MONITOR_PARTS } from '../../src/price/parts.ts';
import { pageHtml, toHtml } from '../../src/report/page/html.ts';
import { reportOf } from '../../src/report/run/report.ts';
import type { Ablation } from '../../src/report/studies/ablation/ablation.ts';
import { ablationPage } from '../../src/report/studies/ablation/page.ts';
import { ablationText } from '../../src/report/studies/ablation/terminal.ts';
import { terminalReport } from '../../src/report/terminal.ts';
import { charts } from '../../src/sweep/charts/index.ts';
import { digitsOfResults } from '../../src/sweep/results/digits.ts';
import { handRuns } from './fixture.ts';

/** The decimals with which a text has a number, however often it stands there. */
function precisions(text: string, value: number): number[] {
  const shown = text.match(/(?<![\d.])\d+\.\d+(?![\d.])/g) ?? [];
  const digits = shown.map((each) => each.length - 1 - each.indexOf('.'));
  return [...new Set(digits.filter((n, i) => Math.abs(value).toFixed(n) === shown[i]))];
}
/** What people read of a page. */
const textOf = (html: string): string => html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replaceAll(',', '');

test('a share of time has as many decimals in a report’s tables, sentences and charts', async () => {
  const report = reportOf(handRuns());
  const said = [await toHtml(handRuns()), terminalReport(handRuns())].map(textOf);
  const { sums } = report.others[0];
  const times = [
    sums.bars.monitor,
    sums.total,
    ...MONITOR_PARTS.map((part) => sums.parts[part]).filter((ns) => ns > 0),
  ];
  for (const ns of times)
    for (const text of said) expect(precisions(text, report.percent(ns)), `${ns} ns`).toEqual([1]);
});

test('an overhead and a worth have as many in an ablation’s', async () => {
  const numbers = {
    overheadFull: 37.4861,
    overheadBare: 142.3789,
    together: 104.8928,
    sumInFull: 69.3041,
    sumAlone: 140.4792,
  };
  const row = {
    name: 'zeroed pages',
    section: '4.3',
    setting: 'zeroedPages',
    off: false,
    overheadWithout: 38.0037,
    worthInFull: 8.0471,
    overheadAlone: 142.0649,
    worthAlone: 19.3142,
  };
  const ablation: Ablation = {
    native: 'irix',
    monitor: 'disco',
    nativeNs: 1e9,
    ...numbers,
    mechanisms: [row],
    whatIfs: [],
    idle: [],
  };
  const html = textOf(await pageHtml(ablationPage(ablation, 'make')));
  const text = textOf(ablationText(ablation));
  for (const value of [
    ...Object.values(numbers),
    row.overheadWithout,
    row.worthInFull,
    row.overheadAlone,
    row.worthAlone,
  ])
    for (const each of [html, text]) expect(precisions(each, value), `${value}`).toEqual([2]);
});

test('a chart of a study names a number as its table does', () => {
  const results = { totalMs: [117.7716, 105.9094], overheadPercent: [36.2345, 38.2251] };
  const columns = Object.entries(results).map(([name, values]) => ({
    name,
    role: 'output' as const,
    kind: 'number' as const,
    meaning: '',
    values,
    ...(name === 'totalMs' ? {} : { unit: '%' }),
  }));
  expect(digitsOfResults({ columns })).toEqual({ totalMs: 1, overheadPercent: 2 });
  const { description } = charts.pareto(table(results), { x: 'totalMs', y: 'overheadPercent', label: 'totalMs' });
  expect(description).toContain('36.23 % at least (total 117.8 ms');
});
