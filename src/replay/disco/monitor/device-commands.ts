import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { MonitorShape } from '../../structure/structure.ts';
import { charge } from './charge.ts';
import { PATHS } from './monitor-memory.ts';
import type { MonitorWork } from './work.ts';

/** Commands of the guest's drivers to devices: one monitor call each, or so many programmed accesses that trap. */
export class DeviceCommands {
  private readonly shape: Pick<MonitorShape, 'deviceCalls' | 'programmedAccesses'>;
  private readonly work: MonitorWork;

  constructor(shape: Pick<MonitorShape, 'deviceCalls' | 'programmedAccesses'>, work: MonitorWork) {
    this.shape = shape;
    this.work = work;
  }

  /** The guest's driver gives a device a command. */
  give(cpu: Cpu): void {
    const { deviceCalls, programmedAccesses } = this.shape;
    charge(cpu, Mode.call, () => {
      if (deviceCalls) this.work.call(cpu);
      else
        for (let i = 0; i < programmedAccesses; i++) {
          cpu.tally.count(Event.deviceAccessEmulated);
          this.work.run(cpu, PATHS.emulate);
        }
    });
  }
}
