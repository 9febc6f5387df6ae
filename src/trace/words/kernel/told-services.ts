import type { Service } from '../vocabulary.ts';

/** Who is told when a CPU enters a service, and leaves the one that it entered last. */
export interface ServiceSink {
  enter(cpu: number, service: Service): void;
  leave(cpu: number): void;
}

/** The services of one CPU that the trace was told of, innermost last. */
export class ToldServices {
  private readonly cpu: number;
  private readonly told: Service[] = [];

  constructor(cpu: number) {
    this.cpu = cpu;
  }

  /** Brings them in line with those that are under way, which may be another task's than before. */
  tell(wanted: readonly Service[], sink: ServiceSink): void {
    const { cpu, told } = this;
    let same = 0;
    while (same < told.length && told[same] === wanted[same]) same++;
    for (; told.length > same; told.pop()) sink.leave(cpu);
    for (; told.length < wanted.length; told.push(wanted[told.length])) sink.enter(cpu, wanted[told.length]);
  }
}
