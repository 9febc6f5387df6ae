import { type Counts, NO_LOCK } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, Event, SERVICES } from '../../replay/counts/event.ts';
import { Service, SLEEPING_LOCK } from '../../trace/words/vocabulary.ts';
import { Solver } from '../mva/solver.ts';
import { PART_COUNT } from '../parts.ts';
import { type Cells, type Grain, partNumber } from './cells.ts';
import { aroundIn, heldIn, layersOf } from './lock-layers.ts';
import type { SleepWork } from './sleep-work.ts';
import { sumIn } from './sums.ts';

const SPINNING = partNumber('lockWaiting');
const SLEEPING = partNumber('idle');

/** The part that waiting for a lock is. */
export const waitingFor = (lock: number): number => (lock >= SLEEPING_LOCK ? SLEEPING : SPINNING);

/** VMs of which several CPUs run the kernel and some hold locks of it: whose CPUs may wait for each other. */
export function lockingVms({ strands }: Counts): number[] {
  return [...Map.groupBy(strands, ({ vm }) => vm)]
    .filter(([, mine]) => mine.some(({ lock }) => lock !== NO_LOCK) && mine.some(({ cpu }) => cpu !== mine[0].cpu))
    .map(([vm]) => vm);
}

/** VMs of which CPUs may sleep: whose kernel has locks that they sleep for. */
export const sleepingVms = (counts: Counts): number[] =>
  lockingVms(counts).filter((vm) => counts.strands.some((strand) => strand.vm === vm && strand.lock >= SLEEPING_LOCK));

/** Where the work of sleeping is kept in one place, for each CPU of a VM: of each kind, the key of its time. */
export function workKeys({ strands }: Counts, vm: number, place: number, work: SleepWork, grain: Grain): number[][] {
  const cpus = [...new Set(strands.flatMap((strand) => (strand.vm === vm ? [strand.cpu] : [])))];
  return cpus.map((cpu) => {
    const strand = strands.findIndex((each) => each.vm === vm && each.cpu === cpu);
    return work.kinds.map(({ mode, part }) => {
      const row = (place * strands.length + strand) * grain.rows + grain.rowOf(mode * SERVICES + Service.contextSwitch);
      return row * PART_COUNT + part;
    });
  });
}

/** A row of a strand that holds a lock: its cells, and the one its waiting goes to. */
interface Row {
  from: number;
  to: number;
  waiting: number;
}

/** A strand of a VM: its CPU and lock, numbered within the VM (NO_LOCK: none), and its cells. */
interface Holder {
  cpu: number;
  lock: number;
  /** Of each layer, the lock held, numbered within the VM, or NO_LOCK. */
  held: readonly number[];
  from: number;
  to: number;
  rows: readonly Row[];
  /** How often it acquires a lock that it sleeps for. */
  acquired: number;
  /** Other CPUs' holders that hold the same lock; null where it may meet all of them. */
  rivals: readonly { n: number; cpu: number; meets: boolean }[] | null;
}

/** Rounds until the waiting in all layers agrees, each to this part of a CPU's time; at most so many. */
const SETTLED = 1e-13;
const ROUNDS = 100;
/** A class that is at a station for more than this part of its time comes to it as if it were never away. */
const MOSTLY = 0.999;

/**
 * The time the CPUs of a VM wait for locks of its kernel in one interval.
 *
 * Closed queueing networks solved by mean value analysis, one for each layer of locks (`lock-layers.ts`): the customers are the VM's CPUs, one
 * of each class; the stations are the layer's locks, with the time spent holding them as demand, stalls and the monitor's work within included; all
 * else a CPU does is think time. Waiting for a lock is part of the holding time of those around it, and of what a CPU does apart from
 * the other layers' locks, so that the layers are solved in turn until they agree. Those who hold the same
 * lock around it never wait for each other: waiting is for the others' part of the lock's use. Each VM has locks of its own: that is what splitting a
 * kernel among VMs saves.
 *
 * Who finds a sleeping lock held goes to sleep and is woken, which is work. The lock is handed over to who is woken (a semaphore's V gives it to the
 * first in the queue), so that it stays held until that runs: work on the way back is demand of the lock, that on the way to sleep is not. The more
 * waiting, the more work, the more waiting: as an acquisition sleeps once at most, that is bounded.
 */
