import { z } from 'zod';
import { GUEST_SYSTEMS, profileProblem } from '../../guest/systems.ts';
import { cellProblems } from './cells.ts';
import { seed, structureLabels } from './documents/documents.ts';
import { affinityInstructions, guestProfile, system } from './documents/guest.ts';
import { pageBytes } from './documents/machine.ts';
import { machineProblems } from './documents/machine-problems.ts';
import { CachesShape } from './shapes/cache-shape.ts';
import { MonitorShape } from './shapes/monitor-shape.ts';
import { NumaShape } from './shapes/numa-shape.ts';
import { registerPageProblems } from './shapes/register-page.ts';
import { TlbShape } from './shapes/tlb-shape.ts';

export type { CacheShape } from './shapes/cache-shape.ts';
export { HotPageShape } from './shapes/hot-page-shape.ts';
export { MonitorShape } from './shapes/monitor-shape.ts';
export type { NumaShape } from './shapes/numa-shape.ts';
export type { TlbShape } from './shapes/tlb-shape.ts';
export type { VirtualCpuShape } from './shapes/virtual-cpu-shape.ts';

/** Everything that decides what happens, as replay reads it; times are decided by costs. People write it as three documents. */
export const Structure = z
  .strictObject({
    ...structureLabels,
    seed,
    cpus: z.int().min(1).max(128).optional().describe("CPUs of the bare machine, which a trace's are not more than; a monitor's: `monitor.virtualCpus.cpus`."), // biome-ignore format: a line
    pageBytes,
    cache: CachesShape,
    tlb: TlbShape,
    numa: NumaShape.nullable()
      .default(null)
      .describe(
        'Coherent CPUs on nodes; null: the CPUs of a trace know nothing of each other, and all memory is local.',
      ),
    monitor: MonitorShape.nullable()
      .default(null)
      .describe('The virtual machine monitor; null: the kernel runs on the bare machine.'),
    guest: system,
    guestProfile,
    affinityInstructions,
  })
  .superRefine((s, issues) => {
    const fail = (path: readonly string[], message: string) =>
      issues.addIssue({ code: 'custom', path: [...path], message });
    for (const { path, message } of machineProblems(s)) fail(path, message);
    if (s.monitor !== null && s.tlb.entries === 0)
      fail(['tlb', 'entries'], 'no TLB under a monitor, which acts on what the guest writes to one');
    if (s.numa === null && s.monitor?.hotPages) fail(['monitor', 'hotPages'], 'pages cannot move without numa');
    if (s.numa === null && s.monitor?.nodesPerCell != null)
      fail(['monitor', 'nodesPerCell'], 'cells are of nodes, and there are none without numa');
    else if (typeof s.numa?.nodes === 'number')
      for (const { path, message } of cellProblems(s.monitor, s.numa.nodes)) fail(path, message);
    if (GUEST_SYSTEMS[s.guest].thin && s.monitor === null) fail(['guest'], `${s.guest} runs on a monitor only`);
    const profile = profileProblem(s);
    if (profile !== undefined) fail(['guestProfile'], profile);
    const second = s.monitor?.secondLevelTlb;
    if (second !== undefined && second.entries > 0 && second.ways !== 'full') {
      const sets = second.entries / second.ways;
      if (sets < 1) fail(['monitor', 'secondLevelTlb', 'ways'], `more ways than entries (${second.entries})`);
      else if (!Number.isInteger(Math.log2(sets)))
        fail(['monitor', 'secondLevelTlb', 'ways'], `${second.entries} entries make no power of two of such sets`);
    }
    const { specialRegisterPage = 'off', specialRegisterPlaces = null } = s.monitor ?? {};
    for (const message of registerPageProblems(specialRegisterPage, specialRegisterPlaces))
      fail(['monitor', 'specialRegisterPlaces'], message);
    const vms = s.monitor?.virtualCpus.vms ?? 1;
    s.monitor?.disks.kinds.forEach(({ disk, vm }, n) => {
      if (vm !== null && vm >= vms)
        fail(['monitor', 'disks', 'kinds', `${n}`, 'vm'], `no such virtual machine: there are ${vms}, from 0`);
      if (s.monitor?.disks.kinds.findIndex((each) => each.disk === disk) !== n)
        fail(['monitor', 'disks', 'kinds', `${n}`, 'disk'], `disk ${disk} is there already`);
    });
    if (typeof s.monitor?.network.peer === 'number' && s.monitor.network.peer >= vms)
      fail(['monitor', 'network', 'peer'], `no such virtual machine: there are ${vms}, from 0`);
    if (s.monitor?.kernelPageBytes != null && s.monitor.kernelPageBytes < s.pageBytes)
      fail(['monitor', 'kernelPageBytes'], `smaller than a page (${s.pageBytes} bytes)`);
  });
/** A structure as it was loaded: all that decides what happens. The reference of settings says what each of its values is. */
export type Structure = z.infer<typeof Structure>;

/**
 * log2 of the granule this structure needs of a trace: 16 bytes, or its smallest line.
 *
 * @param structures - all that the trace is replayed through
 * @returns 0 to 4: the option `granuleBits` of `openTrace`
 * @example
 * ```ts
 * import { granuleBitsFor, loadStructures, openTrace, replayAll } from 'disco-replay';
 *
 * const structures = loadStructures(['irix', 'disco']);
 * const trace = await openTrace('padded', { granuleBits: granuleBitsFor(...structures) });
 * console.log((await replayAll(trace, structures)).length);
 * ```
 */
export function granuleBitsFor(...structures: Structure[]): number {
  const lines = structures.flatMap(({ cache: { l1i, l1d, l2 } }) => [
    l1i.lineBytes,
    l1d.lineBytes,
    l2?.lineBytes ?? 16,
  ]);
  return Math.log2(Math.min(16, ...lines));
}
