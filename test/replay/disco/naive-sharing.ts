/** What two kernels do with blocks of one copy-on-write disk, page by page. */
export interface BlockAct {
  do: 'use' | 'write' | 'store' | 'free';
  vm: number;
  page: number;
  block: number;
}

/** What a physical page holds; several may have one. */
interface Data {
  users: Set<Physical>;
  /** The monitor has it for all. */
  global: boolean;
}
interface Physical {
  data: Data;
  block: number;
  pages: Set<number>;
}

/** The sharing of copy-on-write disks, said as simply as can be: what the counts of a replay must come to. */
export class NaiveSharing {
  readonly counted = {
    diskRequest: 0,
    diskSector: 0,
    blockMapped: 0,
    sectorCopied: 0,
    sectorLogged: 0,
    copyOnWriteFault: 0,
  };
  private readonly sharing: boolean;
  private readonly vms: Map<number, Physical>[] = [];
  private readonly logs: Set<number>[] = [];
  private readonly global = new Map<number, Data>();

  constructor(vms: number, sharing: boolean) {
    this.sharing = sharing;
    for (let vm = 0; vm < vms; vm++) {
      this.vms.push(new Map());
      this.logs.push(new Set());
    }
  }

  act({ do: what, vm, page, block }: BlockAct): void {
    if (what === 'use') this.use(vm, page, block);
    else if (what === 'store') this.store(this.place(vm, page));
    else if (what === 'free') this.unmap(vm, page);
    else {
      this.holds(vm, this.place(vm, page), block);
      this.logs[vm].add(block);
      this.counted.sectorLogged += 8;
    }
  }

  /** Pages: as the machines believe, and as they are; those nobody uses, and those of logs. */
  get memory() {
    const physicals = this.vms.flatMap((pages) => [...new Set(pages.values())]);
    return {
      virtual: physicals.length,
      machine: new Set(physicals.map(({ data }) => data)).size,
      unused: [...this.global.values()].filter(({ users }) => users.size === 0).length,
      logs: this.logs.reduce((sum, log) => sum + log.size, 0),
    };
  }

  private use(vm: number, page: number, block: number): void {
    const cached = [...this.vms[vm].values()].find((physical) => physical.block === block);
    if (cached !== undefined) {
      if (this.vms[vm].get(page) === cached) return;
      this.unmap(vm, page);
      cached.pages.add(page);
      this.vms[vm].set(page, cached);
      return;
    }
    if ((this.vms[vm].get(page)?.pages.size ?? 0) > 1) this.unmap(vm, page);
    const physical = this.place(vm, page);
    const known = this.sharing ? this.global.get(block) : undefined;
    if (this.logs[vm].has(block)) {
      this.give(physical, fresh());
      this.counted.sectorCopied += 8;
    } else if (known !== undefined) {
      this.give(physical, known);
      this.counted.blockMapped++;
    } else {
      this.give(physical, fresh());
      this.counted.diskRequest++;
      this.counted.diskSector += 8;
      if (this.sharing) {
        physical.data.global = true;
        this.global.set(block, physical.data);
      }
    }
    this.holds(vm, physical, block);
  }

  private store(physical: Physical): void {
    const { data } = physical;
    if (data.users.size + Number(data.global) < 2) return;
    this.counted.copyOnWriteFault++;
    this.give(physical, fresh());
  }

  private place(vm: number, page: number): Physical {
    let physical = this.vms[vm].get(page);
    if (physical === undefined) {
      physical = { data: fresh(), block: -1, pages: new Set([page]) };
      physical.data.users.add(physical);
      this.vms[vm].set(page, physical);
    }
    return physical;
  }

  private unmap(vm: number, page: number): void {
    const physical = this.vms[vm].get(page);
    if (physical === undefined) return;
    this.vms[vm].delete(page);
    physical.pages.delete(page);
    if (physical.pages.size === 0) physical.data.users.delete(physical);
  }

  private holds(vm: number, physical: Physical, block: number): void {
    for (const other of this.vms[vm].values()) if (other.block === block) other.block = -1;
    physical.block = block;
  }

  private give(physical: Physical, data: Data): void {
    physical.data.users.delete(physical);
    physical.data = data;
    data.users.add(physical);
  }
}

const fresh = (): Data => ({ users: new Set(), global: false });
