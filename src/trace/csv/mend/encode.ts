import type { AccessBlock } from '../../words/encoder/access-block.ts';
import type { TraceEncoder } from '../../words/encoder/encoder.ts';
import { Kind } from '../../words/layout.ts';
import { Marker, pageOffsets } from '../../words/markers.ts';
import { UNKNOWN_CALL } from '../../words/syscalls.ts';
import { type Batch, change, MAX_CPUS, type Note, type TraceHeader, warning } from '../../words/trace.ts';
import { Mode, type Service } from '../../words/vocabulary.ts';
import { type CsvEvent, LAST_CALL, withPages } from '../events.ts';
import { type Row, RowKind, type RowSink } from './row.ts';

/** QEMU's Malta has its memory at page 0x80000 (2 GB); the kernel's own numbers, and kseg0, start at its alias at 0. */
const MALTA_MEMORY_PAGE = 0x80000;

/** Writes rows into the trace: CPU, task and mode columns become markers where they change. */
export class RowEncoder implements RowSink {
  readonly encoder: TraceEncoder;
  readonly only: TraceHeader['only'];
  private ready: Batch[] = [];
  /** Rows `task ID`, which say no more here than the column does. */
  private claims = 0;
  private readonly maltaFrames: boolean;
  private cpu = 0;
  private readonly taskOf: string[] = new Array(MAX_CPUS).fill('');
  private readonly kernelOf: boolean[] = new Array(MAX_CPUS).fill(false);
  /** Number of the system call a task is in, for `sysret` rows that do not tell it. */
  private readonly callOf = new Map<string, number>();
  private shifted = 0;
  /** CPU -> services it is in, those it was in before a gap, which it may leave behind it or not; and how many were left that were not entered. */
  private readonly services: number[] = new Array(MAX_CPUS).fill(0);
  private readonly cutServices: number[] = new Array(MAX_CPUS).fill(0);
  private unentered = 0;

  /** `malta`: the recording's physical pages are QEMU's of its MIPS Malta board. */
  constructor(encoder: TraceEncoder, malta: boolean, only?: TraceHeader['only']) {
    this.only = only;
    this.encoder = encoder;
    this.maltaFrames = malta;
  }

  put(row: Row): void {
    const { encoder } = this;
    this.turn(row);
    if (row.executed > 0) encoder.instructions(row.executed);
    if (row.claim !== undefined) this.claims++;
    switch (row.kind) {
      case RowKind.event:
        if (row.segment !== undefined) encoder.segment(row.high, row.low, row.segment);
        for (const event of row.events) this.event(row, event);
        break;
      case RowKind.frame:
        this.frame(row);
        break;
      case RowKind.modify:
        encoder.reference(Kind.load, row.high, row.low, row.bytes, 0);
        encoder.reference(Kind.store, row.high, row.low, row.bytes, 0);
        break;
      default:
        encoder.reference(row.kind, row.high, row.low, row.bytes, row.instructions);
    }
    if (encoder.full) this.ready.push(encoder.take());
  }

  accesses(row: Row, block: AccessBlock): void {
    const { encoder } = this;
    this.turn(row);
    for (let from = 0; from < block.count; ) {
      from = encoder.referencesUntilFull(block, from);
      if (encoder.full) this.ready.push(encoder.take());
    }
  }

  /** The batches filled since the last call. */
  drain(): Batch[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** Markers where the CPU, its task or its mode change. */
  private turn(row: Row): void {
    const { encoder } = this;
    if (row.cpu !== this.cpu) this.select(row.cpu);
    if (row.task !== this.taskOf[row.cpu]) {
      this.taskOf[row.cpu] = row.task;
      encoder.task(row.task, row.space);
    }
    if (row.kernel !== this.kernelOf[row.cpu]) {
      this.kernelOf[row.cpu] = row.kernel;
      encoder.event(Marker.mode, row.kernel ? Mode.kernel : Mode.user);
    }
  }

  /** The CPU enters a service. */
  enter(cpu: number, service: Service): void {
    this.mark(cpu, Marker.serviceEnter, service);
  }

  leave(cpu: number): void {
    this.mark(cpu, Marker.serviceLeave, 0);
  }

  mark(cpu: number, type: Marker, a: number): void {
    this.select(cpu);
    if (this.follows(type)) this.encoder.event(type, a);
  }

  /** The last row was put: services still under way are left, as those of a recording that was stopped are. */
  finish(): Note[] {
    this.services.forEach((depth, cpu) => {
      for (let n = 0; n < depth; n++) this.leave(cpu);
    });
    const notes: Note[] = [];
    if (this.only === 'events' && this.claims > 0)
      notes.push(
        warning(
          `tasks are those of the column: which of the ${count(this.claims)} events "task" name one and which a page table or a save area, only references would tell`,
        ),
      );
    if (this.unentered > 0)
      notes.push(change(`${count(this.unentered)} events that leave a service which was not entered were dropped`));
    if (this.shifted === 0) return notes;
    return [
      ...notes,
      change(
        `${count(this.shifted)} physical pages of 0x80000 and above had 0x80000 subtracted: QEMU's Malta board has its memory there and an alias at 0, which the kernel uses`,
      ),
    ];
  }

  /** Keeps the depth of services; false of an event that leaves none. */
  private follows(type: Marker): boolean {
    if (type === Marker.serviceEnter) this.services[this.cpu]++;
    if (type === Marker.window) this.gap();
    if (type !== Marker.serviceLeave) return true;
    if (this.services[this.cpu] > 0) this.services[this.cpu]--;
    else if (this.cutServices[this.cpu] > 0) this.cutServices[this.cpu]--;
    else {
      this.unentered++;
      return false;
    }
    return true;
  }

  private gap(): void {
    this.services.forEach((depth, cpu) => {
      this.cutServices[cpu] += depth;
    });
    this.services.fill(0);
  }

  private select(cpu: number): void {
    this.cpu = cpu;
    this.encoder.cpu(cpu);
  }

  private event(row: Row, event: CsvEvent): void {
    const { encoder } = this;
    let { a } = event;
    if (pageOffsets(event.type).includes(0)) a = encoder.page(row.high, row.low);
    else if (event.type === Marker.syscall) this.callOf.set(row.task, a);
    else if (a === LAST_CALL) a = this.callOf.get(row.task) ?? UNKNOWN_CALL;
    if (this.follows(event.type))
      encoder.event(event.type, a, ...withPages(event, (high, low) => encoder.page(high, low)));
  }

  private frame(row: Row): void {
    let low = row.pageLow;
    if (this.maltaFrames && row.pageHigh === 0 && low >= MALTA_MEMORY_PAGE) {
      low -= MALTA_MEMORY_PAGE;
      this.shifted++;
    }
    const { encoder } = this;
    encoder.event(Marker.frame, encoder.page(row.high, row.low), low, row.pageHigh);
  }
}

/** A count as people read it: 1,234,567. */
export const count = (n: number): string => n.toLocaleString('en-US');