export class LockQueues {
  private readonly holders: readonly Holder[];
  private readonly layers: number;
  private readonly layerOf: readonly number[];
  private readonly solver: Solver;
  /** Time of each holder, ns, and its waiting for its lock. */
  private readonly busy: Float64Array;
  private readonly waits: Float64Array;
  /** How often each sleeps for it. */
  private readonly sleeps: Float64Array;
  /** Null: nobody sleeps. */
  private readonly work: SleepWork | null;
  /** Of each CPU: cells of its work, by kind. */
  private readonly workCells: readonly Int32Array[];
  /** By class: time from beginning to end in the layer solved last, ns. */
  private readonly cycles: Float64Array;
  /** Numbers of CPUs that take time, or -1; of a layer's locks that take time, or -1. */
  private readonly classes: Int32Array;
  private readonly stations: Int32Array;
  /** By CPU and lock: time of its strands, ns. */
  private readonly held: Float64Array;
  /** Time of each row of the holders of a lock, ns. */
  private readonly weights: Float64Array;

  constructor(
    { strands, values }: Counts,
    vm: number,
    cells: Cells,
    [interval, place]: readonly [number, number],
    work: SleepWork | null,
    keysOfWork: readonly (readonly number[])[],
  ) {
    const mine = strands.flatMap((strand, n) => (strand.vm === vm ? [{ ...strand, n }] : []));
    const cpus = [...new Set(mine.map(({ cpu }) => cpu))];
    const layers = layersOf(mine);
    const locks = [...layers.keys()];
    this.layerOf = [...layers.values()];
    this.layers = Math.max(-1, ...this.layerOf) + 1;
    this.holders = mine.map(({ cpu, lock, around, n }): Holder => {
      const rivals = mine.flatMap((other, n) => {
        const outside = aroundIn(other, lock);
        if (lock === NO_LOCK || other.cpu === cpu || outside === null) return [];
        return [{ n, cpu: cpus.indexOf(other.cpu), meets: !outside.some((each) => around.includes(each)) }];
      });
      let acquired = 0;
      for (let context = 0; lock >= SLEEPING_LOCK && context < CONTEXT_COUNT; context++)
        acquired +=
          values[((interval * strands.length + n) * CONTEXT_COUNT + context) * EVENT_COUNT + Event.lockAcquired];
      const [from, to] = cells.ofStrand(place, n);
      const rows = lock === NO_LOCK ? [] : rowsOf(cells, place, n, waitingFor(lock));
      const held = Array.from({ length: this.layers }, (_, layer) =>
        locks.indexOf(heldIn({ lock, around }, layer, layers)),
      );
      return {
        cpu: cpus.indexOf(cpu),
        lock: locks.indexOf(lock),
        held,
        from,
        to,
        rows,
        acquired,
        rivals: rivals.every(({ meets }) => meets) ? null : rivals,
      };
    });
    this.solver = new Solver(cpus.length, locks.length);
    this.busy = new Float64Array(mine.length);
    this.waits = new Float64Array(mine.length);
    this.sleeps = new Float64Array(mine.length);
    this.work = this.holders.some(({ acquired }) => acquired > 0) ? work : null;
    this.workCells = keysOfWork.map((keys) => Int32Array.from(keys, (key) => cells.at(key)));
    this.cycles = new Float64Array(cpus.length);
    this.classes = new Int32Array(cpus.length);
    this.stations = new Int32Array(locks.length);
    this.held = new Float64Array(cpus.length * locks.length);
    this.weights = new Float64Array(Math.max(...this.holders.map(({ rows }) => rows.length)));
  }

  /** Adds the time, in ns, to what these cells hold without it. */
  add(ns: Float64Array): void {
    const { holders, busy, waits, classes, held, stations } = this;
    classes.fill(-1);
    held.fill(0);
    waits.fill(0);
    this.sleeps.fill(0);
    let cpus = 0;
    for (let n = 0; n < holders.length; n++) {
      const { cpu, lock, from, to } = holders[n];
      busy[n] = sumIn(ns, from, to);
      if (busy[n] === 0) continue;
      if (classes[cpu] < 0) classes[cpu] = cpus++;
      if (lock >= 0) held[cpu * stations.length + lock] += busy[n];
    }
    if (cpus < 2) return;
    for (let round = 0; round < ROUNDS; round++) {
      let change = 0;
      for (let layer = 0; layer < this.layers; layer++) change = Math.max(change, this.solve(layer, cpus));
      if (change <= SETTLED || (this.layers === 1 && this.work === null)) break;
    }
    for (let n = 0; n < holders.length; n++) if (waits[n] > 0) this.share(holders[n].rows, waits[n], ns);
    this.addWork(ns);
  }

  /** Adds the work of sleeping to each CPU's cells. */
  private addWork(ns: Float64Array): void {
    const { holders, sleeps, work, workCells } = this;
    if (work === null) return;
    for (let n = 0; n < holders.length; n++) {
      if (sleeps[n] === 0) continue;
      const cells = workCells[holders[n].cpu];
      for (let kind = 0; kind < cells.length; kind++)
        ns[cells[kind]] += sleeps[n] * (work.away[kind] + work.back[kind]);
    }
  }

