import type { Counts } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, Event } from '../../replay/counts/event.ts';
import { DISKS } from '../../replay/counts/tally.ts';
import { Solver } from '../mva/solver.ts';
import type { Units } from '../units.ts';
import { type Cells, partNumber, strandsOf } from './cells.ts';
import { sumOf } from './sums.ts';

export const IDLE = partNumber('idle');

/** What a CPU asks of disks and server, in one interval. */
interface Asker {
  /** Of each disk that anybody asks. */
  requests: Float64Array;
  sectors: Float64Array;
  ofServer: number;
  namesOfServer: number;
  /** Its cells but for idle ones, and the one its idle time goes to: the first strand's, in its first row. */
  cells: Int32Array;
  idle: number;
}

/** What each CPU asks for in an interval, by disk; null: nobody asks for anything. */
export function asksOf(counts: Counts, interval: number): Omit<Asker, 'cells' | 'idle'>[] | null {
  const { cpus, disks } = counts;
  const at = (cpu: number, disk: number): number => ((interval * cpus + cpu) * DISKS + disk) * 2;
  const each = Array.from({ length: cpus }, (_, cpu) => cpu);
  const machines = each.map((cpu) => bareMachineOf(counts, cpu));
  const used = [...new Set(machines)].flatMap((machine) =>
    Array.from({ length: DISKS }, (_, disk) => ({ machine, disk })).filter(({ disk }) =>
      each.some((cpu) => machines[cpu] === machine && (disks[at(cpu, disk)] > 0 || disks[at(cpu, disk) + 1] > 0)),
    ),
  );
  const ofDisks = (cpu: number, sectors: 0 | 1): Float64Array =>
    Float64Array.from(used, ({ machine, disk }) => (machines[cpu] === machine ? disks[at(cpu, disk) + sectors] : 0));
  const asks = each.map((cpu) => ({
    requests: ofDisks(cpu, 0),
    sectors: ofDisks(cpu, 1),
    ofServer: serverRequests(counts, interval, cpu, Event.nfsRequest),
    namesOfServer: serverRequests(counts, interval, cpu, Event.nfsNameRequest),
  }));
  return used.length > 0 || asks.some(({ ofServer, namesOfServer }) => ofServer + namesOfServer > 0) ? asks : null;
}

/** Bare machines side by side have disks of their own; the virtual machines of a monitor share its disks. */
function bareMachineOf(counts: Counts, cpu: number): number {
  const [first] = strandsOf(counts, cpu);
  return counts.structure.monitor !== null || first === undefined ? 0 : counts.strands[first].vm;
}

function serverRequests(counts: Counts, interval: number, cpu: number, event: number): number {
  const { strands, values } = counts;
  let requests = 0;
  for (const strand of strandsOf(counts, cpu)) {
    const first = (interval * strands.length + strand) * CONTEXT_COUNT;
    for (let row = first; row < first + CONTEXT_COUNT; row++) requests += values[row * EVENT_COUNT + event];
  }
  return requests;
}

/**
 * The time CPUs idle because all their processes wait for a disk or the NFS server in one interval.
 *
 * A closed queueing network solved by mean value analysis: the customers are the jobs, shared out evenly among the CPUs, of one class
 * each; the stations are the CPUs, with the time they are busy as demand, the disks and the server. What they do not overlap is idle.
 */
export class DiskQueues {
  private readonly jobs: number;
  private readonly askers: readonly Asker[];
  /** Disks, and the server after them. */
  private readonly devices: number;
  private readonly solver: Solver;
  /** Time of each CPU that is busy, ns. */
  private readonly busy: Float64Array;
  /** What these CPUs ask of each device, ns: `[busy CPU][device]`. */
  private readonly asked: Float64Array;
  /** Numbers of the busy CPUs. */
  private readonly present: Int32Array;

  constructor(counts: Counts, asks: readonly Omit<Asker, 'cells' | 'idle'>[], cells: Cells, place: number) {
    this.jobs = counts.jobs;
    this.askers = asks.map((ask, cpu): Asker => {
      const strands = strandsOf(counts, cpu);
      const all = strands.flatMap((strand) => {
        const [from, to] = cells.ofStrand(place, strand);
        return Array.from({ length: to - from }, (_, n) => from + n);
      });
      return {
        ...ask,
        cells: Int32Array.from(all.filter((cell) => cells.partOf(cell) !== IDLE)),
        idle: strands.length === 0 ? -1 : cells.at(cells.strandKey(place, strands[0]) + IDLE),
      };
    });
    this.devices = asks[0].requests.length + 1;
    this.solver = new Solver(counts.cpus, counts.cpus + this.devices);
    this.busy = new Float64Array(counts.cpus);
    this.asked = new Float64Array(counts.cpus * this.devices);
    this.present = new Int32Array(counts.cpus);
  }

  /** Adds the time, in ns, to what these cells hold without it. */
  add(units: Units, ns: Float64Array): void {
    const { askers, devices, busy, asked, present, solver } = this;
    let cpus = 0;
    for (let cpu = 0; cpu < askers.length; cpu++) {
      busy[cpus] = sumOf(ns, askers[cpu].cells);
      if (busy[cpus] === 0) continue;
      const { requests, sectors, ofServer, namesOfServer } = askers[cpu];
      for (let disk = 0; disk < requests.length; disk++)
        asked[cpus * devices + disk] = requests[disk] * units.diskAccess + sectors[disk] * units.diskSector;
      asked[cpus * devices + devices - 1] = ofServer * units.nfsRequest + namesOfServer * units.nfsNameRequest;
      present[cpus++] = cpu;
    }
    const stations = cpus + this.visited(cpus);
    if (stations === cpus) return;
    const { demand, think, population, residence } = solver;
    demand.fill(0, 0, cpus * stations);
    think.fill(0);
    for (let n = 0; n < cpus; n++) {
      const jobs = Math.max(1, Math.floor((this.jobs + n) / cpus));
      population[n] = jobs;
      demand[n * stations + n] = busy[n] / jobs;
    }
    // A station nobody visits changes nothing but the size of the network.
    for (let device = 0, station = cpus; device < devices; device++) {
      if (!this.isVisited(device, cpus)) continue;
      for (let n = 0; n < cpus; n++) demand[n * stations + station] = asked[n * devices + device] / population[n];
      station++;
    }
    solver.solve(cpus, stations);
    for (let n = 0; n < cpus; n++) {
      let elapsed = 0;
      for (let i = n * stations; i < (n + 1) * stations; i++) elapsed += residence[i];
      ns[askers[present[n]].idle] += Math.max(0, elapsed - busy[n]);
    }
  }

  /** How many devices any of the busy CPUs asks for something that takes time. */
  private visited(cpus: number): number {
    let visited = 0;
    for (let device = 0; device < this.devices; device++) if (this.isVisited(device, cpus)) visited++;
    return visited;
  }

  private isVisited(device: number, cpus: number): boolean {
    for (let n = 0; n < cpus; n++) if (this.asked[n * this.devices + device] > 0) return true;
    return false;
  }
}
