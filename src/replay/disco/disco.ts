import { GUEST_SYSTEMS } from '../../guest/systems.ts';
import type { MonitorPages } from '../counts/footprint.ts';
import type { MonitorShape, Structure } from '../structure/structure.ts';
import { BufferCaches } from '../supervisor/buffer-caches.ts';
import { DiskTransfers } from '../supervisor/disk-transfers.ts';
import type {
  GuestMemory,
  KernelEvents,
  NetworkDevice,
  Supervisor,
  Ties,
  VirtualCpuScheduler,
} from '../supervisor/supervisor.ts';
import { DiscoGuestMemory } from './guest-memory.ts';
import type { Hardware } from './hardware.ts';
import { DiscoKernelEvents } from './kernel-events.ts';
import { Losses, type LostParts } from './losses.ts';
import { DeviceCommands } from './monitor/device-commands.ts';
import { Emulation } from './monitor/emulation.ts';
import { Emulator } from './monitor/emulator.ts';
import { FirstTouches } from './monitor/first-touches.ts';
import { MonitorMemory } from './monitor/monitor-memory.ts';
import { ownPages } from './monitor/own-pages.ts';
import { PageTables } from './monitor/page-tables.ts';
import { RegisterPlaces } from './monitor/register-places.ts';
import { VirtualCpus } from './monitor/virtual-cpus.ts';
import { MonitorWork } from './monitor/work.ts';
import { DiscoBlockDevice } from './sharing/block-device.ts';
import { CopyOnWrite } from './sharing/copy-on-write.ts';
import { DiskLogs } from './sharing/disk-logs.ts';
import { Disks } from './sharing/disks.ts';
import { GlobalBufferCache } from './sharing/global-buffer-cache.ts';
import { Mounts } from './sharing/mounts.ts';
import { Network } from './sharing/network.ts';
import { Nfs } from './sharing/nfs.ts';
import { ObjectCopies } from './sharing/object-copies.ts';
import { Pins } from './sharing/pins.ts';
import { Reclaimer } from './sharing/reclaimer.ts';
import { SharedObjects } from './sharing/shared-objects.ts';
import { GuestRefill } from './tlb/guest-refill.ts';
import { GuestTables } from './tlb/guest-tables.ts';
import { SecondLevelTlbs } from './tlb/second-level-tlbs.ts';
import { TlbMisses } from './tlb/tlb-misses.ts';
import { TlbWrites } from './tlb/tlb-writes.ts';
import { VirtualCpuSwitch } from './virtual-cpu-switch.ts';

/**
 * The monitor: takes every exception and privileged instruction of the guest kernel, and gives physical pages their machine pages. It is
 * its parts, each made of those before it; each kind of event goes straight to the part that serves it.
 */
export class Disco implements Supervisor {
  readonly tlb: TlbMisses;
  readonly placement: FirstTouches;
  readonly paging: DiscoBlockDevice;
  readonly protection: CopyOnWrite;
  readonly reclaimer: Reclaimer;
  readonly kernel: KernelEvents;
  readonly memory: GuestMemory;
  readonly disks: DiscoBlockDevice;
  readonly network: NetworkDevice;
  readonly scheduler: VirtualCpuScheduler;
  private readonly shape: MonitorShape;
  private readonly hardware: Hardware;
  private readonly virtualCpus = new VirtualCpus();
  private readonly guestTables: GuestTables;
  private readonly caches: BufferCaches;
  private readonly logs: DiskLogs;
  private readonly mounts: Mounts;
  private readonly losses: Losses;

