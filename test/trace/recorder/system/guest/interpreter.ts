import type { Assembled } from './assembler.ts';
import { Devices, type Request } from './devices.ts';
import { FilePages } from './file-pages.ts';
import { KSEG0, PAGE_STRUCT, Physical, TABLE_ENTRIES } from './layout.ts';
import { Exception, Processor, Trap } from './processor.ts';

const Register = { badAddress: 8, count: 9, entryHi: 10, compare: 11, status: 12, cause: 13, epc: 14 } as const;
const EXCEPTION_LEVEL = 2;
/** Of Cause: interrupts have a vector of their own; and what software may change. */
const INTERRUPT_VECTOR = 0x80_0000;
const CAUSE_WRITTEN = INTERRUPT_VECTOR | 0x300;
const TIMER = 0x8000;
const DISK = 0x400;

/** What a program did between the markers, if the machine had no TLB that misses and needed no traps for `rdhwr`. */
export interface Done {
  /** Addresses of instructions, once each; the kernel's are from 0x80000000 on. */
  fetches: number[];
  /** What these did, `by` the instruction at this address. An access is one, however QEMU does it. */
  accesses: Access[];
  /** Who was running at the start marker: its task's address. */
  task: string;
  /** In their order: `syscall 4003`, `task 80102000`, … */
  events: string[];
  requests: Request[];
  /** Blocks of the disk in pages that were used: `12: 2 sectors from 3`. */
  blocks: string[];
  /** Page of a space and the physical page behind it, again after that was free. */
  frames: string[];
  /** Exceptions by the name of their handler, `rdhwr`'s among them. */
  exceptions: Record<string, number>;
}

export interface Access {
  kind: 'loads' | 'stores';
  by: number;
  address: number;
  bytes: number;
}

interface Level {
  resumes: number;
  /** Instructions that are fetched again at the return. */
  again: number;
  dropped: boolean;
}

/** The physical page of a `struct page`. */
const pageOf = (address: number): number => (address - KSEG0 - Physical.map) / PAGE_STRUCT;

/**
 * Executes the guest, without QEMU and without a TLB: addresses are translated by the page table that `pgd_current` points to.
 * Written from the architecture's description, as a second opinion on what a recorder of the guest has to find.
 */
export class Interpreter extends Processor {
  readonly devices: Devices;
  readonly done: Done = { fetches: [], accesses: [], task: '', events: [], requests: [], blocks: [], frames: [], exceptions: {} }; // biome-ignore format: a list
  readonly memory: Buffer;
  private readonly symbols: ReadonlyMap<string, number>;
  private readonly names = new Map<number, string>();
  private readonly control = new Int32Array(32);
  private readonly files = new FilePages((block) => this.done.blocks.push(block));
  /** Pages of spaces that were used, and the physical pages behind them. */
  private readonly mappings = new Map<string, number>();
  private readonly clearing: number;
  private readonly copying: number;
  private recording = false;
  /** By task: its exceptions, innermost last. */
  private readonly levelsOf = new Map<number, Level[]>();
  private again = 0;
  /** Rounds that the loops at `spin_0`, `spin_1` and so on take until the timer's interrupt. */
  private readonly spins: number[];

  constructor(
    { segments, symbols }: Assembled,
    disk: Buffer,
    { megabytes = 32, spins = [] as readonly number[] } = {},
  ) {
    super();
    this.memory = Buffer.alloc(megabytes << 20);
    for (const { place, words } of segments)
      words.forEach((word, n) => {
        this.memory.writeUInt32LE(word, place - KSEG0 + 4 * n);
      });
    this.symbols = symbols;
    this.clearing = symbols.get('clear_page')!;
    this.copying = symbols.get('copy_page')!; // the function behind it
    for (const [name, address] of symbols) if (!name.startsWith('L_')) this.names.set(address, name);
    this.devices = new Devices(this.memory, Buffer.from(disk), (request) => {
      if (!this.recording) return;
      this.done.requests.push(request);
      this.files.transfer(request);
    });
    this.spins = [...spins];
    this.pc = symbols.get('start')!;
    this.next = this.pc + 4;
  }

