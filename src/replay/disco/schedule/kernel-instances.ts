import { UserError } from '../../../errors.ts';
import { GRANULE_NUMBER_BITS, Kind, PAGES_PER_REGION_BITS, REGION_BITS } from '../../../trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../../trace/words/markers.ts';
import type { Stage } from '../../../trace/words/stage.ts';
import { RegionFlag } from '../../../trace/words/vocabulary.ts';
import { At, eachMarker, markerWords, regionAt, renamePages } from '../../../trace/words/walk.ts';

/**
 * Each virtual machine runs a kernel of its own: from the second on it gets instances of the kernel's regions, numbered from the
 * middle of the range. Takes words in which `Marker.cpu` names virtual CPUs, and gives the same with the regions renamed;
 * a region's definition is followed by those of its instances, `space` naming the machine.
 */
export class KernelInstances implements Stage<Uint32Array> {
  private readonly vms: number;
  private readonly vmOf: (virtualCpu: number) => number;
  /** Shift from a word, or a granule << 4, to its region. */
  private readonly granuleShift: number;
  /** Machine -> region -> how many regions further its instance is. */
  private readonly offsets: Int32Array[];
  private next: number;
  private highest = -1;
  private vm = 0;

  constructor(vms: number, vmOf: (virtualCpu: number) => number, granuleBits: number) {
    const regions = 2 ** (GRANULE_NUMBER_BITS + granuleBits - REGION_BITS);
    this.vms = vms;
    this.vmOf = vmOf;
    this.granuleShift = REGION_BITS - granuleBits + 4;
    this.offsets = Array.from({ length: vms }, () => new Int32Array(regions));
    this.next = regions / 2;
  }

  /** The batch renamed. */
  push(words: Uint32Array): [Uint32Array] {
    const out = new Uint32Array(words.length + this.newWords(words));
    const { granuleShift } = this;
    let n = 0;
    for (let i = 0; i < words.length; ) {
      const w = words[i];
      if ((w & 3) !== Kind.marker) {
        out[n++] = w + this.offsets[this.vm][w >>> granuleShift] * 2 ** granuleShift;
        i++;
        continue;
      }
      const length = markerLength(w);
      for (let k = 0; k < length; k++) out[n + k] = words[i + k];
      this.mark(out, n);
      n += length;
      if (markerType(w) === Marker.region) n = this.define(words, i, out, n);
      i += length;
    }
    return [out.subarray(0, n)];
  }

  finish(): [] {
    return [];
  }

  /** Words that the instances of the batch's new regions need. */
  private newWords(words: Uint32Array): number {
    let n = 0;
    eachMarker(words, (i, type) => {
      if (type === Marker.region && words[i + At.region.flags] & RegionFlag.kernel)
        n += markerLength(words[i]) * (this.vms - 1);
    });
    return n;
  }

  /** Renames the operands of the marker at `words[i]`, in place. */
  private mark(words: Uint32Array, i: number): void {
    const w = words[i];
    const offsets = this.offsets[this.vm];
    const { granuleShift } = this;
    if (markerType(w) === Marker.cpu) this.vm = this.vmOf(markerOperand(w));
    else if (markerType(w) === Marker.wide) {
      const at = i + At.wide.first;
      words[at] += offsets[words[at] >>> granuleShift] * 2 ** granuleShift;
    } else renamePages(words, i, (page) => page + (offsets[page >>> PAGES_PER_REGION_BITS] << PAGES_PER_REGION_BITS));
  }

  private define(words: Uint32Array, i: number, out: Uint32Array, n: number): number {
    const region = markerOperand(words[i]);
    const { space: _, ...segment } = regionAt(words, i);
    const { flags } = segment;
    if (!(flags & RegionFlag.kernel)) this.highest = Math.max(this.highest, region);
    for (let vm = 1; vm < this.vms && flags & RegionFlag.kernel; vm++) {
      const instance = this.next++;
      this.offsets[vm][region] = instance - region;
      for (const word of markerWords('region', instance, { ...segment, space: vm })) out[n++] = word;
    }
    // The last sixteenth is the guest profile's and the monitor's.
    if (this.highest >= this.offsets[0].length / 2 || this.next > (this.offsets[0].length * 15) / 16)
      throw new UserError(
        `the kernel's regions do not fit ${this.vms} times beside those of the trace; choose fewer virtual machines`,
      );
    return n;
  }
}
