import { UserError } from '../../../errors.ts';
import {
  Kind,
  MONITOR_REGIONS,
  PAGES_PER_PART_BITS,
  PART_BITS,
  PARTS_PER_REGION,
  partsOf,
} from '../../../trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../../trace/words/markers.ts';
import type { Stage } from '../../../trace/words/stage.ts';
import { RegionFlag } from '../../../trace/words/vocabulary.ts';
import { At, eachMarker, isRegion, regionAt, regionWords, renamePages } from '../../../trace/words/walk.ts';

/**
 * Each virtual machine runs a kernel of its own: from the second on it gets instances of the kernel's regions, numbered from the
 * middle of the range; a region of the trace whose number an instance has gets another. Takes words in which `Marker.cpu` names virtual CPUs, and gives the same with the regions renamed;
 * a region's definition is followed by those of its instances, `space` naming the machine.
 */
export class KernelInstances implements Stage<Uint32Array> {
  private readonly vms: number;
  private readonly vmOf: (virtualCpu: number) => number;
  /** Shift from a word, or a granule << 4, to its part of a region. */
  private readonly granuleShift: number;
  /** Machine -> part -> how many parts further its instance is. */
  private readonly offsets: Int32Array[];
  /** Part -> 1 if its number is in use. */
  private readonly isTaken: Uint8Array;
  /** Where instances get their numbers: from `next` up to `end`, and then in these ranges. */
  private readonly ranges: [from: number, end: number][];
  private next = 0;
  private end = 0;
  private vm = 0;

  constructor(vms: number, vmOf: (virtualCpu: number) => number, granuleBits: number) {
    const parts = partsOf(granuleBits);
    const [middle, last] = [parts / 2, (parts * 15) / 16];
    this.vms = vms;
    this.vmOf = vmOf;
    this.granuleShift = PART_BITS - granuleBits + 4;
    this.offsets = Array.from({ length: vms }, () => new Int32Array(parts));
    this.isTaken = new Uint8Array(parts);
    // A trace's own regions count up from 0, and a guest profile's down from the monitor's.
    this.ranges = [
      [middle, last],
      [0, middle],
      [last, parts - MONITOR_REGIONS * PARTS_PER_REGION],
    ];
  }

  /** The batch renamed. */
  push(words: Uint32Array): [Uint32Array] {
    const out = new Uint32Array(words.length + this.newWords(words));
    const { granuleShift } = this;
    let offsets = this.offsets[this.vm];
    let n = 0;
    for (let i = 0; i < words.length; ) {
      const w = words[i];
      if ((w & 3) !== Kind.marker) {
        out[n++] = w + (offsets[w >>> granuleShift] << granuleShift);
        i++;
        continue;
      }
      const length = markerLength(w);
      if (isRegion(markerType(w))) n = this.define(words, i, out, n);
      else {
        for (let k = 0; k < length; k++) out[n + k] = words[i + k];
        this.mark(out, n);
        offsets = this.offsets[this.vm];
        n += length;
      }
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
      if (isRegion(type) && words[i + At.region.flags] & RegionFlag.kernel)
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
      words[at] += offsets[words[at] >>> granuleShift] << granuleShift;
    } else renamePages(words, i, (page) => page + (offsets[page >>> PAGES_PER_PART_BITS] << PAGES_PER_PART_BITS));
  }

  /** A region appears, or a part of one: it keeps its number unless an instance has it, and each machine gets its own of a kernel's. */
  private define(words: Uint32Array, i: number, out: Uint32Array, n: number): number {
    const region = regionAt(words, i);
    const { part, parts, flags } = region;
    const own = this.isFree(part, parts) ? part : this.take(parts);
    this.isTaken.fill(1, own, own + parts);
    for (const offsets of this.offsets) offsets.fill(own - part, part, part + parts);
    const first = regionWords({ ...region, part: own });
    out.set(first, n);
    n += first.length;
    for (let vm = 1; vm < this.vms && flags & RegionFlag.kernel; vm++) {
      const instance = this.take(parts);
      this.isTaken.fill(1, instance, instance + parts);
      this.offsets[vm].fill(instance - part, part, part + parts);
      const its = regionWords({ ...region, part: instance, space: vm });
      out.set(its, n);
      n += its.length;
    }
    return n;
  }

  private isFree(part: number, parts: number): boolean {
    for (let p = part; p < part + parts; p++) if (this.isTaken[p] === 1) return false;
    return true;
  }

  /** The first of so many parts that nothing has yet. */
  private take(parts: number): number {
    for (;;) {
      const at = Math.ceil(this.next / parts) * parts;
      if (at + parts <= this.end) {
        this.next = at + parts;
        if (this.isFree(at, parts)) return at;
      } else {
        const range = this.ranges.shift();
        if (range === undefined)
          throw new UserError(
            `the kernel's regions do not fit ${this.vms} times beside those of the trace; choose fewer virtual machines`,
          );
        [this.next, this.end] = range;
      }
    }
  }
}
