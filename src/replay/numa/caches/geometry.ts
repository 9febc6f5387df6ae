import { PART_BYTES } from '../../../trace/words/layout.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { PageDictionary } from '../memory/page-dictionary.ts';
import type { Pages } from '../memory/pages.ts';

/** Geometry resolved to shifts and masks. Lines are numbered in units of 2^bits granules. */
export class Geometry {
  readonly bits: number;
  readonly sets: number;
  readonly ways: number;
  readonly physicalTag: boolean;
  readonly physicalIndex: boolean;
  /** Sets in which one tag may stand: where the index is virtual and the tag physical, one for each colour of page. */
  readonly places: number;
  private readonly dictionary: PageDictionary;
  /** Page -> frame, as this CPU's node sees it. */
  private readonly frames: Int32Array;
  private readonly mask: number;
  /** log2 of a page's lines. */
  private readonly pageLineBits: number;
  /** Whether the index needs address bits above a part's offset, which dense numbers do not keep. */
  private readonly wideIndex: boolean;

  constructor(shape: CacheShape, granuleBits: number, pages: Pages, node: number) {
    const lineBits = Math.log2(shape.lineBytes);
    this.bits = lineBits - granuleBits;
    const lines = shape.sizeBytes / shape.lineBytes;
    this.ways = shape.ways === 'full' ? lines : shape.ways;
    this.sets = lines / this.ways;
    this.mask = this.sets - 1;
    this.physicalTag = shape.tag === 'physical';
    this.physicalIndex = shape.index === 'physical';
    this.dictionary = pages.dictionary;
    this.frames = pages.map.tables[node];
    this.pageLineBits = pages.pageBits - lineBits;
    this.places = this.physicalTag && !this.physicalIndex ? Math.max(1, this.sets >> this.pageLineBits) : 1;
    this.wideIndex = !this.physicalIndex && this.sets * shape.lineBytes > PART_BYTES;
  }

  /** The set of a line of the dense virtual space, or of the physical one where the index is physical. */
  setOf(line: number): number {
    // A 32-bit word, signed or not: without `| 0` V8 passes it as a double where callers differ in that.
    return ((this.wideIndex ? this.dictionary.realLine(line, this.bits) : line) | 0) & this.mask;
  }

  /** Virtual dense line -> physical line. The page has a frame. */
  toPhysical(line: number): number {
    const bits = this.pageLineBits;
    return (this.frames[line >>> bits] << bits) | (line & ((1 << bits) - 1));
  }

  /** The set of a line in its `place`-th place, of `places`. */
  placeOf(line: number, place: number): number {
    const set = this.setOf(line);
    return this.places === 1 ? set : (set & (this.linesPerPage - 1)) + place * this.linesPerPage;
  }

  /** The place of which a set is. */
  placeIn(set: number): number {
    return this.places === 1 ? 0 : set >>> this.pageLineBits;
  }

  /** The page a line is in, of the line's own space. */
  pageOf(line: number): number {
    return line >>> this.pageLineBits;
  }

  get linesPerPage(): number {
    return 1 << this.pageLineBits;
  }
}
