import type { ExhibitName } from '../exhibits/names.ts';
import type { Comparison } from '../experiments/comparison.ts';

/** Pages of docs/validation/ with reasons. */
const PAGES = ['figure-5', 'table-2', 'figure-6', 'figure-7', 'figure-8', 'table-3', 'leave-one-out'] as const;

/** Why a number of ours is what it is: in a line, and the section of a document that says more. */
export interface Reason {
  text: string;
  /** In the repository. */
  document:
    | `docs/validation/${(typeof PAGES)[number]}.md`
    | 'docs/explanation/workloads.md'
    | 'docs/explanation/guest-os.md';
  /** The section's heading. */
  heading: string;
}

/** What some rows of an exhibit have in common: the first rule that fits a row has its reason. */
interface Rule {
  workload?: RegExp;
  configuration?: RegExp;
  segment?: RegExp;
  reason: Reason;
}

const validation = (page: (typeof PAGES)[number], heading: string, text: string): Reason => ({
  text,
  document: `docs/validation/${page}.md`,
  heading,
});
const fittedTo = (heading: string, what = 'IRIX’s bar'): Reason => ({ text: `the workload is fitted to ${what}`, document: 'docs/explanation/workloads.md', heading }); // biome-ignore format: a record

const LOOK_UPS = validation('figure-5', 'Cycles of a look-up', 'most of what the monitor does here are look-ups in the second-level TLB, for which Table 2 gives fewer cycles than these bars ask for'); // biome-ignore format: a line
const DATABASE = validation('figure-5', 'Database’s tables', 'whether one second-level TLB maps the tables is not known: the paper gives the size of neither'); // biome-ignore format: a line
const SERVICES = validation('table-2', 'What decides Table 2', 'the wired TLB entry, the second-level TLB, fresh pages and long services decide it'); // biome-ignore format: a line
const PLACES = validation('figure-8', 'How misses fall on pages', 'how misses fall on pages decides what moves, and the paper does not state the footprints'); // biome-ignore format: a line
const SHARED_LINES = validation('figure-7', 'Lines that the kernels share', 'how often a kernel stores to the lines that its CPUs share is not given'); // biome-ignore format: a line
const BUFFERS = validation('figure-6', 'The buffer cache', 'how many pages of files are common, and how many requests are too short to be shared, is assumed'); // biome-ignore format: a line
const NFS_PAGES = validation(
  'figure-6',
  'Files over NFS',
  'the paper does not say what the clients of the server keep',
);

const RULES: Record<ExhibitName, readonly Rule[]> = {
  fig5: [
    { configuration: /irix/, workload: /pmake/, reason: fittedTo('pmake') },
    { configuration: /irix/, workload: /database/, reason: fittedTo('database') },
    { configuration: /irix/, reason: fittedTo('engineering-1cpu, raytrace-1cpu') },
    { workload: /database/, reason: DATABASE },
    { workload: /engineering|raytrace/, reason: LOOK_UPS },
    { reason: { ...SERVICES, text: 'its kernel’s services, which are Table 2’s, make the monitor’s segment' } },
  ],
  table2: [
    { segment: /mean us/, reason: { text: 'the guest’s profile is fitted to these times', document: 'docs/explanation/guest-os.md', heading: 'Where the numbers come from' } },
    { workload: /QUICK_FAULT|UTLB_MISS/, reason: { ...SERVICES, text: 'five costs of the monitor and the ways of its second-level TLB are fitted to these two rows' } },
    { workload: /DEMAND_ZERO/, segment: /calls|slowdown/, reason: validation('table-2', 'What the paper does not give of the services', 'a fresh page is cleared by the monitor, and how many of its lines are in the caches is not known') },
    { segment: /kernel TLB/, reason: { ...SERVICES, text: 'long services touch the pages that the long calls of a recorded Linux do' } },
    { reason: SERVICES },
  ],
  fig6: [
    { configuration: /irix/, reason: fittedTo('pmake8', 'IRIX’s pages') },
    { segment: /DISCO/, reason: validation('figure-6', 'The monitor’s own pages', 'a formula, without what the paper gives no size of') },
    { segment: /data/, reason: validation('figure-6', 'Kernel data of each VM', 'how many pages of data every kernel has is assumed') },
    { configuration: /nfs/, reason: NFS_PAGES },
    { reason: BUFFERS },
  ],
  fig7: [
    { configuration: /irix/, workload: /pmake/, reason: fittedTo('pmake8') },
    { configuration: /irix/, reason: fittedTo('radix') },
    { configuration: /splashos/, reason: validation('figure-7', 'SPLASHOS’s user code', 'radix’s own code is a quarter faster on SPLASHOS in the paper; our trace has the same program') },
    { configuration: /nfs/, segment: /idle|total/, reason: validation('figure-7', 'The server of NFS', 'one server serialises all requests, and its times are assumed') },
    { segment: /DISCO/, reason: validation('leave-one-out', 'Why folds are missed', 'no cost of the monitor’s entries makes one VM’s segment without making eight VMs’ too long') },
    { configuration: /1vm/, reason: validation('figure-7', 'Semaphores and idle time', 'how many semaphores there are, and how long they are held, is not given') },
    { reason: SHARED_LINES },
  ],
  fig8: [
    { configuration: /irix|uma/, reason: validation('figure-8', 'The reasoning, before any fit', 'the workload is fitted to the bars of IRIX and UMA') },
    { reason: PLACES },
  ],
  table3: [
    { segment: / us$/, reason: validation('table-3', 'What a move is', 'costs of a move are assumed in round numbers, and its page is copied through the caches') },
    { reason: PLACES },
  ],
}; // biome-ignore format: a table

/** Why a row is what it is. */
export function reasonOf({
  exhibit,
  ...row
}: Pick<Comparison, 'exhibit' | 'workload' | 'configuration' | 'segment'>): Reason {
  // biome-ignore format: a line
  const fits = ({ workload = /^/, configuration = /^/, segment = /^/ }: Rule): boolean =>
    workload.test(row.workload) && configuration.test(row.configuration) && segment.test(row.segment);
  return RULES[exhibit as ExhibitName].find(fits)!.reason;
}

/** All reasons, each once. */
export const REASONS: readonly Reason[] = [
  ...new Set(Object.values(RULES).flatMap((rules) => rules.map(({ reason }) => reason))),
];

/** A heading's anchor, as GitHub makes it. */
export const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'); // biome-ignore format: a line

/** `docs/validation/figure-5.md#databases-tables`: where a reason is told, from the repository's root. */
export const placeOf = ({ document, heading }: Reason): string => `${document}#${anchorOf(heading)}`;
