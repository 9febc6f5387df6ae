import { FOOTPRINT_USES, megabytes, pagesOf, sidesOf } from '../../report/sections/footprint/footprint.ts';
import type { Replayed, Source, Variant } from '../form/explanation.ts';

/** What the mechanisms of the virtual subnet are shown on: a file server in the first VM, and its clients in the others. */
export const NFS: Source = {
  trace: 'synthetic:pmake8',
  set: ['workload.instructions=2000000', 'workload.warmup=0'],
  why: 'No recording has one virtual machine that serves files to others. Two million instructions are enough: most files are fetched at the beginning.',
};

/** Memory of eight machines is not that of fewer. */
export const EQUAL_SHARES = ['monitor.memory.vmMB=[]'];

/** Numbers of virtual machines that so many CPUs are divided among. */
export const machines = (cpus: number): number[] => [1, 2, 4, 8].filter((vms) => vms <= cpus);

/** The server and as many clients as there may be, in each of these variants; none where there is room for no client. */
export const served = (cpus: number, variants: readonly Variant[]): Variant[] =>
  cpus === 1
    ? []
    : variants.map(({ name, changes }) => ({
        name,
        changes: { 'virtualCpus.vms': machines(cpus).at(-1)!, ...changes },
      }));

/** Settings of the switches, by their paths. */
export const SWITCHES = ['network.remapPages', 'network.remapCall', 'network.freeListFix'] as const;
export const switched = (remapPages: boolean, remapCall: boolean, freeListFix: boolean) => ({
  'network.remapPages': remapPages,
  'network.remapCall': remapCall,
  'network.freeListFix': freeListFix,
});

/** Blocks of files in memory at the end, in MB: as the VMs see them, and in the machine. */
export function fileBlocks({ run }: Replayed): { virtual: number; machine: number; whole: number } {
  const { V, M } = sidesOf(run.counts.footprint.at(-1)!);
  return {
    virtual: megabytes(V['buffer cache'], run),
    machine: megabytes(M['buffer cache'], run),
    whole: megabytes(pagesOf(M, FOOTPRINT_USES), run),
  };
}
