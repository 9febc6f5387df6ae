import { Marker } from '../../../trace/words/markers.ts';
import { Service } from '../../../trace/words/vocabulary.ts';
import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { serviceOf } from '../activities.ts';
import type { Handlers, Parts } from './parts.ts';

/** Services after which the access that caused them comes again. */
const FAULTS: ReadonlySet<number> = new Set([
  Service.demandZero,
  Service.quickFault,
  Service.fault,
  Service.copyOnWrite,
]);
/** Vectors from here on are interrupts' (MIPS). */
const INTERRUPT_VECTOR = 0x200;

/** Markers that say who runs, and in which mode, service and critical section: what counts are charged to. */
export function contextMarkers({
  hardware,
  processors,
  activities,
  account,
  dependences,
  sites,
  contends,
}: Parts): Handlers {
  const { kernel, scheduler } = hardware.supervisor;
  const enter = (cpu: Cpu): void => {
    const activity = activities.on(cpu);
    cpu.tally.enter(activity.mode, serviceOf(activity));
  };
  return {
    [Marker.cpu]: (a, _, i) => {
      const before = processors.current;
      activities.on(before).fault = before.served.take(i);
      processors.current = processors.of(a);
      processors.current.served.serve(activities.on(processors.current).fault, i + 1);
      sites.forget();
    },
    // The monitor's scheduler puts another virtual CPU on this CPU: its VM is charged from here on, the switch included.
    [Marker.virtualCpu]: (a, words, i) => {
      const cpu = processors.current;
      activities.on(cpu).fault = cpu.served.take(i);
      activities.put(cpu, a);
      cpu.served.serve(activities.on(cpu).fault, i);
      cpu.vm = words[i + 1];
      dependences?.put(cpu, a);
      account.charge(cpu);
      enter(cpu);
      scheduler.switchTo(cpu, a, cpu.vm);
    },
    [Marker.mode]: (a) => {
      const cpu = processors.current;
      activities.on(cpu).mode = a;
      enter(cpu);
    },
    [Marker.serviceEnter]: (a) => {
      const cpu = processors.current;
      activities.on(cpu).services.push(a);
      enter(cpu);
      cpu.tally.count(Event.serviceEntered);
    },
    [Marker.serviceLeave]: (_a, _words, i) => {
      const cpu = processors.current;
      const left = activities.on(cpu).services.pop() ?? Service.none;
      enter(cpu);
      if (FAULTS.has(left)) cpu.served.serve(left, i);
    },
    [Marker.privileged]: (a) => kernel.privileged(processors.current, a, sites.granule),
    [Marker.trap]: (a) => {
      const cpu = processors.current;
      kernel.trap(cpu, a >= INTERRUPT_VECTOR || cpu.tally.service === Service.interrupt);
    },
    [Marker.lockAcquire]: (a) => {
      const cpu = processors.current;
      // Nobody waits for a lock of a kernel that runs on one CPU: what is done while it is held need not be told apart.
      if (contends) activities.on(cpu).locks.push(a);
      if (contends) account.charge(cpu);
      cpu.tally.count(Event.lockAcquired);
    },
    [Marker.lockRelease]: (a) => {
      const cpu = processors.current;
      const { locks } = activities.on(cpu);
      const held = locks.lastIndexOf(a);
      if (held < 0) return;
      locks.splice(held, 1);
      account.charge(cpu);
    },
  };
}
