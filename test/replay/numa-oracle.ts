import type { Structure } from '../../src/replay/structure/structure.ts';

/**
 * An independent simulator of the coherent machine and of the monitor that moves its pages: written from their description, with
 * maps, sets and byte addresses, for clarity alone. Virtual addresses are below 2^53; LRU everywhere; no unmapped segments.
 */
export type Step =
  | { kind: 'fetch' | 'load' | 'store'; cpu: number; address: number; bytes: number }
  /** The instructions of this CPU's fetches (one each) since its last tick retire. */
  | { kind: 'tick'; cpu: number }
  /** The recording names the physical page behind the page of an address. */
  | { kind: 'bind'; cpu: number; address: number; physical: number };

/** Lines of a set, or entries of a TLB's, the most recently used first. */
interface Line {
  tag: number;
  dirty: boolean;
}

interface Shape {
  sizeBytes: number;
  lineBytes: number;
  ways: number | 'full';
}

class Cache {
  readonly lineBytes: number;
  readonly ways: number;
  readonly sets: Line[][];

  constructor({ sizeBytes, lineBytes, ways }: Shape) {
    this.lineBytes = lineBytes;
    this.ways = ways === 'full' ? sizeBytes / lineBytes : ways;
    this.sets = Array.from({ length: sizeBytes / lineBytes / this.ways }, () => []);
  }

  /** The set chosen by an address. */
  set(address: number): Line[] {
    return this.sets[Math.floor(address / this.lineBytes) % this.sets.length];
  }

  /** Finds a line and makes it the most recent. */
  use(set: Line[], tag: number): Line | undefined {
    const at = set.findIndex((line) => line.tag === tag);
    if (at > 0) set.unshift(...set.splice(at, 1));
    return at < 0 ? undefined : set[0];
  }

  /** Puts a line in; the one that makes room. */
  insert(set: Line[], tag: number, dirty: boolean): Line | undefined {
    set.unshift({ tag, dirty });
    return set.length > this.ways ? set.pop() : undefined;
  }

  /** All lines that begin in these bytes, wherever they stand. */
  within(first: number, bytes: number): Line[] {
    return this.sets.flat().filter(({ tag }) => tag * this.lineBytes >= first && tag * this.lineBytes < first + bytes);
  }

  drop(gone: Line): void {
    for (const set of this.sets) if (set.includes(gone)) set.splice(set.indexOf(gone), 1);
  }
}

/** A physical page: its virtual names, and the frame that each node uses for it. */
interface Page {
  names: Set<number>;
  frames: number[];
  /** Since the last reset. */
  migrations: number;
  collapses: number;
}

/** What a CPU remembers of a line it does not hold. */
interface Past {
  /** Another's store took it away. */
  lost: boolean;
  /** Parts stored to by others since then. */
  stored: Set<number>;
}

interface Cpu {
  number: number;
  node: number;
  counts: Record<string, number>;
  visits: number[];
  l1i: Cache;
  l1d: Cache;
  l2: Cache;
  tlb: Cache;
  past: Map<number, Past>;
  skipped: number;
  /** Instructions fetched since the last tick, and whether nothing at all was done since. */
  fetched: number;
  idle: boolean;
}

export class NumaOracle {
  readonly cpus = new Map<number, Cpu>();
  readonly moves: string[] = [];
  private readonly s: Structure;
  private readonly nodes: number;
  /** Line -> who holds it, and who of them may store to it unasked. */
  private readonly holders = new Map<number, Set<Cpu>>();
  private readonly owner = new Map<number, Cpu>();
  private readonly pages = new Map<number, Page>();
  private readonly recorded = new Map<number, Page>();
  /** Pages named before their first touch, by their recorded number. */
  private readonly named = new Map<number, number>();
  private readonly nodeOf: number[] = [];
  private readonly pageIn = new Map<number, Page>();
  private readonly free: number[][];
  private turn = 0;
  /** Frame -> CPU -> misses, and those to store; since the last reset. */
  private readonly misses = new Map<number, Map<Cpu, number>>();
  private readonly stores = new Map<number, number>();
  private readonly replicated = new Set<Page>();
  private hot: { cpu: Cpu; frame: number } | null = null;
  private clock = 0;
  private resets = 0;

