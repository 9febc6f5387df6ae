import { reportOf } from '../../report/run/report.ts';
import { TABLE_2 } from '../../report/sections/services/published.ts';
import { serviceRows } from '../../report/sections/services/services.ts';
import { SERVICE_LABELS } from '../../report/text/words.ts';
import { type Exhibit, runOf } from '../experiments/comparison.ts';
import { EXHIBIT_FACTS } from './facts.ts';

const COLUMNS = {
  'mean us, IRIX': ({ meanNs }) => (meanNs ?? Number.NaN) / 1000,
  'kernel execution': ({ kernelExecution }) => kernelExecution,
  'TLB write emulation': ({ tlbWriteEmulation }) => tlbWriteEmulation,
  'other privileged': ({ otherPrivileged }) => otherPrivileged,
  'calls and page faults': ({ monitorCalls }) => monitorCalls,
  'kernel TLB faults': ({ kernelTlbFaults }) => kernelTlbFaults,
  slowdown: ({ slowdown }) => slowdown,
} as const satisfies Record<string, (row: Numbers) => number | null>;

type Numbers = Record<
  | 'meanNs'
  | 'slowdown'
  | 'kernelExecution'
  | 'tlbWriteEmulation'
  | 'otherPrivileged'
  | 'monitorCalls'
  | 'kernelTlbFaults',
  number | null
>;

/** Rows that the monitor's costs were fitted to: `costs/flash.yaml`. */
const FITTED = new Set(['quickFault', 'tlbRefill']);

/** Table 2: times relative to IRIX's of the same service, by where they go. The mean times on IRIX were fitted to by the guest's profile. */
export const table2: Exhibit = {
  ...EXHIBIT_FACTS.table2,
  experiments: ['pmake'],
  experimentOf: () => 'pmake',
  compare: (runs) => {
    const rows = serviceRows(reportOf([...runOf(runs, 'pmake').bars.values()]));
    return Object.entries(TABLE_2).flatMap(([service, published]) => {
      const ours = rows.find((row) => row.service === service);
      return Object.entries(COLUMNS).map(([segment, of]) => ({
        exhibit: 'table2',
        workload: SERVICE_LABELS[service] ?? service,
        configuration: segment === 'mean us, IRIX' ? 'irix' : 'disco',
        segment,
        published: of(published) ?? Number.NaN,
        predicted: (ours === undefined ? null : of(ours)) ?? Number.NaN,
        fitted: segment === 'mean us, IRIX' || FITTED.has(service),
      }));
    });
  },
};
