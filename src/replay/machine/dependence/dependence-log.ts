import type { DependenceRequest, Dependences, MemoryRange, Moment } from '../../counts/dependence.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Activities } from '../activities.ts';
import type { Hardware } from '../hardware.ts';
import { Holdings } from './holdings.ts';
import { modifiedLines } from './modified.ts';
import { Asked, Grid, type Moments } from './moments.ts';
import { Places } from './places.ts';
import { checkRequest } from './request.ts';

/** A moment, with the holdings as sums by row. */
type Sample = Omit<Moment, 'clock' | 'holdings'> & { sums: Int32Array };

/** Samples what virtual machines depend on as the trace's clock goes on. */
export class DependenceLog {
  private readonly hardware: Hardware;
  private readonly activities: Activities;
  private readonly vms: number;
  private readonly ranges: readonly MemoryRange[];
  private readonly holdings: Holdings;
  private readonly places: Places;
  private readonly moments: Moments<Sample>;
  private clock = 0;
  /** By VM. */
  private readonly instructions: Float64Array;

  /** `vms`: virtual machines there are, 1 natively. Throws UserError for a request that cannot be answered. */
  constructor(request: DependenceRequest, vms: number, hardware: Hardware, activities: Activities) {
    const { map, memory } = hardware.pages;
    checkRequest(request, memory.nodes);
    const { at, ranges = [] } = request;
    this.hardware = hardware;
    this.activities = activities;
    this.vms = vms;
    this.instructions = new Float64Array(vms);
    this.ranges = ranges;
    this.holdings = new Holdings(map, ranges);
    this.places = new Places(vms);
    this.moments = at === undefined ? new Grid() : new Asked(at);
  }

  /** A CPU runs another virtual CPU from here on. */
  put(cpu: Cpu, virtualCpu: number): void {
    this.places.put(virtualCpu, cpu.vm, cpu.number);
  }

  /** A CPU ends a run of references, of so many instructions. */
  advance(cpu: Cpu, instructions: number): void {
    this.put(cpu, this.activities.virtualCpuOn(cpu));
    this.clock += instructions;
    this.instructions[cpu.vm] += instructions;
    if (this.moments.isDue(this.clock)) this.moments.add(this.clock, this.sample());
  }

  /** All moments; the last is the present. Throws UserError where one that was asked for did not come. */
  finish(): Dependences {
    const taken = this.moments.finish(this.clock, this.sample());
    const holdings = this.holdings.told(taken.map(({ sample }) => sample.sums));
    const moments = taken.map(({ clock, sample: { sums: _, ...rest } }, n) => ({
      clock,
      ...rest,
      holdings: holdings[n],
    }));
    return { nodes: this.hardware.pages.memory.nodes, ranges: this.ranges, moments };
  }

  private sample(): Sample {
    const { holdings, vms } = this;
    const { pages, directory, supervisor } = this.hardware;
    const { logs, served, mounts } = supervisor.ties();
    const sums = holdings.sample(logs);
    const lines =
      directory === null ? [] : modifiedLines(directory, pages.map, vms, (object) => holdings.vmsOf(object));
    return { instructions: [...this.instructions], cpus: this.places.told(), sums, lines, served, mounts };
  }
}
