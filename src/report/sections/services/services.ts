import { PART_LABELS, type Part, TABLE2_PARTS } from '../../../price/parts.ts';
import { timeRows } from '../../../price/price.ts';
import { countRows } from '../../../replay/counts/counts.ts';
import type { Report } from '../../run/report.ts';
import type { Run } from '../../run/run.ts';

/** A row of Table 2. Times per entry where the service counts entries, else in all. */
export interface ServiceRow {
  /** The run: the name of its structure. */
  configuration: string;
  /** The service of the guest's kernel. */
  service: string;
  /** Of the first configuration's system time. */
  percentOfSystemTime: number;
  /** Into the service, in the first configuration; null for kernel work outside every service. */
  entries: number | null;
  /** Nanoseconds of an entry in the first configuration. */
  meanNs: number | null;
  /** Time in this configuration over that in the first; the five columns add up to it. Null where either has none. */
  slowdown: number | null;
  /** Of the slowdown, the kernel's own time. */
  kernelExecution: number | null;
  /** Of the slowdown, emulating TLB writes. */
  tlbWriteEmulation: number | null;
  /** Of the slowdown, emulating other privileged instructions. */
  otherPrivileged: number | null;
  /** Of the slowdown, monitor calls and page faults. */
  monitorCalls: number | null;
  /** Of the slowdown, TLB misses of the kernel's mapped segment. */
  kernelTlbFaults: number | null;
}

/** Table 2's columns. */
export const COLUMNS = ['kernelExecution', ...TABLE2_PARTS] as const;
export type ServiceColumn = (typeof COLUMNS)[number];
/** Their names. */
export const COLUMN_LABELS: Record<ServiceColumn, string> = { ...PART_LABELS, kernelExecution: 'kernel execution' };

/** Table 2's column of a part: kernel execution is whatever is not the monitor's. */
const columnOf = (part: Part): ServiceColumn => COLUMNS.find((column) => column === part) ?? 'kernelExecution';

interface ServiceTime {
  ns: number;
  entries: number;
  columns: Record<ServiceColumn, number>;
}

/** What of the runs is in the table. */
export interface ServiceOptions {
  /** Of the second and later configurations, this virtual machine alone, where they have several. */
  vm?: number | undefined;
  /** A last row, `total`, over all of the system time. */
  total?: boolean;
}

/** The row over all services. */
export const TOTAL = 'total';

/** A configuration's system time, or that of one of its virtual machines. */
interface SystemTime {
  services: Map<string, ServiceTime>;
  /** User instructions: the work done, the same whatever runs beneath. */
  work: number;
}

/** Whether a run has more than one virtual machine. */
const isDivided = ({ counts }: Run): boolean => counts.strands.some(({ vm }) => vm !== counts.strands[0].vm);

/** Numbers of the virtual machines that ran, over all configurations, in order. */
export const vmsOf = (runs: readonly Run[]): number[] =>
  [...new Set(runs.flatMap(({ counts }) => counts.strands.map(({ vm }) => vm)))].sort((a, b) => a - b);

const noTime = (): ServiceTime => ({
  ns: 0,
  entries: 0,
  columns: { kernelExecution: 0, tlbWriteEmulation: 0, otherPrivileged: 0, monitorCalls: 0, kernelTlbFaults: 0 },
});

/** System time, all but the user's own and moving pages, by service: nanoseconds by column, and entries. */
function systemTime(run: Run, vm: number | undefined): SystemTime {
  const services = new Map<string, ServiceTime>();
  const of = (name: string): ServiceTime => {
    const service = services.get(name) ?? noTime();
    services.set(name, service);
    return service;
  };
  const only = isDivided(run) ? vm : undefined;
  for (const { mode, service, part, ns, vm: its } of timeRows(run.times)) {
    if (mode === 'user' || mode === 'pageMove' || (only !== undefined && its !== only)) continue;
    const time = of(service);
    time.ns += ns;
    time.columns[columnOf(part)] += ns;
  }
  let work = 0;
  for (const { warmup, mode, service, event, count, vm: its } of countRows(run.counts)) {
    if (warmup || (only !== undefined && its !== only)) continue;
    if (event === 'serviceEntered') of(service).entries += count;
    else if (event === 'instruction' && mode === 'user') work += count;
  }
  return { services, work };
}

/** What to say of a context switch that takes time and has no entries; undefined: there is none. */
export const sleepSentence = (rows: readonly ServiceRow[]): string | undefined =>
  rows.some(({ service, entries, percentOfSystemTime }) => service === 'contextSwitch' && entries === null && percentOfSystemTime > 0) // biome-ignore format: a line
    ? 'No entry into a context switch was counted: its time is that of processes that sleep for a lock of the kernel, twice the cost processSwitch for each sleep, which follows from how long locks are held when the counts are priced.'
    : undefined;

/** Sums over the services; entries of different services are not added. */
function totalOf({ services }: SystemTime): ServiceTime {
  const total = noTime();
  for (const { ns, columns } of services.values()) {
    total.ns += ns;
    for (const column of COLUMNS) total.columns[column] += columns[column];
  }
  return total;
}

/**
 * Table 2 for each configuration after the first, services in order of their time in the first. Times of a service are compared by
 * entry; where no entries are counted, by the user instructions of the same stretch, of which a single virtual machine has a share.
 */
export function serviceRows({ runs }: Report, { vm, total = false }: ServiceOptions = {}): ServiceRow[] {
  const [base, ...others] = runs.map((run) => systemTime(run, vm));
  const all = totalOf(base);
  const rank = (service: string) => base.services.get(service)?.ns ?? 0;
  return others.flatMap((other, i) => {
    const work = vm === undefined || base.work === 0 || other.work === 0 ? 1 : base.work / other.work;
    const row = (service: string, native = noTime(), time = noTime()): ServiceRow => {
      const perEntry = native.entries > 0 && time.entries > 0;
      const scale =
        native.ns === 0 || time.ns === 0 ? null : (perEntry ? native.entries / time.entries : work) / native.ns;
      const relative = (ns: number) => (scale === null ? null : ns * scale);
      const columns = COLUMNS.map((column) => [column, relative(time.columns[column])]);
      return {
        configuration: runs[i + 1].name,
        service,
        percentOfSystemTime: all.ns === 0 ? 0 : (100 * native.ns) / all.ns,
        entries: native.entries || null,
        meanNs: native.entries === 0 ? null : native.ns / native.entries,
        slowdown: relative(time.ns),
        ...(Object.fromEntries(columns) as Record<ServiceColumn, number | null>),
      };
    };
    const rows = [...new Set([...base.services.keys(), ...other.services.keys()])]
      .sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1))
      .map((service) => row(service, base.services.get(service), other.services.get(service)));
    return total ? [...rows, row(TOTAL, all, totalOf(other))] : rows;
  });
}
