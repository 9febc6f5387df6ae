/**
 * The records of ChampSim's traces, little-endian, without a header (ChampSim, inc/trace_instruction.h at 2ff2501, `input_instr` and
 * `cloudsuite_instr`):
 *
 *     champsim             ip:64 is_branch:8 branch_taken:8 destination registers:2×8 source registers:4×8
 *                          stores:2×64 loads:4×64                                                           64 bytes
 *     champsim-cloudsuite  ip:64 is_branch:8 branch_taken:8 destination registers:4×8 source registers:4×8 (6 bytes of padding)
 *                          stores:4×64 loads:4×64 address space:2×8 (6 bytes of padding)                    96 bytes
 *
 * A memory slot of 0 is none.
 */
export interface ChampSimLayout {
  readonly name: 'champsim' | 'champsim-cloudsuite';
  readonly recordBytes: number;
  /** Where the addresses of stores begin; those of loads follow, and end at `loadsEnd`. */
  readonly stores: number;
  readonly loads: number;
  readonly loadsEnd: number;
  /** Bytes that hold nothing, and are 0. */
  readonly padding: readonly number[];
}

export const IS_BRANCH = 8;
export const BRANCH_TAKEN = 9;
export const DESTINATION_REGISTER = 10;

export const INPUT_INSTR: ChampSimLayout = {
  name: 'champsim',
  recordBytes: 64,
  stores: 16,
  loads: 32,
  loadsEnd: 64,
  padding: [],
};

export const CLOUDSUITE_INSTR: ChampSimLayout = {
  name: 'champsim-cloudsuite',
  recordBytes: 96,
  stores: 24,
  loads: 56,
  loadsEnd: 88,
  padding: [18, 19, 20, 21, 22, 23, 90, 91, 92, 93, 94, 95],
};

/** Whether the upper half of an address, as a signed number, is one of 48 bits, sign-extended. */
export const isCanonical = (high: number): boolean => ((high >> 15) + 1) >>> 0 <= 1;
