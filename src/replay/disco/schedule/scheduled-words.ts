import { CpuWords } from '../../../trace/schedule/cpu-words.ts';
import { Marker, marker } from '../../../trace/words/markers.ts';

/** Collects the words of physical CPUs in batches, and names in them who runs where. */
export class ScheduledWords extends CpuWords {
  /** Virtual machine of a virtual CPU. */
  readonly vmOf: (virtualCpu: number) => number;
  /** Physical CPU -> the virtual CPU named on it last; -1 before the first. */
  private readonly named: Int32Array;

  constructor(cpus: number, vmOf: (virtualCpu: number) => number) {
    super();
    this.vmOf = vmOf;
    this.named = new Int32Array(cpus).fill(-1);
  }

  /** What follows is this virtual CPU's, on this physical one. */
  schedule(cpu: number, virtualCpu: number): void {
    this.select(cpu);
    if (virtualCpu === this.named[cpu]) return;
    this.put(marker(Marker.virtualCpu, virtualCpu));
    this.put(this.vmOf(virtualCpu));
    this.named[cpu] = virtualCpu;
  }
}
