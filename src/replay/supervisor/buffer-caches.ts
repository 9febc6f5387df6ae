import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import { type Block, SECTOR_BYTES } from './disk-request.ts';

/**
 * What a kernel's buffer cache says of a block: it has it not; it has it; or it has it, and the block's page became a name of the
 * physical page that the block is in, so that TLB entries of that page are out of date.
 */
export type Found = 'absent' | 'there' | 'renamed';

/** Blocks of disks that the kernels have in their buffer caches, and the physical pages they are in. */
export class BufferCaches {
  private readonly pages: Pages;
  /** VM and block -> physical page. */
  private readonly homes = new Map<string, number>();
  /** Physical page -> offset in it -> what `homes` names it by, and the block. */
  private readonly contents = new Map<number, Map<number, { key: string; block: Block }>>();

  constructor(pages: Pages) {
    this.pages = pages;
  }

  /** The CPU's kernel uses a block. A page that is to hold all of a block the kernel has elsewhere becomes a name of that physical page. */
  use(cpu: Cpu, block: Block): Found {
    const { pages } = this;
    const physical = this.find(cpu.vm, block);
    if (physical < 0) return 'absent';
    const { page } = block;
    if (page < 0 || block.sectors * SECTOR_BYTES !== cpu.pageBytes) return 'there';
    if (pages.map.names.physicalOf(page) === physical) return 'there';
    // What the monitor took back is read again when one of its names is used.
    if (pages.backing.objectOf(physical) < 0) return 'there';
    const givenUp = pages.alias(page, physical, cpu);
    if (givenUp >= 0) {
      this.drop(givenUp);
      pages.map.unback(givenUp);
    }
    return 'renamed';
  }

  /** The physical page in which a VM's kernel has the block, -1: nowhere. */
  find(vm: number, block: Block): number {
    return this.homes.get(keyOf(vm, block)) ?? -1;
  }

  /** The block is in this physical page from here on, in the place of what was there. */
  put(vm: number, block: Block, physical: number): void {
    const key = keyOf(vm, block);
    const before = this.homes.get(key);
    if (before !== undefined) this.remove(before, key);
    let held = this.contents.get(physical);
    if (held === undefined) {
      held = new Map();
      this.contents.set(physical, held);
    }
    const replaced = held.get(block.offset);
    if (replaced !== undefined) this.homes.delete(replaced.key);
    held.set(block.offset, { key, block });
    this.homes.set(key, physical);
  }

  /** The block is in its placed page from here on, which is of the buffer cache by that. */
  fill(vm: number, block: Block): void {
    const physical = this.pages.map.names.physicalOf(block.page);
    this.put(vm, block, physical);
    this.pages.backing.holdsFile(physical);
  }

  /** The blocks in a physical page. */
  blocksIn(physical: number): Block[] {
    return [...(this.contents.get(physical)?.values() ?? [])].map(({ block }) => block);
  }

  /** The physical page is used for something else. */
  drop(physical: number): void {
    for (const { key } of this.contents.get(physical)?.values() ?? []) this.homes.delete(key);
    this.contents.delete(physical);
  }

  private remove(physical: number, key: string): void {
    const held = this.contents.get(physical);
    for (const [offset, { key: other }] of held ?? []) if (other === key) held?.delete(offset);
  }
}

const keyOf = (vm: number, { disk, first, sectors }: Block): string => `${vm} ${disk} ${first} ${sectors}`;
