import { isTlbWrite } from '../../trace/words/vocabulary.ts';
import { Event } from '../counts/event.ts';
import type { MonitorPages } from '../counts/footprint.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import { BareDisks } from './bare-disks.ts';
import { BufferCaches } from './buffer-caches.ts';
import { clear } from './clear.ts';
import { copyBytes } from './copy.ts';
import { DiskTransfers } from './disk-transfers.ts';
import type { BlockDevice, GuestMemory, KernelEvents, NetworkDevice, Supervisor, Ties } from './supervisor.ts';

/** No monitor: the kernel refills the TLB itself, and its privileged instructions are instructions like others. */
export class BareMachine implements Supervisor {
  readonly tlb = { miss: (cpu: Cpu): void => cpu.tally.count(Event.guestRefill) };
  readonly placement = { firstTouch: (): void => {} };
  readonly paging = { pageIn: (): void => {} };
  readonly protection = { store: (): void => {} };
  readonly reclaimer = { makeRoom: (): boolean => false };
  readonly kernel: KernelEvents = {
    trap: (cpu) => cpu.tally.count(Event.trap),
    privileged: (cpu, operand) => cpu.tally.count(isTlbWrite(operand & 255) ? Event.tlbWrite : Event.privileged),
  };
  readonly network: NetworkDevice = {
    send: () => {},
    /** Without a monitor to remap pages, the kernel copies. */
    remap: (cpu, page, target) => {
      for (const each of [page, target]) cpu.place(each);
      cpu.stored(target);
      copyBytes(cpu, { page, offset: 0 }, { page: target, offset: 0 }, cpu.pageBytes);
    },
  };
  readonly scheduler = { switchTo: (): void => {} };
  readonly memory: GuestMemory;
  readonly disks: BlockDevice;

  constructor(pages: Pages, cpus: readonly Cpu[]) {
    const caches = new BufferCaches(pages);
    this.disks = new BareDisks(pages, cpus, caches, new DiskTransfers(pages, cpus));
    this.memory = {
      zero: (cpu, page, first, granules) => {
        cpu.place(page);
        caches.drop(pages.map.names.physicalOf(page));
        clear(cpu, first, granules);
      },
      free: (_, physical) => caches.drop(physical),
    };
  }

  define(): void {}

  /** Everything is lost: nothing is left that would use what remains. */
  lose(): void {}

  footprint(): MonitorPages {
    return { own: 0, logs: 0, unused: 0, replicas: 0 };
  }

  ties(): Ties {
    return { logs: [], served: [], mounts: [] };
  }
}
