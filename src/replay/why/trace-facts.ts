import { type Counts, countRows } from '../counts/counts.ts';
import type { EventName } from '../counts/event.ts';

/** What a trace holds for a machine and a monitor to act on: numbers of events, or more than that where it is not known that there are none. */
export interface TraceFacts {
  /** CPUs that it names. */
  cpus: number;
  /** Entries into the kernel, and references to segments that are a kernel's alone. */
  kernel: number;
  /** Privileged instructions other than TLB writes. */
  privileged: number;
  /** Pages that the guest asks to be zeroed. */
  zeroPages: number;
  /** Pages that the guest frees. */
  freedPages: number;
  /** Requests to disks, and uses of blocks that may become one. */
  diskRequests: number;
  /** Messages sent. */
  messages: number;
  /** Pages remapped instead of copied. */
  remaps: number;
}

/** Everything may occur in a trace of so many CPUs. */
export function anythingOn(cpus: number): TraceFacts {
  const some = Number.POSITIVE_INFINITY;
  return {
    cpus,
    kernel: some,
    privileged: some,
    zeroPages: some,
    freedPages: some,
    diskRequests: some,
    messages: some,
    remaps: some,
  };
}

/** Events by which each fact is known to have left nothing in counts: without any of these there was none of it in the trace. */
const TRACES = {
  privileged: ['privileged'],
  zeroPages: ['pageCleared', 'monitorCall'],
  freedPages: ['pageFreed'],
  diskRequests: [
    'diskRequest',
    'diskSector',
    'blockMapped',
    'sectorCopied',
    'sectorLogged',
    'nfsRequest',
    'nfsNameRequest',
  ],
  messages: ['networkMessage'],
  remaps: ['networkRemap', 'byteCopied'],
} as const satisfies Partial<Record<keyof TraceFacts, readonly EventName[]>>;

/** What counts tell of their trace, warm-up included. */
export function factsOfCounts(counts: Counts): TraceFacts {
  const happened = new Map<EventName, number>();
  for (const { event, count } of countRows(counts)) happened.set(event, (happened.get(event) ?? 0) + count);
  const sum = (events: readonly EventName[]): number =>
    events.reduce((all, event) => all + (happened.get(event) ?? 0), 0);
  const known = Object.fromEntries(Object.entries(TRACES).map(([fact, events]) => [fact, sum(events)]));
  // Where virtual CPUs share CPUs, counts are of these.
  const shares = (counts.structure.monitor?.virtualCpus.cpus ?? null) !== null;
  return { ...anythingOn(shares ? Number.POSITIVE_INFINITY : counts.cpus), ...known };
}
