import type { AccessBlock } from '../../../words/encoder/access-block.ts';
import { ToldServices } from '../../../words/kernel/told-services.ts';
import { Marker } from '../../../words/markers.ts';
import { Mode, type Service } from '../../../words/vocabulary.ts';
import type { Recording, WindowWatcher } from '../../run/recording.ts';
import type { Thread } from '../../run/tasks.ts';

/** What a CPU does, and what of that the trace was told. */
class CpuTold {
  thread: Thread | undefined;
  kernel = false;
  toldKernel = false;
  readonly services: ToldServices;

  constructor(cpu: number) {
    this.services = new ToldServices(cpu);
  }
}

/** What the trace is told of the CPUs, in windows; as each begins, what they do is told again. Nothing is carried over a gap. */
export class Told implements WindowWatcher {
  readonly recording: Recording;
  private readonly cpus: readonly CpuTold[];
  private current = 0;
  /** Who tells more when a window opens. */
  private readonly openers: (() => void)[] = [];

  constructor(recording: Recording, cpus: number) {
    this.recording = recording;
    this.cpus = Array.from({ length: cpus }, (_, cpu) => new CpuTold(cpu));
    recording.watcher = this;
  }

  /** Numbers windows, so that what began in another is known. */
  get window(): number {
    return this.recording.windows;
  }

  get isOpen(): boolean {
    return this.recording.recording;
  }

  whenOpened(tell: () => void): void {
    this.openers.push(tell);
  }

  /** What follows is this CPU's. */
  cpu(number: number): void {
    this.current = number;
    if (this.isOpen) this.recording.queue.encoder.cpu(number);
  }

  accesses(block: AccessBlock): void {
    this.recording.accesses(block);
  }

  event(type: Marker, a = 0, ...operands: number[]): void {
    this.recording.event(type, a, ...operands);
  }

  /** An event of another CPU than the present one. */
  eventOf(cpu: number, type: Marker, a: number): void {
    if (!this.isOpen) return;
    const { encoder } = this.recording.queue;
    encoder.cpu(cpu);
    encoder.event(type, a);
    encoder.cpu(this.current);
  }

  mode(kernel: boolean): void {
    const cpu = this.cpus[this.current];
    cpu.kernel = kernel;
    this.tellMode(cpu);
  }

  task(thread: Thread): void {
    const cpu = this.cpus[this.current];
    cpu.thread = thread;
    this.tellTask(cpu);
  }

  services(wanted: readonly Service[]): void {
    if (this.isOpen) this.cpus[this.current].services.tell(wanted, this);
  }

  enter(_cpu: number, service: Service): void {
    this.event(Marker.serviceEnter, service);
  }

  leave(): void {
    this.event(Marker.serviceLeave);
  }

  closes(): void {
    this.each(({ services }) => services.tell([], this));
  }

  opens(): void {
    this.each((cpu) => {
      this.tellTask(cpu);
      this.tellMode(cpu);
    });
    for (const tell of this.openers) tell();
  }

  /** The recording is over, be it in a gap: services that the trace was told of are left. */
  finish(): void {
    const { encoder } = this.recording.queue;
    this.cpus.forEach(({ services }, number) => {
      encoder.cpu(number);
      services.tell([], { enter: () => {}, leave: () => encoder.event(Marker.serviceLeave) });
    });
    encoder.cpu(this.current);
  }

  private each(tell: (cpu: CpuTold) => void): void {
    const { current } = this;
    this.cpus.forEach((cpu, number) => {
      this.cpu(number);
      tell(cpu);
    });
    this.cpu(current);
  }

  private tellTask({ thread }: CpuTold): void {
    if (thread !== undefined && this.isOpen) this.recording.queue.encoder.task(thread.id, thread.space);
  }

  private tellMode(cpu: CpuTold): void {
    if (cpu.toldKernel === cpu.kernel || !this.isOpen) return;
    cpu.toldKernel = cpu.kernel;
    this.event(Marker.mode, cpu.kernel ? Mode.kernel : Mode.user);
  }
}
