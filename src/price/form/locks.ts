import { type Counts, NO_LOCK } from '../../replay/counts/counts.ts';
import { SLEEPING_LOCK } from '../../trace/words/vocabulary.ts';
import { Solver } from '../mva/solver.ts';
import { type Cells, partNumber } from './cells.ts';
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
  from: number;
  to: number;
  rows: readonly Row[];
}

/**
 * The time the CPUs of a VM wait for locks of its kernel in one interval.
 *
 * A closed queueing network solved by mean value analysis: the customers are the VM's CPUs, one of each class; the
 * stations are its locks, with the time spent holding them as demand, stalls and the monitor's work within included; all else a CPU
 * does is think time. Each VM has locks of its own: that is what splitting a kernel among VMs saves.
 */
export class LockQueues {
  private readonly holders: readonly Holder[];
  private readonly solver: Solver;
  /** Time of each holder, ns. */
  private readonly busy: Float64Array;
  /** Numbers of CPUs and locks in the network of those that take time, or -1. */
  private readonly classes: Int32Array;
  private readonly stations: Int32Array;
  /** Time of each row of a holder, ns. */
  private readonly weights: Float64Array;

  constructor({ strands }: Counts, vm: number, cells: Cells, place: number) {
    const mine = strands.flatMap((strand, n) => (strand.vm === vm ? [{ ...strand, n }] : []));
    const cpus = [...new Set(mine.map(({ cpu }) => cpu))];
    const locks = [...new Set(mine.map(({ lock }) => lock))].filter((lock) => lock !== NO_LOCK);
    this.holders = mine.map(({ cpu, lock, n }): Holder => {
      const [from, to] = cells.ofStrand(place, n);
      const rows = lock === NO_LOCK ? [] : rowsOf(cells, place, n, waitingFor(lock));
      return { cpu: cpus.indexOf(cpu), lock: locks.indexOf(lock), from, to, rows };
    });
    this.solver = new Solver(cpus.length, locks.length);
    this.busy = new Float64Array(mine.length);
    this.classes = new Int32Array(cpus.length);
    this.stations = new Int32Array(locks.length);
    this.weights = new Float64Array(Math.max(...this.holders.map(({ rows }) => rows.length)));
  }

  /** Adds the time, in ns, to what these cells hold without it. */
  add(ns: Float64Array): void {
    const { holders, busy, classes, stations, solver } = this;
    const { demand, think, population, residence } = solver;
    classes.fill(-1);
    stations.fill(-1);
    let cpus = 0;
    let locks = 0;
    for (let n = 0; n < holders.length; n++) {
      const { cpu, lock, from, to } = holders[n];
      busy[n] = sumIn(ns, from, to);
      if (busy[n] === 0) continue;
      if (classes[cpu] < 0) classes[cpu] = cpus++;
      if (lock >= 0 && stations[lock] < 0) stations[lock] = locks++;
    }
    if (cpus < 2 || locks === 0) return;
    demand.fill(0);
    think.fill(0);
    population.fill(1);
    for (let n = 0; n < holders.length; n++) {
      if (busy[n] === 0) continue;
      const { cpu, lock } = holders[n];
      if (lock < 0) think[classes[cpu]] += busy[n];
      else demand[classes[cpu] * locks + stations[lock]] += busy[n];
    }
    solver.solve(cpus, locks);
    for (let n = 0; n < holders.length; n++) {
      const { cpu, lock, rows } = holders[n];
      if (lock < 0 || busy[n] === 0) continue;
      const i = classes[cpu] * locks + stations[lock];
      this.share(rows, Math.max(0, residence[i] - demand[i]), ns);
    }
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