  /** Until the guest switches itself off; an error after `most` instructions. */
  run(most = 10_000_000): Done {
    for (let n = 0; !this.devices.off; n++) {
      if (n === most) throw new Error(`still running, at ${this.pc.toString(16)}`);
      this.step();
    }
    return this.done;
  }

  private step(): void {
    const { control } = this;
    this.hook();
    const status = control[Register.status];
    if (this.devices.interrupts) control[Register.cause] |= DISK;
    else control[Register.cause] &= ~DISK;
    const hasVector = (control[Register.cause] & INTERRUPT_VECTOR) !== 0;
    const pending = status & control[Register.cause] & 0xff00;
    if (pending !== 0 && (status & 3) === 1) {
      this.enter(Exception.interrupt, this.symbols.get(hasVector ? 'vector_interrupt' : 'vector_general')!, 0);
      return;
    }
    try {
      const word = this.memory.readUInt32LE(this.translate(this.pc, Exception.load));
      this.fetched();
      this.execute(word);
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      const { exception, address } = error;
      const far = exception <= Exception.store && address >= TABLE_ENTRIES * 4096;
      // A handler of TLB misses that gives up is a fault from there.
      const handler = this.symbols.get(far ? 'handle_far' : 'vector_general')!;
      if (exception <= Exception.store) control[Register.badAddress] = address;
      const again = exception <= Exception.store && address !== this.pc ? 1 : 0;
      this.enter(exception, handler, again);
    }
  }

  /** `again`: 1 if the instruction was fetched. */
  private enter(exception: Exception, handler: number, again: number): void {
    const { control, slot } = this;
    const resumes = slot ? this.pc - 4 : this.pc;
    control[Register.epc] = resumes;
    control[Register.cause] =
      (control[Register.cause] & (INTERRUPT_VECTOR | 0xff00)) | (exception << 2) | (slot ? 0x80000000 : 0);
    control[Register.status] |= EXCEPTION_LEVEL;
    const dropped = exception === Exception.reserved;
    this.levels.push({ resumes, again: again + (slot ? 1 : 0), dropped });
    if (exception === Exception.call) this.tell(`syscall ${this.registers[2]}`);
    this.jump(handler);
  }

  private jump(to: number): void {
    this.pc = to >>> 0;
    this.next = this.pc + 4;
    this.slot = false;
  }

  private get levels(): Level[] {
    const task = this.memory.readUInt32LE(this.symbols.get('current')! - KSEG0);
    return this.levelsOf.get(task) ?? this.levelsOf.set(task, []).get(task)!;
  }

  private get dropped(): boolean {
    return !this.recording || this.levels.some(({ dropped }) => dropped);
  }

  /** Whether the instruction is of `clear_page`, whose event stands for it. */
  private get clears(): boolean {
    return this.pc >= this.clearing && this.pc < this.copying;
  }

  private fetched(): void {
    if (this.again > 0) this.again--;
    else if (!this.clears && !this.dropped) this.done.fetches.push(this.pc);
  }

  private tell(event: string): void {
    if (this.recording) this.done.events.push(event);
  }

