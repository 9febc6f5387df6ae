import { PageUse } from '../../counts/page-use.ts';
import type { PageDictionary } from './page-dictionary.ts';

/** Addresses whose pages all VMs share: one object for each page, whichever address spaces it is in. */
export interface CommonRange {
  /** First and last address. */
  from: number;
  to: number;
}

/** What all VMs have in common from the beginning. */
export interface CommonShape {
  /** Address ranges that all VMs share on purpose, and may store to. */
  ranges: readonly CommonRange[];
  /** Whether the kernels' text is common: they were booted from one disk. */
  text: boolean;
  /** Which of several copies of text a node uses, by number; 0 where there is one. */
  copyOn: (node: number) => number;
}
export const NOTHING_COMMON: CommonShape = { ranges: [], text: false, copyOn: () => 0 };

/** Pages that all VMs have in common from the beginning, by their address. */
export class CommonPages {
  /** Whether the kernels' text is common. */
  readonly text: boolean;
  private readonly ranges: readonly CommonRange[];
  private readonly copyOn: CommonShape['copyOn'];
  private readonly pages: PageDictionary;
  /** By copy: number of the page's address -> object. */
  private readonly objects: Map<number, number>[] = [];

  constructor(pages: PageDictionary, { ranges, text, copyOn }: CommonShape) {
    this.copyOn = copyOn;
    this.pages = pages;
    this.ranges = ranges;
    this.text = text;
  }

  /** Whether all address spaces have the page in common, and store to it. */
  isOpen(page: number): boolean {
    if (this.ranges.length === 0 || this.pages.isKernel(page)) return false;
    const address = this.pages.addressOf(page);
    return this.ranges.some(({ from, to }) => address >= from && address <= to);
  }

  /** Whether all VMs have the page in common, on purpose or as text. */
  isCommon(page: number): boolean {
    return (this.text && this.pages.useOf(page) === PageUse.kernelText) || this.isOpen(page);
  }

  /** Number of the page in its address space. */
  numberOf(page: number): number {
    return this.pages.addressOf(page) / 2 ** this.pages.pageBits;
  }

  /** The object behind a common page for CPUs of a node; undefined before any of them touched it. */
  objectOf(page: number, node: number): number | undefined {
    return this.copyFor(page, node).get(this.numberOf(page));
  }

  set(page: number, node: number, object: number): void {
    this.copyFor(page, node).set(this.numberOf(page), object);
  }

  /** The object is no common page's any more; whether it was one's. */
  forget(object: number): boolean {
    for (const objects of this.objects)
      for (const [number, each] of objects ?? [])
        if (each === object) {
          objects.delete(number);
          return true;
        }
    return false;
  }

  /** What all store to there is once. */
  private copyFor(page: number, node: number): Map<number, number> {
    const copy = this.isOpen(page) ? 0 : this.copyOn(node);
    this.objects[copy] ??= new Map();
    return this.objects[copy];
  }
}
