import { beforeAll, describe, expect, test } from 'vitest';
import { type Comparison, compare, runExperiment } from '../../src/reproduce/index.ts';
import { FIGURE_6 } from '../../src/reproduce/published/figure6.ts';
import { FIGURE_7 } from '../../src/reproduce/published/figure7.ts';
import { loadWorkload } from '../../src/trace/synthetic/index.ts';
import { paced } from '../pace.ts';

describe('the published numbers', () => {
  const sum = (bar: object): number => Object.values(bar).reduce((total, x) => total + x, 0);

  test('add up to the totals printed over Figure 7’s bars', () => {
    const totals = Object.values(FIGURE_7).map((bars) => Object.values(bars).map((bar) => Math.round(sum(bar))));
    expect(totals).toEqual([[100, 136, 92, 64, 60, 86], [100, 34]]); // biome-ignore format: a list
  });

  test('of Figure 6 make the MB printed there, in pages of 4 KB', () => {
    const mb = (side: 'V' | 'M') => Object.values(FIGURE_6).map((bars) => Math.round(sum(bars[side]) / 256));
    expect(mb('V')).toEqual([23, 27, 36, 51, 77, 81]);
    expect(mb('M')).toEqual([23, 27, 29, 33, 38, 40]);
  });
});

describe('eight pmakes, shortened', () => {
  let rows: Comparison[];
  const value = (exhibit: string, configuration: string, segment: string): number =>
    rows.find((r) => r.exhibit === exhibit && r.configuration === configuration && r.segment === segment)?.predicted ??
    Number.NaN;
  const VMS = ['1vm', '2vm', '4vm', '8vm'];

  beforeAll(async () => {
    const short = {
      set: [
        `workload.instructions=${paced(16e6, 60e6)}`,
        `workload.warmup=${paced(12e6, 45e6)}`,
        'costs.lockAcquisition=0',
      ],
    };
    const radix = await runExperiment('radix', {
      set: [`workload.instructions=${paced(4e6, 10e6)}`, `workload.warmup=${paced(2e6, 5e6)}`],
    });
    rows = compare(['fig6', 'fig7'], { pmake8: await runExperiment('pmake8', short), radix });
  });

  test('need more virtual pages with each machine, and no more machine pages than virtual ones', () => {
    const V = VMS.map((vms) => value('fig6', vms, 'V total'));
    expect(V).toEqual(V.toSorted((a, b) => a - b));
    for (const vms of [...VMS, '8vm/nfs'])
      expect(value('fig6', vms, 'M total')).toBeLessThanOrEqual(value('fig6', vms, 'V total'));
    expect(value('fig6', '1vm', 'M buffers')).toBe(value('fig6', 'irix', 'M buffers'));
  });

  test('have one text of the kernel in memory, and as many as machines in theirs', () => {
    for (const [n, vms] of VMS.entries()) {
      expect(value('fig6', vms, 'M text')).toBe(421);
      expect(value('fig6', vms, 'V text')).toBe(421 * 2 ** n);
    }
  });

  test('share the common files among machines: each block of a whole page is in memory once, each shorter one in all', () => {
    const short = loadWorkload('pmake8').files!.short!.common.value;
    const [alone, ...others] = VMS.map((vms) => value('fig6', vms, 'M buffers'));
    expect(others).toEqual([1, 3, 7].map((more) => alone + more * short));
  });

  test('wait less for locks with each machine, and not at all with a CPU each', () => {
    const sync = VMS.map((vms) => value('fig7', vms, 'sync'));
    expect(sync).toEqual(sync.toSorted((a, b) => b - a));
    expect(value('fig7', '8vm', 'sync')).toBe(0);
    expect(value('fig7', '1vm', 'sync')).toBeGreaterThan(value('fig7', 'irix', 'sync'));
  });

  test('on SPLASHOS there is no kernel to spend time in', () => {
    const radix = rows.filter((r) => r.exhibit === 'fig7' && r.workload === 'radix' && r.configuration === 'splashos');
    const of = (segment: string) => radix.find((r) => r.segment === segment)?.predicted;
    expect([of('kernel'), of('sync')]).toEqual([0, 0]);
    expect(of('total')).toBeLessThan(100);
  });
});
