import type { ModelOptions } from '../shared/options.ts';

/** Options of `disco failures`. */
export interface FailuresOptions extends ModelOptions {
  structures?: string;
  cells?: string;
  lose: string[];
  at?: string;
  scenario?: string;
  recovery?: string;
}

/** What is replayed of a workload: those of Figure 7, natively first, so that times are comparable with its bars. */
export const OF_WORKLOADS = ['irix-roundrobin', '1vm', '2vm', '4vm', '8vm'] as const;
/** Of a recorded program, which may share memory among all its CPUs, so that it stays in one virtual machine. */
export const OF_RECORDINGS = ['irix', 'disco'] as const;
