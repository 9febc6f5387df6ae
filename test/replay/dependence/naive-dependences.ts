import type { Holding } from '../../../src/replay/counts/dependence.ts';

/** What kernels do with pages and with whole blocks of disks: of disk 0, which is copy-on-write, or of one that is their own. */
export interface Act {
  do: 'use' | 'write' | 'store' | 'load' | 'free' | 'zero';
  vm: number;
  page: number;
  block: number;
  own: boolean;
}

/** What a physical page holds; several may have one. */
interface Data {
  node: number;
  /** The block that it is as well: disk and number; null: none is. */
  clean: readonly [disk: number, block: number] | null;
  users: Set<Physical>;
  /** The monitor has it for all. */
  global: boolean;
}
interface Physical {
  vm: number;
  data: Data;
  /** The block that its kernel has in it. */
  block: string;
  use: Holding['use'];
  pages: Set<number>;
}

/** Who depends on what, said as simply as can be, on a machine with a virtual machine, of one CPU, on each node. */
export class NaiveDependences {
  private readonly sharing: boolean;
  private readonly vms: Map<number, Physical>[];
  /** By VM: blocks of disk 0 that it wrote; each has a page of its log. */
  private readonly logs: Set<number>[];
  private readonly global = new Map<number, Data>();
  /** All there ever were. */
  private readonly datas: Data[] = [];

  constructor(vms: number, sharing: boolean) {
    this.sharing = sharing;
    this.vms = Array.from({ length: vms }, () => new Map());
    this.logs = Array.from({ length: vms }, () => new Set());
  }

  act({ do: what, vm, page, block, own }: Act): void {
    const disk = own ? 1 + vm : 0;
    if (what === 'use') this.use(vm, page, disk, block);
    else if (what === 'write') this.write(vm, page, disk, block);
    else if (what === 'free') this.unmap(vm, page);
    else if (what === 'load') this.place(vm, page);
    else if (what === 'store') {
      const physical = this.place(vm, page);
      this.separate(physical);
      physical.data.clean = null;
    } else {
      const known = this.vms[vm].get(page);
      if (known !== undefined) this.separate(known);
      const physical = this.place(vm, page);
      physical.block = '';
      physical.data.clean = null;
    }
  }

  /** Pages by what they have in common, as `told` has it. */
  get holdings(): Record<string, number> {
    const rows: Record<string, number> = {};
    const add = (use: string, vms: number[], node: number, disk = -1): void => {
      const row = `${use} of ${[...new Set(vms)].sort()} on ${node}${disk < 0 ? '' : ` as on disk ${disk}`}`;
      rows[row] = (rows[row] ?? 0) + 1;
    };
    const physicals = this.vms.flatMap((pages) => [...new Set(pages.values())]);
    for (const data of new Set([...physicals.map((physical) => physical.data), ...this.global.values()])) {
      const users = [...data.users];
      const use = users.at(-1)?.use ?? 'cache';
      add(use, users.map(({ vm }) => vm), data.node, data.clean?.[0]); // biome-ignore format: a call
    }
    this.logs.forEach((blocks, vm) => {
      for (const _ of blocks) add('log', [vm], vm);
    });
    return rows;
  }

  private use(vm: number, page: number, disk: number, block: number): void {
    const name = `${disk} ${block}`;
    const cached = [...this.vms[vm].values()].find((physical) => physical.block === name);
    if (cached !== undefined) {
      if (this.vms[vm].get(page) === cached) return;
      this.unmap(vm, page);
      cached.pages.add(page);
      this.vms[vm].set(page, cached);
      return;
    }
    if ((this.vms[vm].get(page)?.pages.size ?? 0) > 1) this.unmap(vm, page);
    const physical = this.place(vm, page);
    const known = disk === 0 && this.sharing ? this.global.get(block) : undefined;
    if (disk === 0 && this.logs[vm].has(block)) {
      this.separate(physical);
      physical.data.clean = null;
    } else if (known !== undefined) this.give(physical, known);
    else {
      this.separate(physical);
      physical.data.clean = [disk, block];
      if (disk === 0 && this.sharing) {
        physical.data.global = true;
        this.global.set(block, physical.data);
      }
    }
    this.holds(physical, name);
  }

  private write(vm: number, page: number, disk: number, block: number): void {
    const physical = this.place(vm, page);
    const { data } = physical;
    if (disk === 0) this.logs[vm].add(block);
    else {
      for (const other of this.datas)
        if (other !== data && other.clean?.[0] === disk && other.clean[1] === block) other.clean = null;
      data.clean ??= [disk, block];
    }
    this.holds(physical, `${disk} ${block}`);
  }

  /** The page's kernel may store to what it holds. */
  private separate(physical: Physical): void {
    const { data, vm } = physical;
    if (data.users.size + Number(data.global) > 1) this.give(physical, this.fresh(vm));
  }

  private place(vm: number, page: number): Physical {
    let physical = this.vms[vm].get(page);
    if (physical === undefined) {
      physical = { vm, data: this.fresh(vm), block: '', use: 'kernelData', pages: new Set([page]) };
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

  private holds(physical: Physical, name: string): void {
    for (const other of this.vms[physical.vm].values()) if (other.block === name) other.block = '';
    physical.block = name;
    physical.use = 'bufferCache';
  }

  private give(physical: Physical, data: Data): void {
    physical.data.users.delete(physical);
    physical.data = data;
    data.users.add(physical);
  }

  private fresh(node: number): Data {
    const data: Data = { node, clean: null, users: new Set(), global: false };
    this.datas.push(data);
    return data;
  }
}
