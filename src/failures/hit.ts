import { HOLDING_USES, type HoldingUse, type Moment } from '../replay/counts/dependence.ts';
import type { Containment } from './containment.ts';
import { CpuState, type Gone, goneWith, type Loss } from './loss.ts';
import { bitOf } from './reasons.ts';

/** What became of contents of machine pages of which a copy was lost; each counted once, however many copies there were. */
export interface PageFate {
  /** Contents that are nowhere any more, by use. */
  lost: Record<HoldingUse, number>;
  /** Those of which a node that is left has a copy. */
  savedByReplica: number;
  /** Those that a disk has. */
  savedByDisk: number;
  /** Machine pages lost, copies counted each. */
  machine: number;
}

/** Who is hit by a loss, and by what. */
export interface Hit {
  /** Instructions of all CPUs until then. */
  clock: number;
  /** By VM: why it is lost, as bits (`reasonsIn`); 0: it survives, or was lost before. */
  reasons: Uint8Array;
  /** VMs lost. */
  vms: number;
  /** Instructions of the VMs lost, since the start: their input is on disk, so that their work can be repeated from there. */
  instructions: number;
  pages: PageFate;
  /** Lines modified in caches that are lost, of memory on other nodes. */
  lines: number;
}

/** What losses before left behind. */
export interface Before {
  /** By VM: 1 if it was lost. */
  readonly dead: Uint8Array;
  /** What is gone, as `Gone` has it. */
  readonly parts: Uint8Array;
  readonly cpus: Uint8Array;
  readonly caches: Uint8Array;
  readonly disks: ReadonlySet<number>;
}

const { system, monitor, cpu: ownCpu, memory, log, lines: ownLines, disk: ownDisk, server: ownServer } = {
  system: bitOf('system'), monitor: bitOf('monitor'), cpu: bitOf('cpu'), memory: bitOf('memory'), log: bitOf('log'), lines: bitOf('lines'), disk: bitOf('disk'), server: bitOf('server'),
}; // biome-ignore format: a list

/**
 * Who is hit by a loss at a moment, and by what. After losses before it (`before`) a virtual machine that was lost stays so, and the
 * survivors are taken to depend on what they depend on at this moment in a run without losses, but for what is gone: a copy there saves
 * nothing, and what is there alone would have been placed elsewhere. Lines that are the monitor's take nobody.
 */
export function hit(moment: Moment, containment: Containment, loss: Loss, before?: Before): Hit {
  return struck(moment, containment, goneWith(containment, loss), before);
}

/** The same of what is gone: for many moments at which the same is lost. */
export function struck(moment: Moment, containment: Containment, gone: Gone, before?: Before): Hit {
  const { vms, monitored } = containment;
  const reasons = new Uint8Array(vms);
  const pages = pagesHit(moment, gone, reasons, before);
  let lines = 0;
  for (const each of moment.lines) {
    if (gone.caches[each.node] === 0 || before?.caches[each.node] === 1) continue;
    lines += each.lines;
    if (each.vm >= 0) reasons[each.vm] |= ownLines;
  }
  moment.cpus.forEach((cpus, vm) => {
    for (const each of cpus) {
      if (before !== undefined && before.cpus[each] !== CpuState.there) continue;
      if (gone.cpus[each] === CpuState.lost) reasons[vm] |= ownCpu;
      else if (gone.cpus[each] === CpuState.withoutMonitor) reasons[vm] |= monitor;
    }
  });
  for (const { disk, vm } of moment.mounts) if (gone.disks.has(disk)) reasons[vm] |= ownDisk;
  if (!monitored && gone.disks.size > 0) reasons.fill(ownDisk);
  if (gone.all !== null) reasons.fill(gone.all === 'system' ? system : monitor);
  else if (!monitored && pages.machine > 0) reasons.fill(system);
  else serverless(moment, reasons, before);

  let lost = 0;
  let instructions = 0;
  for (let vm = 0; vm < vms; vm++) {
    if (before?.dead[vm] === 1) reasons[vm] = 0;
    if (reasons[vm] === 0) continue;
    lost++;
    instructions += moment.instructions[vm] ?? 0;
  }
  return { clock: moment.clock, reasons, vms: lost, instructions, pages, lines };
}

/** The pages' fates; the VMs that need what is lost have their reasons. */
function pagesHit({ holdings }: Moment, gone: Gone, reasons: Uint8Array, before: Before | undefined): PageFate {
  const lost = Object.fromEntries(HOLDING_USES.map((use) => [use, 0])) as Record<HoldingUse, number>;
  const fate: PageFate = { lost, savedByReplica: 0, savedByDisk: 0, machine: 0 };
  for (const { parts, vms, use, disk, pages } of holdings) {
    if (before !== undefined && vms.length > 0 && vms.every((vm) => before.dead[vm] === 1)) continue;
    let copies = 0;
    let left = 0;
    for (const part of parts) {
      if (before?.parts[part] === 1) continue;
      if (gone.parts[part] === 1) copies++;
      else left++;
    }
    if (copies === 0) continue;
    fate.machine += copies * pages;
    if (left > 0) fate.savedByReplica += pages;
    else if (disk >= 0 && !gone.disks.has(disk) && before?.disks.has(disk) !== true) fate.savedByDisk += pages;
    else {
      lost[use] += pages;
      for (const vm of vms) reasons[vm] |= use === 'log' ? log : memory;
    }
  }
  return fate;
}

/** Whoever has asked a server that is lost is lost with it, and so on. */
function serverless({ served }: Moment, reasons: Uint8Array, before: Before | undefined): void {
  const isLost = (vm: number): boolean => reasons[vm] !== 0 || before?.dead[vm] === 1;
  for (let spreads = true; spreads; ) {
    spreads = false;
    for (const { client, server } of served) {
      if (!isLost(server) || (reasons[client] & ownServer) !== 0) continue;
      spreads ||= !isLost(client);
      reasons[client] |= ownServer;
    }
  }
}