  constructor(structure: Structure, cpus: number) {
    this.s = structure;
    const { nodes } = structure.numa!;
    this.nodes = nodes === 'cpus' ? cpus : nodes;
    this.free = Array.from({ length: this.nodes }, () => []);
    this.cpu(0);
  }

  run(steps: readonly Step[]): void {
    for (const step of steps) {
      const cpu = this.cpu(step.cpu);
      if (step.kind === 'tick') this.tick(cpu);
      else if (step.kind === 'bind') this.bind(cpu, this.pageNumber(step.address), step.physical);
      else this.access(cpu, step.kind, step.address, step.bytes);
    }
  }

  /** At the end everything dirty is written back, the first level's first. */
  finish(): void {
    for (const cpu of this.cpus.values()) {
      for (const line of cpu.l1d.sets.flat().filter(({ dirty }) => dirty)) {
        this.count(cpu, 'l1WriteBack');
        this.count(cpu, 'l2Store');
        line.dirty = false;
      }
      for (const line of cpu.l2.sets.flat()) if (line.dirty) this.writeBack(cpu, line);
    }
  }

  private cpu(number: number): Cpu {
    const known = this.cpus.get(number);
    if (known) return known;
    const { cache, tlb, pageBytes, numa } = this.s;
    const reach = pageBytes * tlb.pagesPerEntry;
    const cpu: Cpu = {
      number,
      node: Math.floor(number / numa!.cpusPerNode) % this.nodes,
      counts: {},
      visits: Array.from({ length: this.nodes }, () => 0),
      l1i: new Cache(cache.l1i),
      l1d: new Cache(cache.l1d),
      l2: new Cache(cache.l2!),
      tlb: new Cache({ sizeBytes: tlb.entries * reach, lineBytes: reach, ways: tlb.ways }),
      past: new Map(),
      skipped: 0,
      fetched: 0,
      idle: true,
    };
    this.cpus.set(number, cpu);
    return cpu;
  }

  private count(cpu: Cpu, event: string, n = 1): void {
    cpu.counts[event] = (cpu.counts[event] ?? 0) + n;
  }

  private pageNumber(address: number): number {
    return Math.floor(address / this.s.pageBytes);
  }

  /** Pages get frames, then the TLB its entries, then replicas of what is stored to collapse, then each line is looked up. */
  private access(cpu: Cpu, kind: 'fetch' | 'load' | 'store', address: number, bytes: number): void {
    const last = address + bytes - 1;
    for (let page = this.pageNumber(address); page <= this.pageNumber(last); page++) this.page(cpu, page);
    for (let entry = Math.floor(address / cpu.tlb.lineBytes); entry <= Math.floor(last / cpu.tlb.lineBytes); entry++) {
      this.count(cpu, 'tlbReference');
      const set = cpu.tlb.set(entry * cpu.tlb.lineBytes);
      if (cpu.tlb.use(set, entry)) continue;
      this.count(cpu, 'tlbMiss');
      cpu.tlb.insert(set, entry, false);
    }
    if (kind === 'store')
      for (let page = this.pageNumber(address); page <= this.pageNumber(last); page++) {
        const stored = this.page(cpu, page);
        if (this.replicated.has(stored)) this.collapse(cpu, stored);
      }
    cpu.idle = false;
    if (kind === 'fetch') cpu.fetched++;
    const l1 = kind === 'fetch' ? cpu.l1i : cpu.l1d;
    for (let line = Math.floor(address / l1.lineBytes); line <= Math.floor(last / l1.lineBytes); line++)
      this.reference(cpu, kind, line * l1.lineBytes);
    if (this.hot !== null) {
      const { cpu: interrupted, frame } = this.hot;
      this.hot = null;
      this.interrupt(interrupted, frame);
    }
  }

