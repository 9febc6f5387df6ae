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

/** A loss, what goes with it, and whom it hits of those whom the ones before left. */
export interface Struck {
  readonly loss: Loss;
  readonly moment: Moment;
  readonly gone: Gone;
  readonly hit: Hit;
  /** What the losses before left; undefined: it is the first. */
  readonly before: Before | undefined;
}

/** Who is hit by each of several losses, see `struckInTurn`. */
export const losses = (dependences: Dependences, containment: Containment, timed: readonly TimedLoss[]): Hit[] =>
  struckInTurn(dependences, containment, timed).map(({ hit }) => hit);

/**
 * Losses one after another, those at one moment together: who is hit by each, of those whom the ones before left. See `hit` for what is
 * assumed in between. Losses after the trace's end hit nobody and are left out.
 */
export function struckInTurn(dependences: Dependences, containment: Containment, timed: readonly TimedLoss[]): Struck[] {
  const byMoment = new Map<Moment, TimedLoss[]>();
  for (const each of timed.toSorted((a, b) => a.clock - b.clock)) {
    const moment = momentAt(dependences, each.clock);
    if (moment !== undefined) byMoment.set(moment, [...(byMoment.get(moment) ?? []), each]);
  }
  let before: Before | undefined;
  return [...byMoment].map(([moment, at]): Struck => {
    const loss = together(at);
    const gone = goneWith(containment, loss);
    const hit = struck(moment, containment, gone, before);
    const each = { loss, moment, gone, hit, before };
    before = after(before ?? untouched(gone, containment.vms), gone, hit);
    return each;
  });
} // biome-ignore format: a signature

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
