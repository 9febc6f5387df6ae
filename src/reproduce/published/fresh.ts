/** How we know a number of another paper: read in its own text, read in what others say of it, or from memory. */
export type Status = 'read' | 'secondary' | 'recalled';

/** A published number, or what the paper says it is within; both bounds belong to it. Of a single number both are that. */
export interface PublishedRange {
  from?: number;
  to?: number;
}

export interface PublishedClaim {
  published: PublishedRange;
  status: Status;
  source: string;
}

const THE_NOTE = 'a public reading note that paraphrases the paper section by section';

/** What other papers say, by what our numbers stand beside. */
export const CLAIMS = {
  serviceRatio: {
    published: { from: 1.3, to: 1.7 },
    status: 'read',
    source: 'Rosenblum et al., SOSP ’95, abstract: most services take 30 to 70 % longer on a multiprocessor',
  },
  mostServices: {
    published: { from: 50 },
    status: 'read',
    source: 'Rosenblum et al., SOSP ’95, abstract: most services are in that range',
  },
  memoryStall: {
    published: { from: 50 },
    status: 'read',
    source: 'Rosenblum et al., SOSP ’95, abstract: memory stall is above half of the time that is not idle',
  },
  oneCpuOverhead: {
    published: { to: 9 },
    status: 'secondary',
    source: 'Govil et al., SOSP ’99, by the authors’ slides, computingreviews 125507 and a course’s notes: at most 9 %',
  },
  manyCpusOverhead: {
    published: { to: 20 },
    status: 'secondary',
    source: 'Govil et al., SOSP ’99, by computingreviews 125507 and a course’s notes: at most 20 %, on 32 CPUs',
  },
  moveToSameNode: {
    published: { from: 37, to: 37 },
    status: 'secondary',
    source: `Govil et al., SOSP ’99, by ${THE_NOTE}; slides of others print 27`,
  },
  moveToOtherNode: {
    published: { from: 520, to: 520 },
    status: 'secondary',
    source: `Govil et al., SOSP ’99, by ${THE_NOTE} and slides of others`,
  },
  boardCacheRefilled: {
    published: { from: 8000, to: 8000 },
    status: 'secondary',
    source: `Govil et al., SOSP ’99, by ${THE_NOTE}`,
  },
  sharedByTen: {
    published: { from: 67, to: 67 },
    status: 'read',
    source: 'Waldspurger, OSDI ’02, Figure 4: what identical VMs share approaches 67 % of their memory',
  },
  reclaimedOfTen: {
    published: { from: 60, to: 60 },
    status: 'read',
    source: 'Waldspurger, OSDI ’02, Figure 4: nearly 60 % of it are reclaimed',
  },
  zeroPagesOfOne: {
    published: { from: 55, to: 55 },
    status: 'read',
    source: 'Waldspurger, OSDI ’02, Figure 4: of what one VM shares, 55 % are zero pages',
  },
  recoveryTime: {
    published: { to: 500 },
    status: 'secondary',
    source: `Govil et al., SOSP ’99, by ${THE_NOTE}: below half a second in all tested configurations`,
  },
  memoryOverNodes: {
    published: { from: 1 },
    status: 'secondary',
    source: `Govil et al., SOSP ’99, by ${THE_NOTE}: recovery depends more on memory per node than on how many nodes there are`,
  },
  cellContained: {
    published: { from: 100, to: 100 },
    status: 'secondary',
    source: `Govil et al., SOSP ’99, by ${THE_NOTE}: in 1,000 injected failures exactly one cell was lost, and the virtual machines that depend on it`,
  },
  containmentOverhead: {
    published: { from: -1, to: 1 },
    status: 'secondary',
    source:
      'Govil et al., SOSP ’99, by the authors’ slides and a course’s notes: “in the noise”, taken as 1 % either way',
  },
  hiveContained: {
    published: { from: 100, to: 100 },
    status: 'read',
    source: 'Chapin et al., SOSP ’95: 49 of 49 injected fail-stop failures were contained',
  },
  hiveRecovery: {
    published: { from: 40, to: 80 },
    status: 'recalled',
    source: 'Chapin et al., SOSP ’95: recovery of the kernel in cells, 40 to 80 ms',
  },
  hiveDetection: {
    published: { from: 10, to: 21 },
    status: 'recalled',
    source: 'Chapin et al., SOSP ’95: means of 10 to 21 ms for failures of hardware',
  },
  hiveSlowdown: {
    published: { from: 0, to: 11 },
    status: 'read',
    source: 'Chapin et al., SOSP ’95: 0 to 11 % against IRIX 5.2, on four processors in four cells',
  },
} as const satisfies Record<string, PublishedClaim>;