  /** One first-level line: virtual or physical index, physical tag. */
  private reference(cpu: Cpu, kind: 'fetch' | 'load' | 'store', address: number): void {
    const l1 = kind === 'fetch' ? cpu.l1i : cpu.l1d;
    const event = { fetch: 'l1iFetch', load: 'l1dLoad', store: 'l1dStore' }[kind];
    this.count(cpu, event);
    const { pageBytes } = this.s;
    const physical = this.page(cpu, this.pageNumber(address)).frames[cpu.node] * pageBytes + (address % pageBytes);
    const { index } = kind === 'fetch' ? this.s.cache.l1i : this.s.cache.l1d;
    const set = l1.set(index === 'virtual' ? address : physical);
    const tag = physical / l1.lineBytes;
    const found = l1.use(set, tag);
    if (found) {
      if (kind === 'store' && !found.dirty) {
        cpu.l2.use(cpu.l2.set(physical), Math.floor(physical / cpu.l2.lineBytes))!.dirty = true;
        this.own(cpu, physical);
        found.dirty = true;
      }
      return;
    }
    this.count(cpu, `${event}Miss`);
    this.board(cpu, kind, physical);
    const victim = l1.insert(set, tag, kind === 'store');
    if (!victim?.dirty) return;
    this.count(cpu, 'l1WriteBack');
    this.count(cpu, 'l2Store');
    const back = victim.tag * l1.lineBytes;
    cpu.l2.use(cpu.l2.set(back), Math.floor(back / cpu.l2.lineBytes))!.dirty = true;
  }

  /** A first-level miss reads the board cache; for a store, to own the line. */
  private board(cpu: Cpu, kind: 'fetch' | 'load' | 'store', physical: number): void {
    const event = kind === 'fetch' ? 'l2Fetch' : 'l2Load';
    this.count(cpu, event);
    const set = cpu.l2.set(physical);
    const line = Math.floor(physical / cpu.l2.lineBytes);
    const found = cpu.l2.use(set, line);
    if (found) {
      if (kind !== 'store') return;
      found.dirty = true;
      this.own(cpu, physical);
      return;
    }
    this.count(cpu, `${event}Miss`);
    this.arrive(cpu, physical, kind === 'store');
    const victim = cpu.l2.insert(set, line, kind === 'store');
    if (!victim) return;
    this.dropAbove(cpu, victim.tag);
    if (victim.dirty) this.writeBack(cpu, victim);
    this.release(cpu, victim.tag, false);
  }

  /** A line comes: why did it miss, who has it, and who is told. */
  private arrive(cpu: Cpu, physical: number, store: boolean): void {
    const line = Math.floor(physical / cpu.l2.lineBytes);
    const past = cpu.past.get(line);
    const sharing = past?.stored.has(this.part(physical)) ? 'trueSharingMiss' : 'falseSharingMiss';
    this.count(cpu, past === undefined ? 'coldMiss' : past.lost ? sharing : 'capacityMiss');
    cpu.past.set(line, { lost: false, stored: new Set() });
    const home = this.homeOf(line);
    cpu.visits[home]++;
    const owner = this.owner.get(line);
    const ownersCopy = owner?.l2.within(line * cpu.l2.lineBytes, 1)[0];
    this.count(cpu, ownersCopy?.dirty && this.nodes > 1 ? 'dirtyRead' : home === cpu.node ? 'localRead' : 'remoteRead');
    const holders = this.holdersOf(line);
    if (store) this.takeOver(cpu, physical);
    else {
      if (owner) this.clean(owner, line);
      this.owner.delete(line);
      if (holders.size === 0) this.owner.set(line, cpu);
    }
    holders.add(cpu);
    this.missed(cpu, this.frameOf(line), store);
  }

  /** A store to a part of a held line that is not dirty in the first level. */
  private own(cpu: Cpu, physical: number): void {
    const line = Math.floor(physical / cpu.l2.lineBytes);
    if (this.owner.get(line) !== cpu) {
      const home = this.homeOf(line);
      this.count(cpu, home === cpu.node ? 'localUpgrade' : 'remoteUpgrade');
      cpu.visits[home]++;
    }
    this.takeOver(cpu, physical);
  }

  private takeOver(cpu: Cpu, physical: number): void {
    const line = Math.floor(physical / cpu.l2.lineBytes);
    for (const other of [...this.holdersOf(line)]) {
      if (other === cpu) continue;
      this.count(cpu, 'invalidation');
      this.dropAbove(other, line);
      this.dropBoard(other, line);
      this.release(other, line, true);
    }
    this.owner.set(line, cpu);
    for (const other of this.cpus.values()) {
      const past = other.past.get(line);
      if (past?.lost) past.stored.add(this.part(physical));
    }
  }

