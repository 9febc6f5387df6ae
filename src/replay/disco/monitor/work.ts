import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { type Area, type MonitorMemory, PATHS, type Path } from './monitor-memory.ts';
import type { VirtualCpus } from './virtual-cpus.ts';

/** What the monitor does on a CPU: paths through its code, and references to its tables. */
export class MonitorWork {
  private readonly virtualCpus: VirtualCpus;
  /** Null: the monitor takes no room in the caches. */
  private readonly memory: MonitorMemory | null;

  constructor(virtualCpus: VirtualCpus, memory: MonitorMemory | null) {
    this.virtualCpus = virtualCpus;
    this.memory = memory;
  }

  /** Runs a path, saving and restoring registers of the virtual CPU that the CPU runs. */
  run(cpu: Cpu, path: Path): void {
    this.memory?.run(cpu, path, this.virtualCpus.on(cpu));
  }

  /** References to bytes of one of the monitor's tables. */
  touch(cpu: Cpu, kind: Parameters<MonitorMemory['touch']>[1], area: Area, offset: number, bytes: number): void {
    this.memory?.touch(cpu, kind, area, offset, bytes);
  }

  /** The guest calls the monitor. */
  call(cpu: Cpu): void {
    cpu.tally.count(Event.monitorCall);
    this.run(cpu, PATHS.call);
  }
}
