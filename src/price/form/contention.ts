import type { Counts } from '../../replay/counts/counts.ts';
import { nodeOfCpu } from '../../replay/structure/node-of-cpu.ts';
import { Solver } from '../mva/solver.ts';
import type { Units } from '../units.ts';
import { type Cells, type Grain, partNumber, strandsOf } from './cells.ts';
import { MonitorStalls } from './monitor-stalls.ts';
import { sumIn, sumOf } from './sums.ts';

const LOCAL_STALL = partNumber('memoryStall');
const REMOTE_STALL = partNumber('remoteStall');
const LOCAL_WAITING = partNumber('localContention');
const REMOTE_WAITING = partNumber('remoteContention');

/** Parts a row that waits for memory has cells for. */
export const MEMORY_PARTS: readonly number[] = [LOCAL_STALL, REMOTE_STALL, LOCAL_WAITING, REMOTE_WAITING];
export const isMemoryStall = (part: number): boolean => part === LOCAL_STALL || part === REMOTE_STALL;

/** CPUs with transactions in an interval of a coherent machine whose memories can be busy. One that is alone with memory never waits. */
export function memoryUsers({ structure, visits, cpus, nodes }: Counts, interval: number): number[] {
  if (structure.numa === null || structure.numa.banks === 'unlimited') return [];
  return Array.from({ length: cpus }, (_, cpu) => cpu).filter((cpu) => {
    const first = (interval * cpus + cpu) * nodes;
    return visits.subarray(first, first + nodes).some((n) => n > 0);
  });
}

/** A CPU that uses memory. */
interface User {
  /** Visits to each node. */
  visits: Float64Array;
  home: number;
  /** Its cells, and of those the waiting ones by row: `[row][local stall, remote stall, local waiting, remote waiting]`. */
  cells: Int32Array;
  rows: Int32Array;
  monitor: MonitorStalls;
}

/**
 * The time CPUs queue at the nodes' memories in one interval.
 *
 * A closed queueing network solved by exact mean value analysis: the customers are the CPUs, one of each class; the
 * stations are the nodes' memory banks, with a service time of `occupancy` ns a transaction, which an unloaded latency includes already; all else a
 * CPU does is think time. A CPU's queueing is shared among its rows as its waiting for memory is; a
 * row of the monitor's has it in its one part.
 */
export class MemoryQueues {
  private readonly users: readonly User[];
  private readonly nodes: number;
  private readonly banks: number;
  private readonly solver: Solver;

  constructor(counts: Counts, interval: number, cells: Cells, place: number, grain: Grain) {
    const { cpus, nodes, visits, structure } = counts;
    const { banks } = structure.numa ?? { banks: 1 };
    this.nodes = nodes;
    this.banks = typeof banks === 'number' ? banks : cpus;
    this.users = memoryUsers(counts, interval).map((cpu): User => {
      const first = (interval * cpus + cpu) * nodes;
      const strands = strandsOf(counts, cpu);
      return {
        visits: visits.subarray(first, first + nodes),
        home: nodeOfCpu(structure, nodes, cpu),
        cells: Int32Array.from(strands.flatMap((strand) => range(...cells.ofStrand(place, strand)))),
        rows: Int32Array.from(strands.flatMap((strand) => memoryRows(cells, place, strand))),
        monitor: new MonitorStalls(counts, interval, cpu, { cells, place, grain }),
      };
    });
    this.solver = new Solver(this.users.length, nodes * this.banks);
  }

  /** Adds the time, in ns, to what these cells hold without any waiting. */
  add(units: Units, ns: Float64Array): void {
    const occupancy = units.memoryOccupancy;
    if (occupancy === 0) return;
    const { users, nodes, banks, solver } = this;
    const stations = nodes * banks;
    for (let user = 0; user < users.length; user++) {
      const { visits, cells } = users[user];
      let all = 0;
      for (let node = 0, i = user * stations; node < nodes; node++) {
        const demand = (visits[node] * occupancy) / banks;
        for (let bank = 0; bank < banks; bank++) {
          solver.demand[i++] = demand;
          all += demand;
        }
      }
      const busy = sumOf(ns, cells);
      solver.think[user] = Math.max(0, busy - all);
      solver.population[user] = busy > 0 ? 1 : 0;
    }
    solver.solve(users.length, stations);
    for (let user = 0; user < users.length; user++) {
      const { home } = users[user];
      let local = 0;
      let remote = 0;
      for (let station = 0; station < stations; station++) {
        const i = user * stations + station;
        const waiting = Math.max(0, solver.residence[i] - solver.demand[i]);
        if (Math.floor(station / banks) === home) local += waiting;
        else remote += waiting;
      }
      share(users[user], local, remote, units, ns);
    }
  }
}

/** Shares local and remote waiting among rows in proportion to their waiting for memory; among none where there is none. */
function share({ rows, monitor }: User, local: number, remote: number, units: Units, ns: Float64Array): void {
  const monitors = monitor.times(units);
  let all = sumIn(monitors, 0, monitors.length);
  for (let i = 0; i < rows.length; i += 4) all += ns[rows[i]] + ns[rows[i + 1]];
  if (all === 0) return;
  for (let i = 0; i < rows.length; i += 4) {
    const weight = ns[rows[i]] + ns[rows[i + 1]];
    ns[rows[i + 2]] += (local * weight) / all;
    ns[rows[i + 3]] += (remote * weight) / all;
  }
  for (let i = 0; i < monitors.length; i++) ns[monitor.cells[i]] += ((local + remote) * monitors[i]) / all;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** Cells of a strand's rows that wait for memory, `MEMORY_PARTS` of each. */
function memoryRows(cells: Cells, place: number, strand: number): number[] {
  return [...cells.rowsOfStrand(place, strand)].flatMap(([from, to]) => {
    const row = range(from, to);
    const found = MEMORY_PARTS.map((part) => row.find((cell) => cells.partOf(cell) === part) ?? -1);
    return found.includes(-1) ? [] : found;
  });
}
