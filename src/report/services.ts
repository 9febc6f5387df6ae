import type { Part } from '../price/parts.ts';
import { timeRows } from '../price/price.ts';
import { countRows } from '../replay/counts.ts';
import { configurationNames, type Run } from './run.ts';
import { UTLB_MISS } from './words.ts';

/** A row of Table 2. Times per entry where the service counts entries, else in all. */
export interface ServiceRow {
  configuration: string;
  service: string;
  /** Of the first configuration's system time. */
  percentOfSystemTime: number;
  /** Into the service, in the first configuration; null for kernel work outside every service. */
  entries: number | null;
  /** Nanoseconds of an entry in the first configuration. */
  meanNs: number | null;
  /** Time in this configuration over that in the first; the five columns add up to it. Null where the first has none. */
  slowdown: number | null;
  kernelExecution: number | null;
  tlbWriteEmulation: number | null;
  otherPrivileged: number | null;
  monitorCalls: number | null;
  kernelTlbFaults: number | null;
}

const COLUMNS = ['kernelExecution', 'tlbWriteEmulation', 'otherPrivileged', 'monitorCalls', 'kernelTlbFaults'] as const;
type Column = (typeof COLUMNS)[number];

/** Table 2's column of a part: kernel execution is whatever is not the monitor's. */
const columnOf = (part: Part): Column => COLUMNS.find((column) => column === part) ?? 'kernelExecution';

const isUserTime = (part: Part): boolean => part === 'execution' || part === 'cacheStall' || part === 'memoryStall';
const isRefill = (part: Part): boolean => part === 'tlbRefill' || part === 'tlbWriteEmulation';

interface ServiceTime {
  ns: number;
  entries: number;
  columns: Record<Column, number>;
}

/** System time, all but the user's own, by service: nanoseconds by column, and entries. */
function serviceTimes(run: Run): Map<string, ServiceTime> {
  const services = new Map<string, ServiceTime>();
  const of = (name: string): ServiceTime => {
    let service = services.get(name);
    if (service === undefined) {
      service = {
        ns: 0,
        entries: 0,
        columns: { kernelExecution: 0, tlbWriteEmulation: 0, otherPrivileged: 0, monitorCalls: 0, kernelTlbFaults: 0 },
      };
      services.set(name, service);
    }
    return service;
  };
  for (const { mode, service, part, ns } of timeRows(run.times)) {
    if (mode === 'user' && isUserTime(part)) continue;
    const time = of(mode === 'user' && isRefill(part) ? UTLB_MISS : service);
    time.ns += ns;
    time.columns[columnOf(part)] += ns;
  }
  for (const { warmup, mode, service, event, count } of countRows(run.counts)) {
    if (warmup) continue;
    if (event === 'serviceEntered') of(service).entries += count;
    else if (event === 'tlbMiss' && mode === 'user') of(UTLB_MISS).entries += count;
  }
  return services;
}

/** Table 2 for each configuration after the first, services in order of their time in the first. */
export function serviceRows(runs: readonly Run[]): ServiceRow[] {
  const [base, ...others] = runs.map(serviceTimes);
  const names = configurationNames(runs);
  const systemNs = [...base.values()].reduce((sum, { ns }) => sum + ns, 0);
  return others.flatMap((times, i) => {
    const present = [...new Set([...base.keys(), ...times.keys()])];
    const rank = (service: string) => base.get(service)?.ns ?? 0;
    return present
      .sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1))
      .map((service) => {
        const native = base.get(service);
        const time = times.get(service);
        const perEntry = (native?.entries ?? 0) > 0 && (time?.entries ?? 0) > 0;
        const scale =
          native === undefined || native.ns === 0 ? null : (perEntry ? native.entries / time!.entries : 1) / native.ns;
        const relative = (ns: number | undefined) => (scale === null ? null : (ns ?? 0) * scale);
        const columns = COLUMNS.map((column) => [column, relative(time?.columns[column])]);
        return {
          configuration: names[i + 1],
          service,
          percentOfSystemTime: systemNs === 0 ? 0 : (100 * rank(service)) / systemNs,
          entries: native?.entries || null,
          meanNs: native === undefined || native.entries === 0 ? null : native.ns / native.entries,
          slowdown: relative(time?.ns),
          ...(Object.fromEntries(columns) as Record<Column, number | null>),
        };
      });
  });
}
