import { UserError } from '../../../errors.ts';
import { GRANULE_NUMBER_BITS, Kind, PAGES_PER_REGION_BITS, REGION_BITS } from '../../../trace/words/layout.ts';
import { Marker, marker, markerLength, markerOperand, markerType } from '../../../trace/words/markers.ts';
import { RegionFlag } from '../../../trace/words/vocabulary.ts';

/** Regions are numbered in pages of 4 KB in the operands of markers. */

/**
 * Each virtual machine runs a kernel of its own: from the second on it gets instances of the kernel's regions, numbered from the
 * middle of the range. Takes words in which `Marker.cpu` names virtual CPUs, and gives the same with the regions renamed;
 * a region's definition is followed by those of its instances, `space` naming the machine.
 */
export class KernelInstances {
  private readonly vms: number;
  private readonly vmOf: (virtualCpu: number) => number;
  private readonly regionShift: number;
  /** Machine -> region -> how many regions further its instance is. */
  private readonly offsets: Int32Array[];
  private next: number;
  private highest = -1;
  private vm = 0;

  constructor(vms: number, vmOf: (virtualCpu: number) => number, granuleBits: number) {
    const regions = 2 ** (GRANULE_NUMBER_BITS + granuleBits - REGION_BITS);
    this.vms = vms;
    this.vmOf = vmOf;
    this.regionShift = REGION_BITS - granuleBits;
    this.offsets = Array.from({ length: vms }, () => new Int32Array(regions));
    this.next = regions / 2;
  }

  /** A batch renamed. Batches end between markers. */
  rename(words: Uint32Array): Uint32Array {
    const out = new Uint32Array(words.length + this.newWords(words));
    const granuleBits = this.regionShift + 4;
    let n = 0;
    for (let i = 0; i < words.length; ) {
      const w = words[i];
      if ((w & 3) !== Kind.marker) {
        const offset = this.offsets[this.vm][w >>> granuleBits];
        out[n++] = w + offset * 2 ** granuleBits;
        i++;
        continue;
      }
      const length = markerLength(w);
      for (let k = 0; k < length; k++) out[n + k] = words[i + k];
      this.mark(words, i, out, n);
      n += length;
      if (markerType(w) === Marker.region) n = this.define(words, i, out, n);
      i += length;
    }
    return out.subarray(0, n);
  }

  /** Words that the instances of the batch's new regions need. */
  private newWords(words: Uint32Array): number {
    let n = 0;
    for (let i = 0; i < words.length; i += (words[i] & 3) === Kind.marker ? markerLength(words[i]) : 1)
      if ((words[i] & 3) === Kind.marker && markerType(words[i]) === Marker.region && words[i + 4] & RegionFlag.kernel)
        n += 5 * (this.vms - 1);
    return n;
  }

  /** Renames the operands of the marker at `words[i]`, already copied to `out[n]`. */
  private mark(words: Uint32Array, i: number, out: Uint32Array, n: number): void {
    const w = words[i];
    const a = markerOperand(w);
    const offsets = this.offsets[this.vm];
    switch (markerType(w)) {
      case Marker.cpu:
        this.vm = this.vmOf(a);
        break;
      case Marker.wide:
        out[n + 1] = words[i + 1] + offsets[words[i + 1] >>> (this.regionShift + 4)] * 2 ** (this.regionShift + 4);
        break;
      case Marker.remap:
        out[n + 1] = words[i + 1] + (offsets[words[i + 1] >>> PAGES_PER_REGION_BITS] << PAGES_PER_REGION_BITS);
        out[n] = marker(Marker.remap, a + (offsets[a >>> PAGES_PER_REGION_BITS] << PAGES_PER_REGION_BITS));
        break;
      case Marker.frame:
      case Marker.zeroPage:
      case Marker.freePage:
      case Marker.diskRead:
      case Marker.diskWrite:
      case Marker.fileBlock:
      case Marker.networkSend:
        out[n] = marker(markerType(w), a + (offsets[a >>> PAGES_PER_REGION_BITS] << PAGES_PER_REGION_BITS));
    }
  }

  private define(words: Uint32Array, i: number, out: Uint32Array, n: number): number {
    const region = markerOperand(words[i]);
    const flags = words[i + 4];
    if (!(flags & RegionFlag.kernel)) this.highest = Math.max(this.highest, region);
    for (let vm = 1; vm < this.vms && flags & RegionFlag.kernel; vm++) {
      const instance = this.next++;
      this.offsets[vm][region] = instance - region;
      out[n++] = marker(Marker.region, instance);
      out[n++] = vm;
      out[n++] = words[i + 2];
      out[n++] = words[i + 3];
      out[n++] = flags;
    }
    // The last sixteenth is the guest profile's and the monitor's.
    if (this.highest >= this.offsets[0].length / 2 || this.next > (this.offsets[0].length * 15) / 16)
      throw new UserError(
        `the kernel's regions do not fit ${this.vms} times beside those of the trace; choose fewer virtual machines`,
      );
    return n;
  }
}
