import { define, I, K, load, NO_PAGE, Part, store, turn, word } from './stream-words.ts';

/** Draws numbers below `most`; the same from the same seed. */
export type Draw = (most: number) => number;

const VECTORS = 0x80002000;
const CLEAR_PAGE = 0x80180000;
const HANDLE_INTERRUPT = 0x80182000;
const HANDLE_OTHER = 0x80183000;
const CALLS: readonly (readonly [number: number, service: string])[] = [
  [4003, 'read'], [4004, 'write'], [4005, 'open'], [4011, 'execve'], [4020, 'systemCall'], [4120, 'fork'],
]; // biome-ignore format: a table
const EVENTS = new Map<number, string>([
  [I.mfc0, 'mfc0 $12.0'], [I.mtc0, 'mtc0 $12.0'], [I.cache, 'cache 21'], [I.eret, 'eret'], [I.ll, 'll'], [I.sc, 'sc'], [I.sync, 'sync'],
]); // biome-ignore format: a table
const PLAIN = [I.nop, I.nop, I.lw, I.sw, I.ll, I.sc, I.sync];
const USER = [...PLAIN, I.rdhwr];
const KERNEL = [...PLAIN, I.mfc0, I.mtc0, I.cache];
/** What an exception of the next block's fetch could not be told from one of its own, if it comes last. */
const ENDS: ReadonlySet<number> = new Set([I.eret, I.syscall, I.cache]);
const MEMORY: ReadonlySet<number> = new Set([I.lw, I.sw, I.ll, I.sc, I.cache]);

interface Task {
  readonly id: number;
  readonly table: number;
  readonly services: string[];
  /** What it does, with a stop wherever the CPU goes on with another. */
  life: Generator<void, void, void>;
}

/**
 * A CPU that does random things with tasks, and what a plugin sends of it; beside that the rows that it is decoded to, which it keeps as
 * it goes along: it knows what is a refill, and what is fetched twice.
 */