  private release(cpu: Cpu, line: number, lost: boolean): void {
    this.holdersOf(line).delete(cpu);
    if (this.owner.get(line) === cpu) this.owner.delete(line);
    cpu.past.set(line, { lost, stored: new Set() });
  }

  /** The owner's data goes to memory; it keeps the line. */
  private clean(owner: Cpu, line: number): void {
    for (const above of owner.l1d.within(line * owner.l2.lineBytes, owner.l2.lineBytes)) {
      if (above.dirty) this.count(owner, 'l1WriteBack');
      above.dirty = false;
    }
    const own = owner.l2.within(line * owner.l2.lineBytes, 1)[0];
    if (own.dirty) this.writeBack(owner, own);
  }

  private writeBack(cpu: Cpu, line: Line): void {
    this.count(cpu, 'l2WriteBack');
    this.count(cpu, 'memoryWrite');
    cpu.visits[this.homeOf(line.tag)]++;
    line.dirty = false;
  }

  private dropAbove(cpu: Cpu, line: number): void {
    const { lineBytes } = cpu.l2;
    for (const cache of [cpu.l1i, cpu.l1d])
      for (const above of cache.within(line * lineBytes, lineBytes)) {
        this.count(cpu, 'l1Invalidation');
        if (above.dirty) this.count(cpu, 'l1WriteBack');
        cache.drop(above);
      }
  }

  private dropBoard(cpu: Cpu, line: number): void {
    for (const own of cpu.l2.within(line * cpu.l2.lineBytes, 1)) cpu.l2.drop(own);
  }

  private holdersOf(line: number): Set<Cpu> {
    if (!this.holders.has(line)) this.holders.set(line, new Set());
    return this.holders.get(line)!;
  }

  private part(physical: number): number {
    return Math.floor(physical / this.s.cache.l1d.lineBytes);
  }

  private frameOf(line: number): number {
    return Math.floor((line * this.s.cache.l2!.lineBytes) / this.s.pageBytes);
  }

  private homeOf(line: number): number {
    return this.nodeOf[this.frameOf(line)];
  }

  // Pages.

  private page(cpu: Cpu, number: number): Page {
    const known = this.pages.get(number);
    if (known) return known;
    const recorded = this.named.get(number);
    const present = recorded === undefined ? undefined : this.recorded.get(recorded);
    const page = present ?? this.newPage(cpu);
    if (recorded !== undefined) this.recorded.set(recorded, page);
    this.name(number, page);
    if (present === undefined && this.s.monitor !== null) this.clear(cpu, number);
    return page;
  }

  /** The monitor fills a fresh page with zeroes, eight bytes at a time; all stores to a line but its first find it. */
  private clear(cpu: Cpu, number: number): void {
    const { pageBytes } = this.s;
    const { lineBytes } = cpu.l1d;
    this.count(cpu, 'pageCleared');
    this.count(cpu, 'l1dStore', pageBytes / 8 - pageBytes / lineBytes);
    for (let at = 0; at < pageBytes; at += lineBytes) this.reference(cpu, 'store', number * pageBytes + at);
  }

  private newPage(cpu: Cpu): Page {
    const { placement } = this.s.numa!;
    const wanted = placement === 'firstTouch' ? cpu.node : placement === 'roundRobin' ? this.turn++ % this.nodes : 0;
    let frame: number | undefined;
    for (let i = 0; i < this.nodes && frame === undefined; i++) frame = this.frameOn((wanted + i) % this.nodes);
    frame ??= this.takeFrame(wanted);
    const frames = Array.from({ length: this.nodes }, () => frame!);
    const page: Page = { names: new Set(), frames, migrations: 0, collapses: 0 };
    this.pageIn.set(frame, page);
    return page;
  }

  private name(number: number, page: Page): void {
    this.pages.get(number)?.names.delete(number);
    this.pages.set(number, page);
    page.names.add(number);
  }

  /** A page's first recorded number names what it has already, or will have; a page keeps its frame when its last name goes. */
  private bind(cpu: Cpu, number: number, recorded: number): void {
    const before = this.pages.get(number);
    if (before === undefined) {
      this.named.set(number, recorded);
      return;
    }
    let page = this.recorded.get(recorded);
    if (page === undefined) {
      const nameless = ![...this.recorded.values()].includes(before);
      page = nameless ? before : this.newPage(cpu);
      this.recorded.set(recorded, page);
    }
    this.name(number, page);
  }

