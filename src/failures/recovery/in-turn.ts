import type { Struck } from '../aftermath.ts';
import type { Containment } from '../containment.ts';
import { type LostBefore, lostOf, type Machine, type Recovery, recovery } from './recovery.ts';

/**
 * What recovering from each of several losses takes, as `struckInTurn` has them; null: nobody was left to recover, or nothing fails but disks, from which nobody has
 * to recover who does not need them. Without a monitor what takes the operating system takes the machine.
 */
export function recoveriesOf(all: readonly Struck[], machine: Machine, { monitored, vms }: Containment): (Recovery | null)[] {
  return all.map(({ moment, gone, hit, before }) => {
    const dead = vmsIn(before?.dead ?? []);
    const fails = [gone.parts, gone.cpus].some((each) => each.some((state) => state !== 0));
    if (dead.size === vms || (!fails && hit.vms === 0)) return null;
    const isWhole = !monitored && hit.vms > 0;
    const lost = lostOf(isWhole ? { ...gone, parts: gone.parts.map(() => 1), cpus: gone.cpus.map(() => 1) } : gone);
    const earlier: LostBefore | undefined = before && { ...lostOf(before), vms: dead };
    return recovery(moment, machine, lost, vmsIn(hit.reasons), earlier);
  });
} // biome-ignore format: a signature

/** Virtual machines of which something is said. */
const vmsIn = (by: ArrayLike<number>): Set<number> =>
  new Set(Array.from(by, (said, vm) => (said === 0 ? -1 : vm)).filter((vm) => vm >= 0));