export class RandomMachine {
  readonly rows: string[] = [];
  /** Turns' words; blocks are defined as they first appear. */
  readonly definitions: bigint[] = [];
  readonly words: bigint[][] = [];
  refills = 0;
  readsOfHardware = 0;
  refetched = 0;
  clearedPages = 0;
  clearingInstructions = 0;
  private readonly draw: Draw;
  private readonly tasks: Task[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly cpu: number;
  private current: Task;
  private told: string[] = [];
  private kernel = false;
  private steps: number;
  /** The block begun last: its instructions, and how many of them were. */
  private count = 0;
  private begun = 0;
  /** Faults under way, of all tasks. */
  private faults = 0;

  constructor(draw: Draw, steps: number, cpu = 0) {
    this.draw = draw;
    this.steps = steps;
    this.cpu = cpu;
    for (let n = 0; n < 3; n++) {
      const task: Task = { id: 0x80a00000 + 0x1000 * (4 * cpu + n), table: 0x81000000 + 0x1000 * (4 * cpu + n), services: [], life: this.live() };
      this.tasks.push(task);
    } // biome-ignore format: one thought
    this.current = this.tasks[0];
    this.turn(word(K.start), word(K.space, this.current.table), word(K.task, this.current.id));
    while (this.steps > 0) this.current.life.next();
    this.put(word(K.stop));
    for (const _ of this.told) this.row('X', 'leave');
  }

  /** Each turn with its words. */
  get stream(): bigint[] {
    return [...this.definitions, ...this.words.flatMap((words) => turn(this.cpu, words))];
  }

  private turn(...words: bigint[]): void {
    this.words.push(words);
  }

  private put(...words: bigint[]): void {
    this.words.at(-1)!.push(...words);
  }

  private row(kind: string, what: string): void {
    this.rows.push(`${this.cpu},${this.current.id.toString(16)},${this.kernel ? 'k' : 'u'},${kind},${what}`);
  }

  private tell(wanted: readonly string[] = this.current.services): void {
    const { told } = this;
    let same = 0;
    while (same < told.length && told[same] === wanted[same]) same++;
    for (; told.length > same; told.pop()) this.row('X', 'leave');
    for (let n = same; n < wanted.length; n++) {
      this.row('X', `enter ${wanted[n]}`);
      told.push(wanted[n]);
    }
  }

  /** User code without an end. */
  private *live(): Generator<void, void, void> {
    for (;;) {
      if (this.draw(3) === 0) yield* this.systemCall();
      else yield* this.run(this.code(USER), 0x400000 + 0x40 * this.draw(40), { kept: true });
      this.steps--;
    }
  }

  private code(from: readonly number[]): number[] {
    const code = Array.from({ length: 1 + this.draw(6) }, () => from[this.draw(from.length)]);
    if (this.draw(3) === 0) code.push(I.jr, PLAIN[this.draw(PLAIN.length)]);
    return code;
  }

  private *systemCall(): Generator<void, void, void> {
    const [number, service] = CALLS[this.draw(CALLS.length)];
    yield* this.run([...this.code(USER), I.syscall], 0x500000 + 0x40 * this.draw(40), { kept: true, call: number });
    yield* this.exception(0x180, service, 3, word(K.syscall, number));
  }

  /** Blocks of an exception's handler, to its `eret`; `depth`: how many more may nest in it. */
  private *exception(offset: number, service: string, depth: number, event?: bigint): Generator<void, void, void> {
    this.row('X', `trap ${offset.toString(16)}`);
    this.current.services.push(service);
    this.tell();
    yield* this.run([I.mfc0, I.jr, I.nop], VECTORS + offset, { kept: true, depth: 0 });
    // Nothing interrupts the way to the handler.
    const handler = service === 'interrupt' && offset === 0x180 ? HANDLE_INTERRUPT : HANDLE_OTHER;
    yield* this.run([I.nop, I.lw], handler, { kept: true, depth: 0 });
    if (event !== undefined) this.put(event);
    for (let n = this.draw(3); n > 0; n--) {
      if (depth > 0 && this.draw(5) === 0) yield* this.interrupt(depth - 1);
      yield* this.run(this.code(KERNEL), 0x80100000 + 0x44 * this.draw(40), { kept: true, depth: depth - 1 });
      if (this.faults === 0 && this.draw(4) === 0) yield* this.switchTask();
    }
    if (service === 'demandZero') {
      yield* this.clearPage(depth);
    }
    if (service === 'copyOnWrite') {
      yield* this.run([I.lw, I.sw], 0x80181000, { kept: true, depth: 0 });
      this.put(word(K.copy, 0x124));
    }
    yield* this.run([I.lw, I.eret], 0x80190004, { kept: true });
    this.current.services.pop();
    this.tell();
  }

  private *interrupt(depth: number): Generator<void, void, void> {
    yield* this.exception(this.draw(2) === 0 ? 0x900 : 0x180, 'interrupt', depth);
  }

  private *switchTask(): Generator<void, void, void> {
    const next = this.tasks[this.draw(this.tasks.length)];
    if (next === this.current) return;
    yield* this.run([I.nop, I.lw], 0x801a0004, { kept: true, depth: 0 });
    this.put(word(K.space, next.table), word(K.task, next.id));
    this.tell(next.services); // under the name of the task that goes
    this.current = next;
    yield;
  }

  /**
   * Executes a block; what faults in it is executed again from there. `kept`: it is in the trace; `fetched`: so many of its first
   * instructions are there already.
   */
  private *run(
    code: readonly number[],
    address: number,
    { kept, fetched = 0, depth = 2, call = -1 }: { kept: boolean; fetched?: number; depth?: number; call?: number },
  ): Generator<void, void, void> {
    this.begin(code, address, kept);
    for (let i = 0; i < code.length; i++) {
      const word = code[i];
      const isNew = i >= fetched;
      this.begun++;
      if (kept && isNew) this.row('I', (address + 4 * i).toString(16));
      if (!isNew) this.refetched++;
      const event = EVENTS.get(word);
      if (kept && isNew && event !== undefined) this.row('X', event);
      if (word === I.rdhwr && kept) {
        if (this.draw(2) === 0) {
          yield* this.readHardware();
          if (i + 1 < code.length) yield* this.run(code.slice(i + 1), address + 4 * (i + 1), { kept, depth, call });
          return;
        }
        this.row('X', 'rdhwr 29');
      }
      if (word === I.syscall) this.row('X', `sysenter ${call}`);
      if (!MEMORY.has(word)) continue;
      if (kept && depth > 0 && this.draw(6) === 0) {
        yield* this.fault(depth - 1);
        // Together with the branch before it, if there is one.
        const from = i > 0 && code[i - 1] === I.jr ? i - 1 : i;
        yield* this.run(code.slice(from), address + 4 * from, { kept, fetched: i - from + 1, depth, call });
        return;
      }
      this.access(word, i, kept);
    }
    const last = code.at(-1)!;
    if (kept && depth > 0 && !ENDS.has(last) && this.draw(12) === 0)
      if (this.draw(2) === 0) yield* this.refill();
      else yield* this.interrupt(depth - 1);
  }

  private *fault(depth: number): Generator<void, void, void> {
    if (this.draw(2) === 0) yield* this.refill();
    else {
      // What a fault is, is known by what happens in it: no other task, and no other page that is cleared or copied.
      const service = this.faults > 0 ? 'quickFault' : ['demandZero', 'copyOnWrite', 'quickFault'][this.draw(3)];
      this.faults++;
      yield* this.exception(0x180, service, depth);
      this.faults--;
    }
    if (this.draw(6) === 0) yield* this.interrupt(depth);
  }

  private *refill(): Generator<void, void, void> {
    this.refills++;
    yield* this.run([I.mfc0, I.lw, I.tlbwr, I.eret], VECTORS, { kept: false });
  }

  /** What it executes is left out, but not the interrupts within. */
  private *clearPage(depth: number): Generator<void, void, void> {
    this.clearedPages++;
    yield* this.run([I.nop, I.sw], CLEAR_PAGE, { kept: false });
    this.put(word(K.clear, 0x123));
    this.row('X', 'zero-page,80123000');
    let instructions = 2;
    for (let n = this.draw(4); n > 0; n--) {
      if (depth > 0 && this.draw(3) === 0) yield* this.interrupt(depth - 1);
      yield* this.run([I.sw, I.cache, I.sw, I.beq, I.sw], CLEAR_PAGE + 8, { kept: false });
      instructions += 5;
    }
    yield* this.run([I.jr, I.nop], CLEAR_PAGE + 28, { kept: false });
    this.clearingInstructions += instructions + 2;
  }

  private *readHardware(): Generator<void, void, void> {
    this.readsOfHardware++;
    yield* this.run([I.mfc0, I.jr, I.nop], VECTORS + 0x180, { kept: false });
    yield* this.run([I.lw, I.eret], 0x80190004, { kept: false });
  }

  private begin(code: readonly number[], address: number, kept: boolean): void {
    const key = `${address} ${code.join()}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = 1000 * this.cpu + this.numbers.size;
      this.numbers.set(key, number);
      this.definitions.push(...define(number, address, code, NO_PAGE, NO_PAGE, partOf(address)));
    }
    if (this.begun < this.count) this.put(word(K.partial, this.begun));
    if (this.draw(20) === 0) this.turn();
    this.put(word(K.block, number));
    this.count = code.length;
    this.begun = 0;
    if (kept) this.kernel = address >= 0x80000000;
  }

  private access(instruction: number, index: number, kept: boolean): void {
    if (instruction === I.cache) return;
    const address = this.kernel ? 0x80300000 + 4 * this.draw(99) : 0x600000 + 4 * this.draw(99);
    const isStore = instruction === I.sw || instruction === I.sc;
    this.put(isStore ? store(index, address) : load(index, address));
    if (kept) this.row(isStore ? 'S' : 'L', address.toString(16));
  }
}

function partOf(address: number): number {
  if (address === HANDLE_INTERRUPT) return Part.interrupt;
  return address >= CLEAR_PAGE && address < CLEAR_PAGE + 0x100 ? Part.clearPage : Part.other;
}