  /** Solves a layer, the others' waiting as it is; how much its own changes, as a share of a CPU's time, at most. */
  private solve(layer: number, cpus: number): number {
    const { holders, busy, waits, classes, stations, held, solver, layerOf, cycles, sleeps } = this;
    const awayNs = this.work?.awayNs ?? 0;
    const backNs = this.work?.backNs ?? 0;
    const { demand, think, population, residence } = solver;
    stations.fill(-1);
    let locks = 0;
    for (let n = 0; n < holders.length; n++) {
      const lock = holders[n].held[layer];
      if (busy[n] > 0 && lock >= 0 && stations[lock] < 0) stations[lock] = locks++;
    }
    if (locks === 0) return 0;
    demand.fill(0);
    think.fill(0);
    population.fill(1);
    for (let n = 0; n < holders.length; n++) {
      if (busy[n] === 0) continue;
      const { cpu, lock, held } = holders[n];
      const c = classes[cpu];
      const isWaited = lock >= 0 && layerOf[lock] === layer;
      const [away, back] = [sleeps[n] * awayNs, sleeps[n] * backNs];
      const time = isWaited ? busy[n] + back : busy[n] + waits[n] + away + back;
      if (isWaited) think[c] += away;
      if (held[layer] < 0) think[c] += time;
      else demand[c * locks + stations[held[layer]]] += time;
    }
    solver.solve(cpus, locks);
    for (let c = 0; c < cpus; c++) cycles[c] = think[c] + sumIn(residence, c * locks, (c + 1) * locks);
    let change = 0;
    for (let n = 0; n < holders.length; n++) {
      const { cpu, lock, acquired } = holders[n];
      if (busy[n] === 0 || lock < 0 || layerOf[lock] !== layer) continue;
      const c = classes[cpu];
      const i = c * locks + stations[lock];
      const met = this.met(n);
      const share = (busy[n] / held[cpu * stations.length + lock]) * met;
      const wait = share * Math.max(0, residence[i] - demand[i]);
      change = Math.max(change, Math.abs(wait - waits[n]) / cycles[c]);
      if (acquired > 0 && this.work !== null) {
        const asleep = acquired * met * this.chance(c, stations[lock], cpus, locks);
        change = Math.max(change, (Math.abs(asleep - sleeps[n]) * (awayNs + backNs)) / cycles[c]);
        sleeps[n] = asleep;
      }
      waits[n] = wait;
    }
    return change;
  }

  /** How likely others are at a station while a class is not, which is when it comes: of the time that somebody is there, its own is left out. */
  private chance(c: number, station: number, cpus: number, locks: number): number {
    const { cycles } = this;
    const { demand, residence } = this.solver;
    let used = 0;
    for (let k = 0; k < cpus; k++) used += demand[k * locks + station] / cycles[k];
    const own = residence[c * locks + station] / cycles[c];
    const others = used - demand[c * locks + station] / cycles[c];
    return Math.min(1, Math.max(0, own < MOSTLY ? (used - own) / (1 - own) : others));
  }

  /** Of the time that other CPUs hold a holder's lock, the part in which it may find them there. */
  private met(n: number): number {
    const { holders, busy, classes, cycles } = this;
    const { rivals } = holders[n];
    if (rivals === null) return 1;
    let all = 0;
    let met = 0;
    for (let r = 0; r < rivals.length; r++) {
      const { n: other, cpu, meets } = rivals[r];
      if (busy[other] === 0) continue;
      const use = busy[other] / cycles[classes[cpu]];
      all += use;
      if (meets) met += use;
    }
    return all === 0 ? 0 : met / all;
  }

  /** Shares waiting among rows in proportion to their time. */
  private share(rows: readonly Row[], waiting: number, ns: Float64Array): void {
    const { weights } = this;
    let all = 0;
    for (let r = 0; r < rows.length; r++) {
      weights[r] = sumIn(ns, rows[r].from, rows[r].to);
      all += weights[r];
    }
    for (let r = 0; r < rows.length; r++) ns[rows[r].waiting] += (waiting * weights[r]) / all;
  }
}

function rowsOf(cells: Cells, place: number, strand: number, part: number): Row[] {
  return Array.from(cells.rowsOfStrand(place, strand), ([from, to]): Row => {
    let waiting = to - 1;
    while (cells.partOf(waiting) !== part) waiting--;
    return { from, to, waiting };
  });
}