  constructor(structure: Structure, shape: MonitorShape, granuleBits: number, hardware: Hardware) {
    const { pages, cpus, directory, relocator, cells, interCell } = hardware;
    const { virtualCpus } = this;
    this.shape = shape;
    this.hardware = hardware;

    // The monitor's own work.
    const monitorMemory = shape.footprint ? new MonitorMemory(pages, granuleBits, shape.replicatedCode, cells) : null;
    const work = new MonitorWork(virtualCpus, monitorMemory);
    const tables = new PageTables(pages, work, cells, interCell, shape.readyEntries);
    const places = new RegisterPlaces(shape.specialRegisterPlaces);
    const emulator = new Emulator(new Emulation(shape.specialRegisterPage), places, virtualCpus, work);
    const firstTouches = new FirstTouches(tables, work, interCell);
    const commands = new DeviceCommands(shape, work);

    // TLB misses and writes.
    const entryBits = pages.pageBits + Math.log2(structure.tlb.pagesPerEntry);
    const secondLevel = new SecondLevelTlbs(shape.secondLevelTlb, pages, entryBits, virtualCpus, work);
    const writes = new TlbWrites(tables, secondLevel, work);
    const guestTables = new GuestTables(pages.dictionary, entryBits);
    const handlerTables = shape.kernelSegment === 'mapped' ? guestTables : null;
    const { thin } = GUEST_SYSTEMS[structure.guest];
    const guest = thin ? null : new GuestRefill(handlerTables, emulator, writes, secondLevel, work);
    this.guestTables = guestTables;
    this.tlb = new TlbMisses(secondLevel, writes, guest);

    // Memory that is shared.
    const caches = new BufferCaches(pages);
    const pins = new Pins(pages.map);
    const objects = new SharedObjects(pages, cpus, pins, interCell, relocator);
    const copies = new ObjectCopies(pages.map);
    const copyOnWrite = new CopyOnWrite(pages.map, objects, firstTouches, work, relocator);
    const mounts = new Mounts(shape.disks, shape.virtualCpus.vms);
    const logs = new DiskLogs(2 ** pages.pageBits, objects, copies);
    const cache = new GlobalBufferCache(pages.map, objects, pins, shape.shareAcrossCells ? null : cells);
    this.losses = new Losses(hardware, monitorMemory, cache);
    const transfers = new DiskTransfers(pages, cpus);
    const disks = new Disks(shape.disks.sharing ? cache : null, { mounts, logs, objects, copies, copyOnWrite, transfers }); // biome-ignore format: a call
    const nfs = new Nfs(shape.network, { pages, caches, objects, copies, copyOnWrite, transfers, work, interCell, virtualCpus }); // biome-ignore format: a call
    const blockDevice = new DiscoBlockDevice({ pages, caches, disks, mounts, nfs, objects, pins, commands, transfers, work }); // biome-ignore format: a call
    this.caches = caches;
    this.logs = logs;
    this.mounts = mounts;
    this.placement = firstTouches;
    this.protection = copyOnWrite;
    this.disks = blockDevice;
    this.paging = blockDevice;
    this.reclaimer = new Reclaimer(pages, cache, objects, directory, relocator, interCell);
    this.network = new Network(shape.network, {
      pages,
      objects,
      copies,
      copyOnWrite,
      pins,
      commands,
      work,
      interCell,
      virtualCpus,
    });

    this.kernel = new DiscoKernelEvents(work, emulator, writes);
    this.memory = new DiscoGuestMemory(shape, {
      pages,
      caches,
      copyOnWrite,
      firstTouches,
      tables,
      work,
      relocator,
      interCell,
    });
    this.scheduler = new VirtualCpuSwitch(virtualCpus, work, interCell, shape.virtualCpus.flushTlb);
  }

  define(part: number, parts: number, space: number, index: number): void {
    this.guestTables.define(part, parts, space, index);
  }

  /** A virtual machine is stopped: what only it used is free. */
  stop(vm: number): void {
    const { pages, cpus } = this.hardware;
    for (const physical of pages.physicalsOf(vm)) this.caches.drop(physical);
    for (const page of pages.stop(vm)) for (const cpu of cpus) cpu?.changed(page);
    this.logs.stop(vm);
    this.mounts.stop(vm);
  }

  lose({ vms, ...parts }: LostParts & { vms: Iterable<number> }): void {
    for (const vm of vms) this.stop(vm);
    this.losses.take(parts);
  }

  footprint(): MonitorPages {
    const { pages, cells } = this.hardware;
    const logs = this.logs.pages;
    return {
      own: ownPages(this.shape, pages, cells, this.virtualCpus),
      logs,
      unused: pages.backing.heldAlone - logs,
      replicas: pages.map.replicas.count,
    };
  }

  ties(): Ties {
    return { logs: this.logs.objects, ...this.mounts.ties() };
  }
}
