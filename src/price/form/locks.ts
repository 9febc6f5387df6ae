import { type Counts, NO_LOCK } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, Event, SERVICES } from '../../replay/counts/event.ts';
import { Service, SLEEPING_LOCK } from '../../trace/words/vocabulary.ts';
import { Solver } from '../mva/solver.ts';
import { PART_COUNT } from '../parts.ts';
import { Acceleration } from './acceleration.ts';
import { type Cells, type Grain, partNumber } from './cells.ts';
import { aroundIn, heldIn, layersOf } from './lock-layers.ts';
import type { SleepWork } from './sleep-work.ts';
import { sumIn, sumOf } from './sums.ts';

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
  /** Other CPUs' holders that hold the same lock, and those of them that it may meet there; null where it may meet all of them. */
  rivals: Int32Array | null;
  met: Int32Array | null;
}

/** Rounds until the waiting in all layers agrees, each to this part of a CPU's time; at most so many. */
const SETTLED = 1e-13;
const ROUNDS = 300;
/** Farther away than this, rounds are no straight way on. */
const NEAR = 0.1;
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
  /** Time of each holder, ns. */
  private readonly busy: Float64Array;
  /** What rounds lead on: each holder's waiting for its lock, ns, and how often it sleeps for it. */
  private readonly state: Float64Array;
  private readonly waits: Float64Array;
  private readonly sleeps: Float64Array;
  private readonly acceleration: Acceleration;
  /** Of each holder and of each station: how much of its CPU's time, and of all CPUs', they are there, in the layer solved last, waiting apart. */
  private readonly uses: Float64Array;
  private readonly used: Float64Array;
  /** Of each layer, the holders of its locks. */
  private readonly waiters: readonly Int32Array[];
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
        return [{ n, meets: !outside.some((each) => around.includes(each)) }];
      });
      const meetsAll = rivals.every(({ meets }) => meets);
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
        rivals: meetsAll ? null : Int32Array.from(rivals, ({ n }) => n),
        met: meetsAll ? null : Int32Array.from(rivals.flatMap(({ n, meets }) => (meets ? [n] : []))),
      };
    });
    this.solver = new Solver(cpus.length, locks.length);
    this.busy = new Float64Array(mine.length);
    this.state = new Float64Array(2 * mine.length);
    this.waits = this.state.subarray(0, mine.length);
    this.sleeps = this.state.subarray(mine.length);
    this.acceleration = new Acceleration(2 * mine.length);
    this.uses = new Float64Array(mine.length);
    this.used = new Float64Array(locks.length);
    this.waiters = Array.from({ length: this.layers }, (_, layer) =>
      Int32Array.from(this.holders.flatMap(({ lock }, n) => (lock >= 0 && this.layerOf[lock] === layer ? [n] : []))),
    );
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
    this.state.fill(0);
    let cpus = 0;
    for (let n = 0; n < holders.length; n++) {
      const { cpu, lock, from, to } = holders[n];
      busy[n] = sumIn(ns, from, to);
      if (busy[n] === 0) continue;
      if (classes[cpu] < 0) classes[cpu] = cpus++;
      if (lock >= 0) held[cpu * stations.length + lock] += busy[n];
    }
    if (cpus < 2) return;
    this.settle(cpus);
    for (let n = 0; n < holders.length; n++) if (waits[n] > 0) this.share(holders[n].rows, waits[n], ns);
    this.addWork(ns);
  }

  private settle(cpus: number): void {
    const { state, acceleration, layers, work } = this;
    acceleration.begin(state);
    for (let round = 0; round < ROUNDS; round++) {
      let change = 0;
      for (let layer = 0; layer < layers; layer++) change = Math.max(change, this.solve(layer, cpus));
      if (change <= SETTLED || (layers === 1 && work === null)) break;
      if (change < NEAR) acceleration.move(state, work === null ? 0 : work.awayNs + work.backNs);
      else acceleration.begin(state);
    }
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
      const away = sleeps[n] * awayNs;
      const back = sleeps[n] * backNs;
      const time = isWaited ? busy[n] + back : busy[n] + waits[n] + away + back;
      if (isWaited) think[c] += away;
      if (held[layer] < 0) think[c] += time;
      else demand[c * locks + stations[held[layer]]] += time;
    }
    solver.solve(cpus, locks);
    for (let c = 0; c < cpus; c++) cycles[c] = think[c] + sumIn(residence, c * locks, (c + 1) * locks);
    this.use(cpus, locks);
    let change = 0;
    const waiters = this.waiters[layer];
    for (let w = 0; w < waiters.length; w++) {
      const n = waiters[w];
      if (busy[n] === 0) continue;
      const { cpu, lock, acquired } = holders[n];
      const c = classes[cpu];
      const i = c * locks + stations[lock];
      const met = this.met(n);
      const share = (busy[n] / held[cpu * stations.length + lock]) * met;
      const wait = share * Math.max(0, residence[i] - demand[i]);
      let moved = Math.abs(wait - waits[n]);
      waits[n] = wait;
      if (acquired > 0 && this.work !== null) {
        const asleep = acquired * met * this.chance(c, stations[lock], locks);
        moved = Math.max(moved, Math.abs(asleep - sleeps[n]) * (awayNs + backNs));
        sleeps[n] = asleep;
      }
      change = Math.max(change, moved / cycles[c]);
    }
    return change;
  }

  /** Works out how much the layer just solved is used. */
  private use(cpus: number, locks: number): void {
    const { holders, busy, uses, used, classes, cycles, solver } = this;
    used.fill(0, 0, locks);
    for (let c = 0; c < cpus; c++) for (let l = 0; l < locks; l++) used[l] += solver.demand[c * locks + l] / cycles[c];
    for (let n = 0; n < holders.length; n++)
      uses[n] = holders[n].lock < 0 || busy[n] === 0 ? 0 : busy[n] / cycles[classes[holders[n].cpu]];
  }

  /** How likely others are at a station while a class is not, which is when it comes: of the time that somebody is there, its own is left out. */
  private chance(c: number, station: number, locks: number): number {
    const { cycles, used } = this;
    const { demand, residence } = this.solver;
    const i = c * locks + station;
    const own = residence[i] / cycles[c];
    const others = own < MOSTLY ? (used[station] - own) / (1 - own) : used[station] - demand[i] / cycles[c];
    return Math.min(1, Math.max(0, others));
  }

  /** Of the time that other CPUs hold a holder's lock, the part in which it may find them there. */
  private met(n: number): number {
    const { rivals, met } = this.holders[n];
    if (rivals === null || met === null) return 1;
    const all = sumOf(this.uses, rivals);
    return all === 0 ? 0 : sumOf(this.uses, met) / all;
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