  /** What the recorder finds by the addresses of functions. */
  private hook(): void {
    const name = this.names.get(this.pc);
    if (name === undefined || this.slot) return;
    const [a0, a1, a2] = [4, 5, 6].map((n) => this.registers[n] >>> 0);
    if (name === 'recorded') {
      this.recording = true;
      this.done.task = this.memory.readUInt32LE(this.symbols.get('current')! - KSEG0).toString(16);
    }
    if (name === 'stopped') this.recording = false;
    else if (name === 'resume') this.tell(`task ${a1.toString(16)}`);
    else if (name === 'clear_page') {
      this.tell(`clear ${((a0 - KSEG0) / 4096).toString(16)}`);
      this.files.cleared((a0 - KSEG0) / 4096);
    } else if (name === 'folio_mark_accessed') this.files.used(pageOf(a0));
    else if (name === 'free_unref_page_commit') {
      this.tell(`free ${pageOf(a2).toString(16)}`);
      this.files.freed(pageOf(a2));
      this.freed(pageOf(a2));
    } else if (name === '_raw_spin_lock' || name === 'mutex_lock') this.tell(`lock ${a0.toString(16)}`);
    else if (name === '_raw_spin_unlock' || name === 'mutex_unlock') this.tell(`unlock ${a0.toString(16)}`);
    else if (name.startsWith('spin_') && --this.spins[Number(name.slice(5))] === 0)
      this.control[Register.cause] |= TIMER;
    if (name.startsWith('handle_') && this.recording)
      this.done.exceptions[name] = (this.done.exceptions[name] ?? 0) + 1;
  }

  private translate(address: number, access: Exception): number {
    if (address >= KSEG0) return address & 0x1fffffff;
    const page = address >>> 12;
    if (page >= TABLE_ENTRIES) throw new Trap(access, address);
    const table = this.memory.readUInt32LE(this.symbols.get('pgd_current')! - KSEG0);
    const entry = this.memory.readUInt32LE(table - KSEG0 + 4 * page);
    if ((entry & 2) === 0) throw new Trap(access, address);
    if (access === Exception.store && (entry & 4) === 0) throw new Trap(Exception.modified, address);
    if (!this.dropped) this.files.mapped(table, page, entry >>> 6);
    if (!this.dropped) this.mapped(`${table.toString(16)} ${page.toString(16)}`, entry >>> 6);
    return ((entry >>> 6) << 12) | (address & 4095);
  }

  private mapped(page: string, frame: number): void {
    if (this.mappings.get(page) === frame) return;
    this.mappings.set(page, frame);
    this.done.frames.push(`${page} ${frame.toString(16)}`);
  }

  private freed(frame: number): void {
    for (const [page, mapped] of this.mappings) if (mapped === frame) this.mappings.delete(page);
  }

  protected override load(address: number, bytes: number): number {
    if (bytes !== 3 && address % bytes !== 0) throw new Error(`load at ${address.toString(16)}`);
    const place = Devices.owns(address) ? -1 : this.translate(address, Exception.load);
    if (!this.clears && !this.dropped) this.done.accesses.push({ kind: 'loads', by: this.pc, address, bytes });
    return place < 0 ? this.devices.load(address) : this.memory.readUIntLE(place, bytes);
  }

  protected override store(address: number, bytes: number, value: number): void {
    if (bytes !== 3 && address % bytes !== 0) throw new Error(`store at ${address.toString(16)}`);
    const place = Devices.owns(address) ? -1 : this.translate(address, Exception.store);
    if (!this.clears && !this.dropped) this.done.accesses.push({ kind: 'stores', by: this.pc, address, bytes });
    const low = bytes === 4 ? value >>> 0 : value & (2 ** (8 * bytes) - 1);
    if (place < 0) this.devices.store(address, low);
    else this.memory.writeUIntLE(low, place, bytes);
  }

  /** True if it went elsewhere: `eret`. What is about the TLB does nothing. */
  protected override coprocessor(word: number, s: number, t: number, d: number): boolean {
    const { control, registers } = this;
    if (s === 0) registers[t] = control[d];
    else if (s === 4) {
      if (d === Register.cause) control[d] = (control[d] & ~CAUSE_WRITTEN) | (registers[t] & CAUSE_WRITTEN);
      else control[d] = registers[t];
      if (d === Register.compare) control[Register.cause] &= ~TIMER;
    } else if ((word & 63) === 0x20) control[Register.cause] |= TIMER;
    else if ((word & 63) === 0x18) {
      const level = this.levels.pop();
      control[Register.status] &= ~EXCEPTION_LEVEL;
      this.linked = false;
      this.jump(control[Register.epc]);
      this.again = this.pc === level?.resumes ? level.again : 0;
      return true;
    }
    return false;
  }
}
