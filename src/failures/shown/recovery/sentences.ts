import { asGiven, decimal, digitsFor, duration, plural, printable } from '../../../report/text/words.ts';
import type { RecoveryCosts } from '../../costs/recovery-cost-table.ts';
import type { Costed } from './costed.ts';

const HOUR_NS = 3600e9;
/** Of what is the same but for rounding, the first is named. */
const ROUNDING = 1 - 1e-9;

/** What recovery and failures cost where they take least, against where they take most. */
export function recoverySentence(all: readonly Costed[], own: RecoveryCosts): string {
  const [first] = all;
  const per = ({ availability, vms }: Costed): number => availability.vmHoursLost / vms;
  const best = all.reduce((least, each) => (per(each) < ROUNDING * per(least) ? each : least));
  const worst = all.reduce((most, each) => (per(each) > per(most) / ROUNDING ? each : most));
  const { detection, recovery, restart } = best.summary.mean;
  const year = (each: Costed): string => duration(per(each) * HOUR_NS);
  const failures = decimal(first.availability.failures, digitsFor(first.availability.failures));
  const rate = `A node fails ${asGiven(own.nodeFailures.value)} times a year, the machine ${failures} times.`;
  const pause = `Where failures take least (${printable(best.name)}), survivors stand still for ${duration((detection + recovery) * 1e9)}, and who is lost runs again ${duration(restart * 1e9)} later`;
  const cost = best === worst ? `; a virtual machine loses ${year(best)} a year.` : `; a virtual machine loses ${year(best)} a year, ${year(worst)} through ${printable(worst.name)}.`;
  return `${rate} ${pause}${cost}`;
} // biome-ignore format: sentences

/** What is left out. */
export const RECOVERY_NOTES: readonly string[] = [
  'Nodes recover side by side, and all wait for the last; virtual machines that are lost start anew side by side. Work that has to be done again is not in these times: a trace is too short to tell how much there is in a year.',
  'A machine of which nothing survives starts without the node that failed. Only a virtual machine whose own disk hangs on that node waits until it is mended.',
];

/** How many of the recovery costs are assumed. */
export function costsSentence(own: RecoveryCosts, names: readonly (keyof RecoveryCosts)[]): string {
  const assumed = names.filter((name) => (own[name] as { kind?: string }).kind === 'assumed').length;
  return `${plural(names.length, 'number')}, of which ${assumed} are assumed, each within a prior: the shaded part of its slider.`;
}
