import type { Costs } from '../../price/cost-table.ts';
import type { RecoveryCosts } from '../costs/recovery-cost-table.ts';
import type { Recovery } from '../recovery/recovery.ts';
import { recoveryTime } from '../recovery/time.ts';

/** Hours of a year, 365.25 days. */
export const YEAR = 8766;

/** What the failure of a node brings at one of a study's moments. */
export interface StudyRow {
  node: number;
  /** Share of the time that the moment stands for; those of a node add up to 1. */
  weight: number;
  /** Virtual machines that it takes. */
  lost: readonly number[];
  /** Of these, those whose persistent disk hangs on the node: they wait for it to come back. */
  waiting: readonly number[];
  recovery: Recovery;
}

/** A year of running, on average. */
export interface Availability {
  /** Hours in which virtual machines do not run, of all of them, and of each. */
  vmHoursLost: number;
  perVm: readonly VmAvailability[];
  /** Failures of the machine's hardware. */
  failures: number;
  /** Virtual machines lost, of which each has to start anew. */
  vmsLost: number;
  /** Hours in which a node is missing, added up over nodes: capacity, which costs no virtual machine by itself. */
  nodeHoursLost: number;
}

export interface VmAvailability {
  hoursLost: number;
  /** How often it is lost. */
  losses: number;
  /** Share of the year in which it runs, and how many nines that has: 0.999 has three. */
  availability: number;
  nines: number;
}

/**
 * What failures of nodes cost in a year: counts of a study times rates and times, nothing being replayed again. A virtual machine that is lost is away until it
 * runs anew, one that survives while the machine recovers, and one whose disk failed with the node until the node is mended, too. Failures come one by one: they are far apart by what they take. What has to be computed again is not in it,
 * as a trace is too short to tell how much that is in a year.
 */
export function availability(rows: readonly StudyRow[], vms: number, own: RecoveryCosts, costs: Costs): Availability {
  const perYear = own.nodeFailures.value;
  const hours = new Float64Array(vms);
  const losses = new Float64Array(vms);
  for (const { weight, lost, waiting, recovery } of rows) {
    const { detection, recovery: recovering, restart } = recoveryTime(recovery, own, costs);
    const [away, back] = [detection + recovering, detection + recovering + restart].map((seconds) => seconds / 3600);
    const [gone, waits] = [new Set(lost), new Set(waiting)];
    for (let vm = 0; vm < vms; vm++) {
      hours[vm] += perYear * weight * (waits.has(vm) ? back + own.repair.value : gone.has(vm) ? back : away);
      if (gone.has(vm)) losses[vm] += perYear * weight;
    }
  }
  const failures = perYear * rows.reduce((sum, { weight }) => sum + weight, 0);
  return {
    vmHoursLost: hours.reduce((sum, n) => sum + n, 0),
    perVm: Array.from(hours, (hoursLost, vm) => vmAvailability(hoursLost, losses[vm])),
    failures,
    vmsLost: losses.reduce((sum, n) => sum + n, 0),
    nodeHoursLost: failures * own.repair.value,
  };
}

/** Away for longer than a year is away all year: a rate so high that failures are no longer far apart. */
function vmAvailability(hoursLost: number, losses: number): VmAvailability {
  const missing = Math.min(1, hoursLost / YEAR);
  return { hoursLost, losses, availability: 1 - missing, nines: -Math.log10(missing) };
}
