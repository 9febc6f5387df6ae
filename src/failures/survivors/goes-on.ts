import type { Loss } from '../../replay/machine/loss.ts';
import { nodeOf } from '../../replay/structure/node-of-cpu.ts';
import type { Struck } from '../aftermath.ts';
import type { Containment } from '../containment.ts';

/** Why nothing is replayed after a loss, and what is said of it. */
export const NOT_REPLAYED = {
  nobody: 'nobody goes on',
  parts: 'not replayed: a replay goes on without nodes, and not without a range of memory, a disk, or a CPU whose cell survives',
  once: 'not replayed: standard input is read once',
} as const; // biome-ignore format: sentences
export type NotReplayed = keyof typeof NOT_REPLAYED;

/** What a replay loses to show how survivors go on, and who they are. */
export interface GoesOn {
  loss: Loss;
  survivors: number[];
}

/** How the first of a scenario's losses is replayed. */
export function goesOn([first]: readonly Struck[], containment: Containment): GoesOn | NotReplayed {
  const { loss, hit } = first;
  const vms = Array.from(hit.reasons.keys());
  const survivors = vms.filter((vm) => hit.reasons[vm] === 0);
  if (survivors.length === 0) return 'nobody';
  const { nodes, cpus, disks, ranges } = loss;
  if (ranges.length > 0 || disks.length > 0 || (cpus.length > 0 && containment.cellSurvives)) return 'parts';
  const failed = new Set([...nodes, ...cpus.map((cpu) => nodeOf(cpu, containment))]);
  const lostVms = vms.filter((vm) => hit.reasons[vm] !== 0);
  return { loss: { at: hit.clock, nodes: [...failed], lostVms }, survivors };
}