  /** The frame given back last on a node serves first; else a new one, numbered in order. */
  private frameOn(node: number): number | undefined {
    const used = this.nodeOf.filter((n) => n === node).length - this.free[node].length;
    return used >= (this.s.numa!.pagesPerNode ?? Infinity) ? undefined : this.takeFrame(node);
  }

  private takeFrame(node: number): number {
    return this.free[node].pop() ?? this.nodeOf.push(node) - 1;
  }

  // Hot pages.

  private missed(cpu: Cpu, frame: number, store: boolean): void {
    const hotPages = this.s.monitor?.hotPages;
    if (!hotPages || ++cpu.skipped < hotPages.sampleEvery) return;
    cpu.skipped = 0;
    const misses = this.misses.get(frame) ?? new Map<Cpu, number>();
    this.misses.set(frame, misses);
    misses.set(cpu, (misses.get(cpu) ?? 0) + 1);
    if (store) this.stores.set(frame, (this.stores.get(frame) ?? 0) + 1);
    if (misses.get(cpu)! >= hotPages.trigger && this.nodeOf[frame] !== cpu.node) this.hot = { cpu, frame };
  }

  private interrupt(cpu: Cpu, frame: number): void {
    const { trigger, sharing, writes, moves } = this.s.monitor!.hotPages!;
    this.count(cpu, 'hotPage');
    const page = this.pageIn.get(frame)!;
    const misses = [...this.misses.get(frame)!];
    const stores = Math.max(this.stores.get(frame) ?? 0, page.collapses);
    this.forgetMisses(frame);
    const mine = misses.find(([other]) => other === cpu)![1];
    const elsewhere = misses.filter(([other]) => other.node !== cpu.node);
    let migrates: boolean;
    if (this.s.monitor!.hotPages!.policy === 'competitive') {
      const home = elsewhere.filter(([other]) => other.node === this.nodeOf[frame]).reduce((sum, [, n]) => sum + n, 0);
      if (mine - home < trigger) return;
      migrates = true;
    } else {
      migrates = !this.replicated.has(page) && !elsewhere.some(([, n]) => n >= sharing);
      if (!migrates && stores >= writes) return;
    }
    if (migrates && page.migrations >= moves) return;
    const copy = this.frameOn(cpu.node) ?? this.reclaim(cpu);
    if (copy === undefined) return;
    if (migrates) page.migrations++;
    this.pageIn.set(copy, page);
    const users = [...this.cpus.values()].filter(({ node }) => page.frames[node] === frame);
    this.shootDown(cpu, page, users);
    // Under its newest name, which tells the set of a virtually indexed cache.
    const name = [...page.names].at(-1)!;
    const engine = this.s.monitor!.hotPages!.copy === 'engine';
    if (engine) this.copyByEngine(cpu, frame, copy);
    else this.copyHalf(cpu, 'load', name);
    if (migrates) {
      this.count(cpu, 'migration');
      page.frames = page.frames.map((used) => (used === frame ? copy : used));
      this.discard(frame);
      this.log('migrate', cpu, frame, copy);
    } else {
      this.count(cpu, 'replication');
      this.purge(frame, ({ node }) => node === cpu.node);
      page.frames[cpu.node] = copy;
      this.replicated.add(page);
      this.log('replicate', cpu, frame, copy);
    }
    if (engine) return;
    this.copyHalf(cpu, 'store', name);
    // None of these were misses of the page's users.
    for (const copied of [frame, copy]) this.forgetMisses(copied);
    this.hot = null;
  }

  /** The copy passes the caches by: each line is a transaction with both memories. */
  private copyByEngine(cpu: Cpu, frame: number, copy: number): void {
    const { pageBytes } = this.s;
    this.count(cpu, 'byteCopied', pageBytes);
    for (const copied of [frame, copy]) cpu.visits[this.nodeOf[copied]] += pageBytes / cpu.l2.lineBytes;
  }

