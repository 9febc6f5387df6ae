import type { Dependences, Moment } from '../replay/counts/dependence.ts';
import type { Containment } from './containment.ts';
import { type Before, type Hit, struck } from './hit.ts';
import { type Gone, goneWith, type Loss } from './loss.ts';

/** What is lost at a point of the trace's clock. */
export interface TimedLoss extends Loss {
  /** Instructions of all CPUs until then. */
  readonly clock: number;
}

/** The first moment at or after a clock; undefined: the trace has ended by then. */
export const momentAt = ({ moments }: Dependences, clock: number): Moment | undefined =>
  moments.find((moment) => moment.clock >= clock);

/**
 * Losses one after another, those at one moment together: who is hit by each, of those whom the ones before left. See `hit` for what is
 * assumed in between. Losses after the trace's end hit nobody and are left out.
 */
export function losses(dependences: Dependences, containment: Containment, timed: readonly TimedLoss[]): Hit[] {
  const byMoment = new Map<Moment, TimedLoss[]>();
  for (const each of timed.toSorted((a, b) => a.clock - b.clock)) {
    const moment = momentAt(dependences, each.clock);
    if (moment !== undefined) byMoment.set(moment, [...(byMoment.get(moment) ?? []), each]);
  }
  let before: Before | undefined;
  return [...byMoment].map(([moment, at]) => {
    const gone = goneWith(containment, together(at));
    const found = struck(moment, containment, gone, before);
    before = after(before ?? untouched(gone, containment.vms), gone, found);
    return found;
  });
}

/** Nothing is gone, on a machine of this size. */
const untouched = ({ parts, cpus, caches }: Gone, vms: number): Before => ({
  dead: new Uint8Array(vms),
  parts: new Uint8Array(parts.length),
  cpus: new Uint8Array(cpus.length),
  caches: new Uint8Array(caches.length),
  disks: new Set(),
});

const after = (before: Before, gone: Gone, { reasons }: Hit): Before => ({
  dead: before.dead.map((was, vm) => Number(was === 1 || reasons[vm] !== 0)),
  parts: before.parts.map((was, part) => was | gone.parts[part]),
  cpus: before.cpus.map((was, cpu) => was | gone.cpus[cpu]),
  caches: before.caches.map((was, node) => was | gone.caches[node]),
  disks: new Set([...before.disks, ...gone.disks]),
});

/** Losses at one moment as one. */
const together = (all: readonly Loss[]): Loss => ({
  nodes: all.flatMap(({ nodes }) => nodes),
  cpus: all.flatMap(({ cpus }) => cpus),
  disks: all.flatMap(({ disks }) => disks),
  ranges: all.flatMap(({ ranges }) => ranges),
});
