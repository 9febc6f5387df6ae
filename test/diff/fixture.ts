import { resultOf } from '../../src/diff/result/read.ts';
import type { Result } from '../../src/diff/result/result.ts';
import { toJson } from '../../src/report/files/json.ts';
import type { Run } from '../../src/report/run/run.ts';
import { disco, handRuns, roundCosts, runOf } from '../report/fixture.ts';

/** What comes back from a file. */
export const travelled = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export const reportOfRuns = (runs: readonly Run[], name: string): Result => resultOf(travelled(toJson(runs)), name);

/** The hand-made runs, and the same with a monitor of other settings that does half as many TLB writes and twice as many calls. */
export function twoReports(): [Result, Result] {
  const [native, monitored] = handRuns();
  const other = runOf(
    { ...disco, monitor: { ...disco.monitor!, freedPages: false } },
    [
      { mode: 'user', events: { instruction: 1000, l1iFetch: 1000, l1iFetchMiss: 80, l2Fetch: 80, tlbMiss: 22 } },
      { mode: 'kernel', service: 'open', events: { instruction: 400 } },
      { mode: 'call', service: 'open', events: { instruction: 500 } },
    ],
    { ...roundCosts, trap: { ...roundCosts.trap, value: 100 } },
  );
  return [reportOfRuns([native, monitored], 'one'), reportOfRuns([native, other], 'two')];
}

/** Rows of a sweep’s JSON over the entries of a TLB. */
export const sweepOf = (totals: Readonly<Record<string, number | null>>, more: object = {}): object => ({
  name: 'x',
  program: '0.1.0+a',
  study: { name: 'x', traces: ['t'], structures: ['irix'], costs: ['flash'], set: {}, vary: { 'tlb.entries': Object.keys(totals).map(Number) }, outputs: ['totalMs'] },
  traces: [{ path: 't', sha256: 'abc' }],
  columns: ['trace', 'structure', 'tlb.entries', 'totalMs'],
  schema: [
    { name: 'trace', kind: 'text', meaning: '', role: 'label' },
    { name: 'structure', kind: 'text', meaning: '', role: 'label' },
    { name: 'tlb.entries', kind: 'integer', meaning: '', role: 'label' },
    { name: 'totalMs', kind: 'number', unit: 'ms', meaning: '', label: 'total', role: 'output' },
  ],
  rows: Object.entries(totals).map(([entries, totalMs]) => ({ trace: 't', structure: 'irix', 'tlb.entries': Number(entries), totalMs })),
  ...more,
}); // biome-ignore format: long lines

export const ablationJson = {
  native: 'irix', monitor: 'disco', nativeNs: 4750, overheadFull: 100, overheadBare: 300, together: 200, sumInFull: 150, sumAlone: 180,
  mechanisms: [{ name: 'second-level TLB', section: '4.2.2', setting: 'x', off: 0, overheadWithout: 160, worthInFull: 60, overheadAlone: 200, worthAlone: 100 }],
  whatIfs: [{ name: 'kernel unmapped', section: '4.2.2', setting: 'x', value: 'unmapped', overhead: 80, worth: 20 }],
  idle: [],
}; // biome-ignore format: a record

export const servicesJson = [
  { configuration: 'disco', service: 'open', percentOfSystemTime: 60, entries: 10, meanNs: 100, slowdown: 1.5, kernelExecution: 1 },
  { configuration: 'disco', service: 'total', percentOfSystemTime: 100, entries: null, meanNs: null, slowdown: 2, kernelExecution: 1 },
]; // biome-ignore format: rows

export const reproductionJson = [
  { exhibit: 'fig5', workload: 'pmake', configuration: 'DISCO', segment: 'total', published: 116, predicted: 118, fitted: false, verdict: 'met' },
]; // biome-ignore format: rows

export { disco };