  /** A page is copied by doublewords, first all of its loads, then all of its stores; what follows the first one to a line finds it. */
  private copyHalf(cpu: Cpu, kind: 'load' | 'store', name: number): void {
    const { pageBytes } = this.s;
    const { lineBytes } = cpu.l1d;
    if (kind === 'load') this.count(cpu, 'byteCopied', pageBytes);
    this.count(cpu, kind === 'load' ? 'l1dLoad' : 'l1dStore', pageBytes / 8 - pageBytes / lineBytes);
    for (let at = 0; at < pageBytes; at += lineBytes) this.reference(cpu, kind, name * pageBytes + at);
  }

  /** Gives up the first replica found on the CPU's node, and takes its frame. */
  private reclaim(cpu: Cpu): number | undefined {
    for (const page of this.replicated) {
      if (page.names.size === 0) continue;
      const frame = page.frames.find((copy) => this.nodeOf[copy] === cpu.node);
      const instead = page.frames.find((copy) => copy !== frame);
      if (frame === undefined || instead === undefined) continue;
      this.count(cpu, 'replicaReclaimed');
      this.shootDown(
        cpu,
        page,
        [...this.cpus.values()].filter(({ node }) => page.frames[node] === frame),
      );
      page.frames = page.frames.map((used) => (used === frame ? instead : used));
      this.discard(frame);
      if (new Set(page.frames).size === 1) this.replicated.delete(page);
      return this.frameOn(cpu.node);
    }
    return undefined;
  }

  private collapse(cpu: Cpu, page: Page): void {
    this.count(cpu, 'collapse');
    page.collapses++;
    const kept = page.frames[cpu.node];
    this.shootDown(cpu, page, [...this.cpus.values()]);
    for (const frame of new Set(page.frames)) if (frame !== kept) this.discard(frame);
    page.frames = page.frames.map(() => kept);
    this.replicated.delete(page);
    this.log('collapse', cpu, kept, kept);
  }

  private shootDown(cpu: Cpu, page: Page, users: Cpu[]): void {
    for (const user of users)
      for (const name of page.names)
        for (const entry of user.tlb.within(Math.floor(name / this.s.tlb.pagesPerEntry) * user.tlb.lineBytes, 1)) {
          user.tlb.drop(entry);
          if (user !== cpu) this.count(cpu, 'tlbShootdown');
        }
  }

  /** Dirty lines of a frame go to memory, and some CPUs lose all its lines. */
  private purge(frame: number, loses: (cpu: Cpu) => boolean): void {
    const perPage = this.s.pageBytes / this.s.cache.l2!.lineBytes;
    for (let line = frame * perPage; line < (frame + 1) * perPage; line++) {
      const owner = this.owner.get(line);
      if (owner) this.clean(owner, line);
      this.owner.delete(line);
      for (const holder of [...this.holdersOf(line)].filter(loses)) {
        this.dropAbove(holder, line);
        this.dropBoard(holder, line);
        this.release(holder, line, false);
      }
    }
  }

  /** A frame is free again; whatever comes into it, nobody has seen. */
  private discard(frame: number): void {
    this.purge(frame, () => true);
    this.free[this.nodeOf[frame]].push(frame);
    this.forgetMisses(frame);
    for (const cpu of this.cpus.values())
      for (const line of [...cpu.past.keys()]) if (this.frameOf(line) === frame) cpu.past.delete(line);
  }

  private forgetMisses(frame: number): void {
    this.misses.delete(frame);
    this.stores.delete(frame);
  }

  /** Counters begin anew each time the CPUs have run so many instructions, on average. */
  private tick(cpu: Cpu): void {
    if (cpu.idle) return;
    this.clock += cpu.fetched;
    cpu.fetched = 0;
    cpu.idle = true;
    const { resetInstructions } = this.s.monitor?.hotPages ?? { resetInstructions: Infinity };
    if (this.clock < (this.resets + 1) * resetInstructions * this.cpus.size) return;
    this.resets++;
    this.misses.clear();
    this.stores.clear();
    for (const page of new Set([...this.pages.values(), ...this.recorded.values()]))
      Object.assign(page, { migrations: 0, collapses: 0 });
  }

  private log(action: string, cpu: Cpu, from: number, to: number): void {
    this.moves.push(`${action} by ${cpu.number}: ${this.nodeOf[from]} to ${this.nodeOf[to]}`);
  }
}
