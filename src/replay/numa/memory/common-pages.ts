import type { PageDictionary } from './page-dictionary.ts';
import { PageUse } from './page-use.ts';

/** Addresses that all machines' pages share: one object for each page, whichever address spaces it is in. */
export interface CommonRange {
  /** First and last address. */
  from: number;
  to: number;
}

/** Pages that all machines have in common from the beginning, by their address. */
export class CommonPages {
  /** Address ranges that all machines share on purpose, and may store to. */
  ranges: readonly CommonRange[] = [];
  /** Whether the kernels' text is common: they were booted from one disk. */
  text = false;
  private readonly pages: PageDictionary;
  /** Number of the page's address -> object. */
  private readonly objects = new Map<number, number>();

  constructor(pages: PageDictionary) {
    this.pages = pages;
  }

  /** Whether all address spaces have the page in common, and store to it. */
  isOpen(page: number): boolean {
    if (this.ranges.length === 0 || this.pages.isKernel(page)) return false;
    const address = this.pages.addressOf(page);
    return this.ranges.some(({ from, to }) => address >= from && address <= to);
  }

  isCommon(page: number): boolean {
    return (this.text && this.pages.useOf(page) === PageUse.kernelText) || this.isOpen(page);
  }

  /** Number of the page in its address space. */
  numberOf(page: number): number {
    return this.pages.addressOf(page) / 2 ** this.pages.pageBits;
  }

  /** The object behind a common page; undefined before anybody touched it. */
  objectOf(page: number): number | undefined {
    return this.objects.get(this.numberOf(page));
  }

  set(page: number, object: number): void {
    this.objects.set(this.numberOf(page), object);
  }
}
