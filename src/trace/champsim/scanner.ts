import { RecordCutter } from '../bytes/records.ts';
import { AccessBlock, BLOCK_ACCESSES } from '../words/encoder/access-block.ts';
import { ENDS_IN_SPACE, Kind, runsPastEnd } from '../words/layout.ts';
import { BRANCH_TAKEN, type ChampSimLayout, IS_BRANCH, isCanonical } from './layout.ts';

/** Accesses that one record can make at most: a fetch, four loads, four stores. */
const RECORD_ACCESSES = 9;

/** Bytes that are taken as fetched and accessed, which ChampSim's records do not say. */
export const FETCH_BYTES = 4;
export const DATA_BYTES = 8;
const FETCH = (FETCH_BYTES << 2) | Kind.fetch;
const LOAD = (DATA_BYTES << 2) | Kind.load;
const STORE = (DATA_BYTES << 2) | Kind.store;

/** Reads ChampSim's records: each is a fetch, then its loads, then its stores. One without an instruction address has no fetch. */
export class ChampSimScanner {
  /** Records that hold nothing. */
  empty = 0;
  /** Records with an address of more than 48 bits, and the first of them, from 1. */
  odd = 0;
  firstOdd = 0;
  private readonly layout: ChampSimLayout;
  private readonly cutter: RecordCutter;
  private readonly block = new AccessBlock();
  private readonly consume: (block: AccessBlock) => void;

  constructor(name: string, layout: ChampSimLayout, consume: (block: AccessBlock) => void) {
    this.layout = layout;
    this.cutter = new RecordCutter(name, layout.recordBytes);
    this.consume = consume;
  }

  push(chunk: Buffer): void {
    for (const view of this.cutter.cut(chunk)) {
      if (this.cutter.records === 0) this.checkEndianness(view);
      for (let p = 0; p < view.byteLength; ) {
        p = this.scan(view, p);
        this.consume(this.block);
      }
    }
  }

  end(): string | undefined {
    const dropped = this.cutter.end();
    const { records } = this.cutter;
    // Bytes that are missing shift all that follows: it makes no sense, and no whole number of records is left.
    if (dropped !== undefined && this.odd * 2 > records - this.firstOdd + 1)
      this.cutter.malformed(
        (this.firstOdd - 1 - records) * this.layout.recordBytes,
        'addresses of more than 48 bits from here on, and no whole record at the end',
        `records of ${this.layout.recordBytes} bytes: some are missing or too many here`,
      );
    return dropped;
  }

  /** Reads records into the block, from byte `from` on, until it is full; returns where the next begins. */
  private scan(view: DataView, from: number): number {
    const { recordBytes, stores, loads, loadsEnd } = this.layout;
    const { metas, highs, lows } = this.block;
    const end = view.byteLength;
    let n = 0;
    let p = from;
    let odd = 0;
    for (; p < end && n <= BLOCK_ACCESSES - RECORD_ACCESSES; p += recordBytes) {
      const before = n;
      const low = view.getInt32(p, true);
      const high = view.getInt32(p + 4, true);
      if ((view.getUint16(p + IS_BRANCH, true) & 0xfefe) !== 0) this.malformed(view, p);
      if ((low | high) !== 0) {
        odd |= (high >> 15) + 1;
        if (high === -1 && runsPastEnd(high, low, FETCH_BYTES)) this.pastEnd(p, low, FETCH_BYTES);
        metas[n] = FETCH;
        highs[n] = high;
        lows[n++] = low;
      }
      for (let slot = p + loads; slot < p + loadsEnd; slot += 8) {
        const address = view.getInt32(slot, true);
        const above = view.getInt32(slot + 4, true);
        if ((address | above) === 0) continue;
        odd |= (above >> 15) + 1;
        if (above === -1 && runsPastEnd(above, address, DATA_BYTES)) this.pastEnd(p, address, DATA_BYTES);
        metas[n] = LOAD;
        highs[n] = above;
        lows[n++] = address;
      }
      for (let slot = p + stores; slot < p + loads; slot += 8) {
        const address = view.getInt32(slot, true);
        const above = view.getInt32(slot + 4, true);
        if ((address | above) === 0) continue;
        odd |= (above >> 15) + 1;
        if (above === -1 && runsPastEnd(above, address, DATA_BYTES)) this.pastEnd(p, address, DATA_BYTES);
        metas[n] = STORE;
        highs[n] = above;
        lows[n++] = address;
      }
      if (n === before) this.empty++;
    }
    this.block.count = n;
    // An address of 48 bits, sign-extended, leaves 0 or 1 there.
    if ((odd & ~1) !== 0) this.oddIn(view, from, p);
    return p;
  }

  /** Finds the records `[from, to)` that have addresses of more than 48 bits. */
  private oddIn(view: DataView, from: number, to: number): void {
    const { recordBytes, stores, loadsEnd } = this.layout;
    for (let p = from; p < to; p += recordBytes) {
      let isOdd = !isCanonical(view.getInt32(p + 4, true));
      for (let slot = p + stores; slot < p + loadsEnd; slot += 8) isOdd ||= !isCanonical(view.getInt32(slot + 4, true));
      if (!isOdd) continue;
      this.odd++;
      if (this.firstOdd === 0) this.firstOdd = this.cutter.records + p / recordBytes + 1;
    }
  }

  private pastEnd(p: number, low: number, bytes: number): never {
    const address = `ffffffff${(low >>> 0).toString(16).padStart(8, '0')}`;
    return this.cutter.malformed(p, `${bytes} bytes at ${address}`, ENDS_IN_SPACE);
  }

  /** Throws where most of the first instruction addresses make sense the other way round. */
  private checkEndianness(view: DataView): void {
    let swapped = 0;
    let records = 0;
    for (let p = 0; p < view.byteLength && records < BLOCK_ACCESSES; p += this.layout.recordBytes, records++)
      if (!isCanonical(view.getInt32(p + 4, true)) && isCanonical(view.getInt32(p, false))) swapped++;
    if (swapped * 2 <= records) return;
    const ip = view.getBigUint64(0, true).toString(16);
    this.cutter.malformed(
      0,
      `instruction address ${ip}`,
      `${this.layout.name}, which is little-endian; these are big-endian`,
    );
  }

  private malformed(view: DataView, p: number): never {
    const { name } = this.layout;
    const other = name === 'champsim' ? 'champsim-cloudsuite' : 'champsim';
    const [at, what] = view.getUint8(p + IS_BRANCH) > 1 ? [IS_BRANCH, 'is_branch'] : [BRANCH_TAKEN, 'branch_taken'];
    this.oddIn(view, 0, p);
    const before = this.firstOdd === 0 ? '' : `; the file may be damaged from record ${this.firstOdd} on, whose addresses have more than 48 bits`; // biome-ignore format: a line
    return this.cutter.malformed(
      p,
      `${what} ${view.getUint8(p + at)}`,
      `0 or 1 in byte ${at} of the record; is this ${name}? (ChampSim's other layout is --format ${other})${before}`,
    );
  }
}
