import { Kind } from '../../trace/words/layout.ts';

/** Where the running CPU's last instruction was fetched: what a privileged one's address is. */
export class Sites {
  /** Its granule; -1: not known. */
  granule = -1;
  /** Whether anybody asks; else nothing is looked for. */
  private readonly isOn: boolean;
  /** Index after the last marker of the batch: from here on words are references. */
  private runStart = 0;

  constructor(isOn: boolean) {
    this.isOn = isOn;
  }

  /** Looks for the last fetch of the run that ends before word `end`. */
  lookBack(words: Uint32Array, end: number): void {
    if (!this.isOn) return;
    for (let k = end - 1; k >= this.runStart; k--) {
      const w = words[k];
      if ((w & 3) !== Kind.fetch) continue;
      this.granule = (w >>> 4) + ((w >>> 2) & 3);
      return;
    }
  }

  /** A run of references begins with word `start`. */
  begin(start: number): void {
    this.runStart = start;
  }

  /** Another CPU's references come. */
  forget(): void {
    this.granule = -1;
  }
}
