/** Machine pages that no guest has asked for. */
export interface MonitorPages {
  /** The monitor's own code and tables, by formula (see `disco/monitor/own-pages.ts`). */
  own: number;
  /** Logs of sectors that VMs modified on copy-on-write disks. */
  logs: number;
  /** Pages of the global buffer cache that no VM has mapped at present. */
  unused: number;
  /** Replicas of pages. */
  replicas: number;
}

/** Memory in use at one time, in pages. */
export interface FootprintSample {
  /** Instructions of all CPUs until then. */
  clock: number;
  /** Physical pages, as the guests believe: by VM, then by use (`PageUse`). What Figure 6 calls V, but for the monitor's part. */
  virtual: number[][];
  /** Machine pages behind them, by use: M. Without sharing the sums over VMs of the above. */
  machine: number[];
  /** Machine pages of the monitor. */
  monitor: MonitorPages;
}
