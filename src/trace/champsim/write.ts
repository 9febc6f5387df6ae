import { LeftOut } from '../bytes/text-writer.ts';
import { type Reference, TraceDecoder, type TraceEvent } from '../words/decoder.ts';
import { Kind } from '../words/layout.ts';
import { change, type Note, remark, type Trace } from '../words/trace.ts';
import { BRANCH_TAKEN, DESTINATION_REGISTER, INPUT_INSTR, IS_BRANCH } from './layout.ts';
import { DATA_BYTES, FETCH_BYTES } from './scanner.ts';

/** Bytes of a piece: whole records. */
const PIECE_BYTES = 1 << 16;
/** ChampSim's number of the instruction pointer among registers (inc/trace_instruction.h): writing it makes a branch. */
const INSTRUCTION_POINTER = 26;

/** A trace as ChampSim's records, in pieces. What they cannot say is added to the trace's notes at the end. */
export async function* champSimBytes(trace: Trace): AsyncGenerator<Buffer> {
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const writer = new ChampSimWriter();
  for await (const batch of trace.batches()) {
    decoder.decode(batch, writer);
    yield* writer.take();
  }
  yield* writer.end();
  trace.notes.push(...writer.notes());
}

/** Gathers what follows a fetch, up to the next, into its record. */
class ChampSimWriter {
  private readonly pieces: Buffer[] = [];
  private piece = Buffer.alloc(PIECE_BYTES);
  /** Where the open record begins; its slots that are free next. */
  private at = 0;
  private load: number = INPUT_INSTR.loads;
  private store: number = INPUT_INSTR.stores;
  private open = false;
  /** The open record has no instruction: it holds one access, so that their order is kept. */
  private bare = false;
  /** There was an instruction since the actor changed. */
  private hasInstruction = false;
  private actor = '';
  /** Where the instruction after the open record's is, if the record is no branch; -1: not known. */
  private nextHigh = -1;
  private nextLow = -1;

  private readonly left = new LeftOut();
  private readonly lost = {
    fetchSizes: 0,
    dataSizes: 0,
    order: 0,
    spilled: 0,
    orphans: 0,
    zero: 0,
    branches: 0,
    uneven: 0,
  };

  reference(reference: Reference): void {
    const { kind, high, low, bytes, instructions, cpu, task } = reference;
    this.left.see(reference);
    const actor = `${cpu} ${task}`;
    if (actor !== this.actor) {
      this.actor = actor;
      this.close();
      this.nextHigh = -1;
      this.hasInstruction = false;
    }
    if (kind === Kind.fetch) this.fetches(high, low, bytes, instructions);
    else this.data(kind, high, low, bytes);
  }

  event(event: TraceEvent): void {
    this.left.count(event);
  }

  /** The pieces that are full. */
  take(): Buffer[] {
    return this.pieces.splice(0);
  }

  end(): Buffer[] {
    this.close();
    this.pieces.push(this.piece.subarray(0, this.at));
    return this.take();
  }

  /** A run of n instructions is n records, of the same length if that is possible. */
  private fetches(high: number, low: number, bytes: number, instructions: number): void {
    const records = Math.max(1, Math.min(instructions, bytes));
    if (bytes % records !== 0) this.lost.uneven++;
    for (let i = 0, done = 0; i < records; i++) {
      const length = Math.floor((bytes * (i + 1)) / records) - done;
      const at = low + done;
      this.fetch(at > 0xffffffff ? (high + 1) >>> 0 : high, at >>> 0, length);
      done += length;
    }
  }

  private fetch(high: number, low: number, bytes: number): void {
    if (this.nextHigh >= 0 && (this.nextHigh !== high || this.nextLow !== low)) this.branch();
    if ((high | low) === 0) this.lost.zero++;
    if (bytes !== FETCH_BYTES) this.lost.fetchSizes++;
    this.begin();
    this.hasInstruction = true;
    this.piece.writeUInt32LE(low, this.at);
    this.piece.writeUInt32LE(high, this.at + 4);
    const next = low + bytes;
    this.nextLow = next >>> 0;
    this.nextHigh = next > 0xffffffff ? (high + 1) >>> 0 : high;
  }

  private data(kind: number, high: number, low: number, bytes: number): void {
    if ((high | low) === 0) {
      this.lost.zero++;
      return;
    }
    if (bytes !== DATA_BYTES) this.lost.dataSizes++;
    const isStore = kind === Kind.store;
    const full = isStore ? this.store === INPUT_INSTR.loads : this.load === INPUT_INSTR.loadsEnd;
    if (!this.open || this.bare || full) {
      if (this.hasInstruction) this.lost.spilled++;
      else this.lost.orphans++;
      this.begin();
      this.bare = true;
    }
    if (!isStore && this.store > INPUT_INSTR.stores) this.lost.order++;
    const slot = this.at + (isStore ? this.store : this.load);
    if (isStore) this.store += 8;
    else this.load += 8;
    this.piece.writeUInt32LE(low, slot);
    this.piece.writeUInt32LE(high, slot + 4);
  }

  /** Marks the last instruction as a direct jump that is taken: it writes the instruction pointer and reads nothing. */
  private branch(): void {
    if (!this.open || this.bare) return;
    this.lost.branches++;
    this.piece[this.at + IS_BRANCH] = 1;
    this.piece[this.at + BRANCH_TAKEN] = 1;
    this.piece[this.at + DESTINATION_REGISTER] = INSTRUCTION_POINTER;
  }

  private begin(): void {
    this.close();
    this.open = true;
    this.bare = false;
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    this.load = INPUT_INSTR.loads;
    this.store = INPUT_INSTR.stores;
    this.at += INPUT_INSTR.recordBytes;
    if (this.at < PIECE_BYTES) return;
    this.pieces.push(this.piece);
    this.piece = Buffer.alloc(PIECE_BYTES);
    this.at = 0;
  }

  notes(): Note[] {
    const { fetchSizes, dataSizes, order, spilled, orphans, zero, branches, uneven } = this.lost;
    const notes = this.left.notes('ChampSim', false);
    const say = (n: number, note: (text: string) => Note, text: string): void => {
      if (n > 0) notes.push(note(`ChampSim ${text}`));
    };
    say(
      fetchSizes + dataSizes,
      change,
      `has no sizes: ${fetchSizes} fetches of other than ${FETCH_BYTES} bytes and ${dataSizes} accesses of other than ${DATA_BYTES} keep their address alone`,
    );
    say(order, change, `has no order within an instruction: ${order} loads behind a store come before it`);
    say(
      spilled,
      change,
      `has 4 loads and 2 stores for an instruction: ${spilled} records without an instruction address hold what is beyond`,
    );
    say(orphans, change, `has instructions only: ${orphans} records without an instruction address hold data alone`);
    say(zero, change, `takes address 0 for none: ${zero} references to it are lost`);
    say(uneven, remark, `has a record for each instruction: the lengths in ${uneven} runs are a guess`);
    say(
      branches,
      remark,
      `wants branches and registers, which the trace has not: ${branches} instructions before a leap are direct jumps, registers are 0`,
    );
    return notes;
  }
}
