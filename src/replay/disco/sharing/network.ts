import { Event, Mode } from '../../counts/event.ts';
import { PageUse } from '../../counts/page-use.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { NetworkShape } from '../../structure/shapes/sharing-shape.ts';
import { copyBytes } from '../../supervisor/copy.ts';
import type { NetworkDevice } from '../../supervisor/supervisor.ts';
import { charge } from '../monitor/charge.ts';
import type { DeviceCommands } from '../monitor/device-commands.ts';
import type { InterCell } from '../monitor/inter-cell.ts';
import type { VirtualCpus } from '../monitor/virtual-cpus.ts';
import type { MonitorWork } from '../monitor/work.ts';
import type { CopyOnWrite } from './copy-on-write.ts';
import type { ObjectCopies } from './object-copies.ts';
import type { Pins } from './pins.ts';
import type { SharedObjects } from './shared-objects.ts';

/** What the network's parts work with. */
export interface NetworkParts {
  pages: Pages;
  objects: SharedObjects;
  copies: ObjectCopies;
  copyOnWrite: CopyOnWrite;
  pins: Pins;
  commands: DeviceCommands;
  work: MonitorWork;
  interCell: InterCell;
  virtualCpus: VirtualCpus;
}

/** The virtual subnet (4.2.6). Whole aligned pages of a message are mapped read-only into sender and receiver, the rest is copied. */
export class Network implements NetworkDevice {
  private readonly shape: NetworkShape;
  private readonly parts: NetworkParts;

  constructor(shape: NetworkShape, parts: NetworkParts) {
    this.shape = shape;
    this.parts = parts;
  }

  /** A message leaves. The receiver has used it, and freed its buffer, before the sender goes on. */
  send(cpu: Cpu, page: number, bytes: number, aligned: boolean): void {
    const { commands, pins } = this.parts;
    cpu.place(page);
    commands.give(cpu);
    const pages = Array.from({ length: Math.ceil(bytes / cpu.pageBytes) }, (_, n) => page + n);
    pins.keep(pages, () => this.parts.interCell.once(cpu, () => this.transmit(cpu, page, bytes, aligned)));
  }

  /** The guest moves a page from its network buffer: by the HAL's remap call, or by copying it (4.3). */
  remap(cpu: Cpu, page: number, target: number): void {
    const { pages, copyOnWrite, objects, pins, work } = this.parts;
    pins.keep([page, target], () => {
      cpu.place(page);
      if (!this.shape.remapCall) {
        copyOnWrite.own(cpu, target);
        cpu.stored(target);
        copyBytes(cpu, { page, offset: 0 }, { page: target, offset: 0 }, cpu.pageBytes);
        return;
      }
      charge(cpu, Mode.call, () => {
        work.call(cpu);
        cpu.tally.count(Event.networkRemap);
        objects.join(cpu, target, pages.map.objectOf(page));
      });
    });
  }

  private transmit(cpu: Cpu, page: number, bytes: number, aligned: boolean): void {
    cpu.tally.count(Event.networkMessage);
    // The gateway's device reads the sender's memory itself.
    if (this.shape.peer === 'gateway') return;
    const { interCell, virtualCpus } = this.parts;
    const node = virtualCpus.whereIs(this.shape.peer);
    if (node !== undefined) interCell.ask(cpu, node);
    const whole = this.shape.remapPages && aligned ? Math.floor(bytes / cpu.pageBytes) : 0;
    const last = page + this.parts.pages.dictionary.pagesAhead(page) - 1;
    for (let n = 0; n < Math.ceil(bytes / cpu.pageBytes); n++) {
      const from = Math.min(page + n, last);
      cpu.place(from);
      charge(cpu, Mode.call, () => {
        if (n < whole) this.lend(cpu, from);
        else this.copyAway(cpu, from, Math.min(cpu.pageBytes, bytes - n * cpu.pageBytes));
      });
    }
  }

  /** Maps a page into a buffer of the receiver's, for as long as the receiver needs it. */
  private lend(cpu: Cpu, page: number): void {
    const { pages, objects } = this.parts;
    cpu.tally.count(Event.networkRemap);
    const object = pages.map.objectOf(page);
    const buffer = objects.physicalWith(object, Number(this.shape.peer), PageUse.kernelData);
    objects.shootDown(cpu, pages.map.pagesOf(object));
    if (!this.shape.freeListFix) objects.separateByFreeList(cpu, page);
    pages.map.unback(buffer);
  }

  private copyAway(cpu: Cpu, page: number, bytes: number): void {
    const { objects, copies } = this.parts;
    const buffer = objects.create(cpu);
    copies.copyTo(cpu, page, 0, buffer, 0, bytes);
    objects.letGo(buffer);
  }
}
