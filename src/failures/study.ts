import { type Dependences, HOLDING_USES, type HoldingUse } from '../replay/counts/dependence.ts';
import type { Structure } from '../replay/structure/structure.ts';
import { type Containment, containmentOf } from './containment.ts';
import { type Hit, struck } from './hit.ts';
import { goneWith, nodeLost } from './loss.ts';
import { REASON_NAMES, type Reason } from './reasons.ts';

/** Means over nodes and time: what the loss of a node, each as likely as the others and at any moment, takes. */
export interface Expected {
  vms: number;
  /** Of all VMs, 0 to 1. */
  share: number;
  /** Instructions, and their share of those executed until then. */
  instructions: number;
  workShare: number;
  /** Pages: contents lost by use and in all, and saved; machine pages lost. */
  lostByUse: Record<HoldingUse, number>;
  lost: number;
  savedByReplica: number;
  savedByDisk: number;
  machine: number;
  lines: number;
}

/** How much a VM depends on a node. */
export interface Dependence {
  node: number;
  vm: number;
  /** Share of the time in which the loss of the node is the loss of the VM, 0 to 1. */
  share: number;
  /** The reason of most of that time, null where there is none; and each one's share of the time, all reasons counted. */
  through: Reason | null;
  reasons: Partial<Record<Reason, number>>;
}

/** The loss of each node at each moment, and what follows from that. */
export interface Study {
  containment: Containment;
  /** By moment: instructions of all CPUs, and the share of the time that it stands for: since the moment before it. */
  clocks: number[];
  weights: number[];
  /** `[node][moment]`. */
  hits: Hit[][];
  expected: Expected;
  /** By node: the mean over time of VMs lost. */
  vmsByNode: number[];
  /** The loss that takes most VMs; of equal ones that which takes most work, then the first node's. */
  worst: Hit & { node: number };
  /** `[node][vm]`. */
  map: Dependence[][];
}

/** What the loss of each node at each moment takes. Pure, and of no more time than nodes, moments and holdings multiplied. */
export function study(dependences: Dependences, structure: Structure): Study {
  return studyOf(dependences, containmentOf(structure, dependences));
}

export function studyOf({ moments, nodes }: Dependences, containment: Containment): Study {
  const clocks = moments.map(({ clock }) => clock);
  const weights = weightsOf(clocks);
  const hits = Array.from({ length: nodes }, (_, node) => {
    const gone = goneWith(containment, nodeLost(node));
    return moments.map((moment) => struck(moment, containment, gone));
  });
  const mean = (of: (hit: Hit) => number): number =>
    hits.reduce((sum, row) => sum + timeMean(row, weights, of), 0) / nodes;
  const vms = mean((hit) => hit.vms);
  const lostByUse = Object.fromEntries(HOLDING_USES.map((use) => [use, mean(({ pages }) => pages.lost[use])])) as Expected['lostByUse']; // biome-ignore format: a line
  return {
    containment,
    clocks,
    weights,
    hits,
    expected: {
      vms,
      share: vms / containment.vms,
      instructions: mean(({ instructions }) => instructions),
      workShare: mean(({ instructions, clock }) => (clock === 0 ? 0 : instructions / clock)),
      lostByUse,
      lost: HOLDING_USES.reduce((sum, use) => sum + lostByUse[use], 0),
      savedByReplica: mean(({ pages }) => pages.savedByReplica),
      savedByDisk: mean(({ pages }) => pages.savedByDisk),
      machine: mean(({ pages }) => pages.machine),
      lines: mean(({ lines }) => lines),
    },
    vmsByNode: hits.map((row) => timeMean(row, weights, (hit) => hit.vms)),
    worst: worstOf(hits),
    map: hits.map((row, node) => Array.from({ length: containment.vms }, (_, vm) => dependenceOf(row, weights, node, vm))),
  };
} // biome-ignore format: long lines

/** Each moment stands for the time since the one before it, the first for that since the start. */
function weightsOf(clocks: readonly number[]): number[] {
  const end = clocks.at(-1) ?? 0;
  return clocks.map((clock, n) => (end === 0 ? 1 / clocks.length : (clock - (clocks[n - 1] ?? 0)) / end));
}

const timeMean = (row: readonly Hit[], weights: readonly number[], of: (hit: Hit) => number): number =>
  row.reduce((sum, hit, n) => sum + weights[n] * of(hit), 0);

function worstOf(hits: readonly (readonly Hit[])[]): Study['worst'] {
  let worst: Study['worst'] | undefined;
  for (const [node, row] of hits.entries())
    for (const hit of row) {
      const more = worst === undefined || hit.vms - worst.vms || hit.instructions - worst.instructions;
      if (more === true || more > 0) worst = { ...hit, node };
    }
  return worst!;
}

function dependenceOf(row: readonly Hit[], weights: readonly number[], node: number, vm: number): Dependence {
  const first = new Float64Array(REASON_NAMES.length);
  const each = new Float64Array(REASON_NAMES.length);
  let share = 0;
  for (const [n, { reasons }] of row.entries()) {
    const bits = reasons[vm];
    if (bits === 0) continue;
    share += weights[n];
    first[Math.log2(bits & -bits)] += weights[n];
    for (let k = 0; k < each.length; k++) if ((bits >> k) & 1) each[k] += weights[n];
  }
  const most = share === 0 ? null : REASON_NAMES[first.indexOf(Math.max(...first))];
  const reasons = Object.fromEntries(REASON_NAMES.flatMap((name, k) => (each[k] > 0 ? [[name, each[k]]] : [])));
  return { node, vm, share, through: most, reasons };
}
