import type { Trace } from '../../trace/words/trace.ts';
import { type Privileged, SERVICE_NAMES } from '../../trace/words/vocabulary.ts';
import type { Details } from './details.ts';
import type { Footprint } from './pages.ts';
import { KernelReader } from './reader.ts';
import { ORIGINS, type ServiceSums } from './sums.ts';

export { type Footprint, PAGE_SIZE_BITS } from './pages.ts';
export { ORIGINS } from './sums.ts';

/** How often one privileged instruction was executed, register and select told apart. */
export interface PrivilegedCount {
  instruction: Privileged;
  register: number;
  select: number;
  count: number;
}

/** What was executed somewhere. Loads and stores are null where the trace has events alone. */
export interface Work {
  instructions: number;
  loads: number | null;
  stores: number | null;
}

/** Means over the entries seen from beginning to end, what is nested in them left out. */
export interface PerEntry extends Work {
  /** To 1 in 512 above 8191. */
  medianInstructions: number;
  /** Of a hundred entries, ten have at least as many instructions. */
  longInstructions: number;
  privileged: number;
  /** Null where the trace has events alone. */
  pages: Footprint | null;
}

/** One service, by where it was entered from. */
export interface KernelService extends Work {
  service: string;
  from: (typeof ORIGINS)[number];
  entries: number;
  /** Of these, seen from beginning to end. */
  complete: number;
  /** Times one went on after another task had run. */
  resumed: number;
  privileged: PrivilegedCount[];
  /** Null where no entry is complete. */
  perEntry: PerEntry | null;
  /** What a guest profile is made of; only where it was asked for, and of services with a complete entry. */
  details?: Details;
}

/** What a trace tells of its kernel. */
export interface KernelProfile {
  /** The trace has events alone: of what is known by references there is nothing. */
  only?: 'events';
  /** Instructions in all. */
  instructions: number;
  /** Windows of the recording. */
  windows: number;
  /** What was executed in user mode. */
  user: Work;
  /** Kernel mode outside every service: idle loops, kernel threads, what a gap cut off from its beginning. */
  outside: Work & { privileged: PrivilegedCount[] };
  /** What each service did, by where it was entered from. */
  services: KernelService[];
  /** Exceptions by vector offset, in order of the offsets. */
  traps: { vector: number; fromUser: number; fromKernel: number }[];
  /** System calls in all. */
  systemCalls: number;
  /** Times a CPU went from one known task to another. */
  switches: number;
  /** Times a CPU had nothing to do, and the instructions it would have executed at the pace of the CPUs that had. */
  idle: { periods: number; instructions: number };
  /** Distinct kernel pages of complete entries; only where details were asked for. */
  pages?: { text: number; data: number };
}

/** How much of a kernel is measured. */
export interface KernelProfileOptions {
  /** Keep what a guest profile is made of (`measuredProfile`): slower. Default false. */
  details?: boolean;
}

/**
 * Reads a trace through once. A user-level trace has no kernel: all is `user`. Memory does not grow with the trace.
 *
 * @param trace - an open trace, of a whole system
 * @param options - whether details are wanted, of which `measuredProfile` makes a profile
 * @returns what the kernel did
 * @example
 * ```ts
 * import { kernelProfile, openTrace } from 'disco-replay';
 *
 * const { services } = await kernelProfile(await openTrace('shell-mips'));
 * for (const { service, entries, instructions } of services) console.log(service, entries, instructions);
 * ```
 */
export async function kernelProfile(
  trace: Trace,
  { details = false }: KernelProfileOptions = {},
): Promise<KernelProfile> {
  const reader = new KernelReader(trace.header.granuleBits, details);
  for await (const { words } of trace.batches()) reader.push(words);
  reader.finish();
  const { user, outside } = reader;
  const { only } = trace.header;
  const { seen } = reader.entries;
  const services = reader.entries.services.flatMap((sums, index) =>
    sums === undefined ? [] : [service(sums, Math.floor(index / ORIGINS.length), index % ORIGINS.length, only)],
  );
  return {
    ...(only === undefined ? {} : { only }),
    instructions: [user, outside, ...services].reduce((sum, { instructions }) => sum + instructions, 0),
    windows: reader.windows,
    user: work(user, only),
    outside: { ...work(outside, only), privileged: privileged(outside) },
    services,
    traps: [...reader.traps]
      .sort(([a], [b]) => a - b)
      .map(([vector, [fromUser, fromKernel]]) => ({ vector, fromUser, fromKernel })),
    systemCalls: reader.systemCalls,
    switches: reader.entries.switches,
    idle: { periods: reader.idlePeriods, instructions: reader.idleInstructions },
    ...(seen === undefined ? {} : { pages: { text: seen.text.size, data: seen.data.size } }),
  };
}

type Only = Trace['header']['only'];

const work = ({ instructions, loads, stores }: Work, only: Only): Work =>
  only === 'events' ? { instructions, loads: null, stores: null } : { instructions, loads, stores };

const privileged = (sums: ServiceSums): PrivilegedCount[] =>
  sums.privilegedCounts().map(({ operand, count }) => ({
    instruction: (operand & 255) as Privileged,
    register: (operand >>> 8) & 255,
    select: operand >>> 16,
    count,
  }));

function service(sums: ServiceSums, number: number, origin: number, only: Only): KernelService {
  const { entries, complete, resumed } = sums;
  return {
    service: SERVICE_NAMES[number],
    from: ORIGINS[origin],
    entries,
    complete,
    resumed,
    ...work(sums, only),
    privileged: privileged(sums),
    perEntry: complete === 0 ? null : perEntry(sums, only),
    ...(sums.details === undefined ? {} : { details: sums.details }),
  };
}

function perEntry(sums: ServiceSums, only: Only): PerEntry {
  const mean = (sum: number): number => sum / sums.complete;
  const { text, data, kernel, unmapped, user, entries } = sums.footprint;
  return {
    ...work(
      {
        instructions: mean(sums.completeInstructions),
        loads: mean(sums.completeLoads),
        stores: mean(sums.completeStores),
      },
      only,
    ),
    medianInstructions: sums.lengths.at(0.5)!,
    longInstructions: sums.lengths.at(0.9)!,
    privileged: mean(sums.completePrivileged),
    pages:
      only === 'events'
        ? null
        : {
            text: mean(text),
            data: mean(data),
            kernel: mean(kernel),
            unmapped: mean(unmapped),
            user: mean(user),
            entries: entries.map(mean) as Footprint['entries'],
          },
  };
}
