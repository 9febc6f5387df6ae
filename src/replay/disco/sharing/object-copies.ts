import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { PageMap } from '../../numa/memory/page-map.ts';
import { copyBytes } from '../../supervisor/copy.ts';

/** Copies between pages and objects that no page is mapped to: an object is reached through the page, for as long as that takes. */
export class ObjectCopies {
  private readonly map: PageMap;

  constructor(map: PageMap) {
    this.map = map;
  }

  /** Copies bytes of an object into a page. */
  copyFrom(cpu: Cpu, object: number, from: number, page: number, offset: number, bytes: number): void {
    cpu.stored(page);
    const own = this.lend(cpu, page, object);
    copyBytes(cpu, { page, offset: from }, { page, offset }, bytes, () => this.putBack(cpu, page, own));
  }

  /** Copies bytes of a page into an object. */
  copyTo(cpu: Cpu, page: number, offset: number, object: number, to: number, bytes: number): void {
    let own = -1;
    copyBytes(cpu, { page, offset }, { page, offset: to }, bytes, () => {
      own = this.lend(cpu, page, object);
    });
    this.putBack(cpu, page, own);
  }

  private lend(cpu: Cpu, page: number, object: number): number {
    const table = this.map.tables[cpu.node];
    const own = table[page];
    table[page] = this.map.backing.frameOn(object, cpu.node);
    cpu.forgetPage(page);
    return own;
  }

  private putBack(cpu: Cpu, page: number, frame: number): void {
    this.map.tables[cpu.node][page] = frame;
    cpu.forgetPage(page);
  }
}
