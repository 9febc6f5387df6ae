import { FOOTPRINT_USES, pagesOf, sidesOf } from '../../report/sections/footprint/footprint.ts';
import { isWorkload } from '../../trace/synthetic/index.ts';
import { barOf } from '../experiments/comparison.ts';
import { COPIES, type FreshExperimentName, type FreshRuns, freshRun } from './experiments.ts';
import type { Claim, Prediction } from './prediction.ts';

/** The guests' own: what a monitor needs besides, and its replicas, are no machine's. */
const GUESTS = FOOTPRINT_USES.filter((use) => use !== 'monitor' && use !== 'replicas');
/** Of a recording of a kernel: its disks were not recorded. */
const NO_BLOCKS =
  'the recording has no disk requests, so that nothing says which pages hold the same block: zero pages alone could be shared, and their content is not recorded either';
/** Machines that the published numbers are of. */
const PUBLISHED_COPIES = 10;

/**
 * Memory Resource Management in VMware ESX Server (OSDI '02), Figure 4: identical virtual machines. Pages of the guests that need no page of the machine
 * (reclaimed), and those that others have, too (shared): of N VMs of which each has the same pages in common, N / (N - 1) times as many.
 */
export function esx(runs: FreshRuns): Prediction[] {
  const row = (workload: string, segment: string, claim: Claim | null, predicted: number): Prediction => ({
    exhibit: 'esx',
    workload,
    configuration: 'disco',
    segment,
    claim,
    predicted,
  });
  const lacks = (trace: string): Pick<Prediction, 'why'> => (isWorkload(trace) ? {} : { why: NO_BLOCKS });
  const pairs = (Object.entries(COPIES) as [FreshExperimentName, (typeof COPIES)[keyof typeof COPIES]][]).flatMap(
    ([name, { trace, copies }]) => {
      const workload = trace.replace('synthetic:', '');
      const reclaimed = reclaimedPercent(freshRun(runs, name));
      const isClaimed = copies === PUBLISHED_COPIES && isWorkload(trace);
      const vms = copies === 1 ? '1 VM' : `${copies} VMs`;
      return [
        {
          ...row(workload, `${vms}, reclaimed, %`, isClaimed ? 'reclaimedOfTen' : null, reclaimed),
          ...lacks(trace),
        },
        ...(copies === 1 ? [] : [{ ...row(workload, `${vms}, shared, %`, isClaimed ? 'sharedByTen' : null, (reclaimed * copies) / (copies - 1)), ...lacks(trace) }]), // biome-ignore format: a line
      ];
    },
  );
  return [
    ...pairs,
    {
      ...row('pmake8', '1 VM, zero pages, % of those shared', 'zeroPagesOfOne', 0),
      predicted: null,
      why: 'traces do not tell what pages hold, and Disco shares by disk block alone',
    },
  ];
}

function reclaimedPercent(run: Parameters<typeof barOf>[0]): number {
  const { footprint } = barOf(run, 'disco').counts;
  if (footprint.length === 0) return 0; // one VM, of which none is taken
  const { V, M } = sidesOf(footprint.at(-1)!);
  return 100 * (1 - pagesOf(M, GUESTS) / pagesOf(V, GUESTS));
}
