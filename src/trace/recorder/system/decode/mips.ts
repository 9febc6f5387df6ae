import { Privileged, Sync } from '../../../words/vocabulary.ts';

/** What the trace is told of an instruction beside its fetch: `kind << 24 | operand`, 0 of most. */
export const Special = {
  none: 0,
  /** Operand: that of `Marker.privileged`. */
  privileged: 1,
  /** Operand: `Sync`. */
  sync: 2,
  systemCall: 3,
  /** `eret`: the exception's handler is over. */
  exceptionReturn: 4,
  /** `rdhwr`, which a trap may follow; operand: that of `Marker.privileged`. */
  readHardware: 5,
} as const;
export const SPECIAL_SHIFT = 24;
export const OPERAND_MASK = 0xff_ffff;

/** Bytes of an instruction. */
export const INSTRUCTION = 4;

/** Major opcodes. Source: MIPS32 Architecture For Programmers, volume II. */
const Op = {
  special: 0,
  regimm: 1,
  cop0: 0x10,
  cop1: 0x11,
  cop1x: 0x13,
  special3: 0x1f,
  cache: 0x2f,
  ll: 0x30,
  sc: 0x38,
};
const SYNC = 0x0f;
const SYSCALL = 0x0c;
const RDHWR = 0x3b;
/** Functions of `cop0` with bit 4 of `rs` set. */
const TLBR = 1;
const TLBWI = 2;
const TLBWR = 6;
const TLBP = 8;
const ERET = 0x18;
const WAIT = 0x20;
/** `rs` of `cop0`. */
const MFC0 = 0;
const DMFC0 = 1;
const MTC0 = 4;
const DMTC0 = 5;
const MFMC0 = 11;

const special = (kind: number, operand = 0): number => (kind << SPECIAL_SHIFT) | operand;
const privileged = (instruction: number, register = 0, select = 0): number =>
  special(Special.privileged, instruction | (register << 8) | (select << 16));

/** What the trace is told of an instruction beside its fetch, see `Special`. */
export function specialOf(word: number): number {
  const function_ = word & 63;
  const rs = (word >>> 21) & 31;
  const rt = (word >>> 16) & 31;
  const rd = (word >>> 11) & 31;
  switch (word >>> 26) {
    case Op.special:
      if (function_ === SYSCALL) return special(Special.systemCall);
      return function_ === SYNC ? special(Special.sync, Sync.sync) : 0;
    case Op.cop0:
      if ((rs & 16) !== 0) return coprocessorOperation(function_);
      if (rs === MFC0 || rs === DMFC0) return privileged(Privileged.readRegister, rd, word & 7);
      if (rs === MTC0 || rs === DMTC0) return privileged(Privileged.writeRegister, rd, word & 7);
      return rs === MFMC0 ? privileged(Privileged.interruptControl, rd, word & 7) : 0;
    case Op.special3:
      return function_ === RDHWR ? special(Special.readHardware, Privileged.readHardware | (rd << 8)) : 0;
    case Op.cache:
      return privileged(Privileged.cacheOperation, rt);
    case Op.ll:
      return special(Special.sync, Sync.loadLinked);
    case Op.sc:
      return special(Special.sync, Sync.storeConditional);
    default:
      return 0;
  }
}

function coprocessorOperation(function_: number): number {
  switch (function_) {
    case TLBR:
      return privileged(Privileged.tlbRead);
    case TLBWI:
      return privileged(Privileged.tlbWriteIndexed);
    case TLBWR:
      return privileged(Privileged.tlbWriteRandom);
    case TLBP:
      return privileged(Privileged.tlbProbe);
    case ERET:
      return special(Special.exceptionReturn, Privileged.exceptionReturn);
    case WAIT:
      return privileged(Privileged.wait);
    default:
      return 0;
  }
}

/** Whether it is a branch or a jump, executed together with the instruction after it. */
export function isBranch(word: number): boolean {
  const op = word >>> 26;
  const function_ = word & 63;
  const rs = (word >>> 21) & 31;
  const rt = (word >>> 16) & 31;
  if (op === Op.special) return function_ === 8 || function_ === 9; // jr, jalr
  if (op === Op.regimm) return rt < 4 || (rt >= 16 && rt < 20); // bltz, bgez, bltzal, bgezal and likely ones
  if (op === Op.cop1) return rs === 8 || rs === 9 || rs === 10; // bc1f, bc1t, bc1any2, bc1any4
  return (op >= 2 && op <= 7) || (op >= 0x14 && op <= 0x17) || op === 0x1d; // j, jal, beq to bgtz, likely ones, jalx
}

/** Where the branch at `address` goes if that stands in it, else -1. */
export function targetOf(word: number, address: number): number {
  const op = word >>> 26;
  const next = address + INSTRUCTION;
  if (op === Op.special) return -1;
  if (op === 2 || op === 3 || op === 0x1d) return ((next & 0xf000_0000) | ((word & 0x3ff_ffff) << 2)) >>> 0;
  return (next + ((word << 16) >> 14)) >>> 0;
}

/** Whether it accesses memory by the TLB. */
export function isMemory(word: number): boolean {
  const op = word >>> 26;
  const function_ = word & 63;
  if (op === Op.cop1x) return function_ < 16; // lwxc1 to suxc1
  if (op === Op.special3) return function_ === 0x0a; // lwx, lhx, lbux
  return op >= 0x20 && op !== 0x33; // all but pref
}
