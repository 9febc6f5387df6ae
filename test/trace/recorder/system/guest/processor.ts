/** Exceptions, by their codes in Cause. */
export const Exception = { interrupt: 0, modified: 1, load: 2, store: 3, call: 8, reserved: 10 } as const;
export type Exception = (typeof Exception)[keyof typeof Exception];

export class Trap {
  readonly exception: Exception;
  readonly address: number;
  constructor(exception: Exception, address: number) {
    this.exception = exception;
    this.address = address;
  }
}

/** The instructions that the assembler knows, but for those of coprocessor 0. Written from the architecture's description. */
export abstract class Processor {
  protected readonly registers: Int32Array = new Int32Array(32);
  protected pc = 0;
  protected next = 4;
  /** The instruction at `pc` stands behind a branch. */
  protected slot = false;
  protected linked = false;

  /** Accesses to memory; what they throw is an exception of the instruction. */
  protected abstract load(address: number, bytes: number): number;
  protected abstract store(address: number, bytes: number, value: number): void;
  /** True if it went elsewhere. */
  protected abstract coprocessor(word: number, s: number, t: number, d: number): boolean;

  /** The word's part up to this address, as the register's upper bytes. The whole word is loaded. */
  private leftOf(register: number, address: number): number {
    const rest = 24 - 8 * (address & 3);
    return (this.load((address & ~3) >>> 0, 4) << rest) | (register & (2 ** rest - 1));
  }

  /** The word's part from this address on, as the register's lower bytes. */
  private rightOf(register: number, address: number): number {
    const lost = 8 * (address & 3);
    const value = this.load((address & ~3) >>> 0, 4) >>> lost;
    return lost === 0 ? value : value | (register & ~(2 ** (32 - lost) - 1));
  }

  protected execute(word: number): void {
    const { registers: r, pc } = this;
    const operation = word >>> 26;
    const [s, t, d] = [(word >>> 21) & 31, (word >>> 16) & 31, (word >>> 11) & 31];
    const unsigned = word & 0xffff;
    const signed = (unsigned << 16) >> 16;
    const address = (r[s] + signed) >>> 0;
    /** Where a branch goes, if it is taken. */
    const branch = (taken: boolean, to = pc + 4 + 4 * signed): void => {
      this.pc = this.next;
      this.next = taken ? to >>> 0 : this.next + 4;
      this.slot = true;
    };
    switch (operation) {
      case 0x01:
        branch(t === 0 ? r[s] < 0 : r[s] >= 0);
        return;
      case 0x02:
      case 0x03:
        if (operation === 3) r[31] = pc + 8;
        branch(true, ((pc + 4) & 0xf0000000) | ((word & 0x3ffffff) << 2));
        return;
      case 0x04:
        branch(r[s] === r[t]);
        return;
      case 0x05:
        branch(r[s] !== r[t]);
        return;
      case 0x00:
        if ((word & 0x3e) === 8) {
          const to = r[s];
          if ((word & 1) === 1) r[d] = pc + 8;
          branch(true, to);
          return;
        }
        this.special(word, s, t, d);
        break;
      case 0x09:
        r[t] = address;
        break;
      case 0x0a:
        r[t] = r[s] < signed ? 1 : 0;
        break;
      case 0x0b:
        r[t] = r[s] >>> 0 < signed >>> 0 ? 1 : 0;
        break;
      case 0x0c:
        r[t] = r[s] & unsigned;
        break;
      case 0x0d:
        r[t] = r[s] | unsigned;
        break;
      case 0x0e:
        r[t] = r[s] ^ unsigned;
        break;
      case 0x0f:
        r[t] = unsigned << 16;
        break;
      case 0x10:
        if (this.coprocessor(word, s, t, d)) return;
        break;
      case 0x1f:
        throw new Trap(Exception.reserved, 0);
      case 0x20:
        r[t] = (this.load(address, 1) << 24) >> 24;
        break;
      case 0x21:
        r[t] = (this.load(address, 2) << 16) >> 16;
        break;
      case 0x30:
        this.linked = true;
        r[t] = this.load(address, 4);
        break;
      case 0x22:
        r[t] = this.leftOf(r[t], address);
        break;
      case 0x26:
        r[t] = this.rightOf(r[t], address);
        break;
      case 0x2a:
        this.store((address & ~3) >>> 0, (address & 3) + 1, r[t] >>> (24 - 8 * (address & 3)));
        break;
      case 0x2e:
        this.store(address, 4 - (address & 3), r[t]);
        break;
      case 0x23:
        r[t] = this.load(address, 4);
        break;
      case 0x24:
        r[t] = this.load(address, 1);
        break;
      case 0x25:
        r[t] = this.load(address, 2);
        break;
      case 0x28:
        this.store(address, 1, r[t]);
        break;
      case 0x29:
        this.store(address, 2, r[t]);
        break;
      case 0x38:
        if (this.linked) this.store(address, 4, r[t]);
        r[t] = this.linked ? 1 : 0;
        break;
      case 0x2b:
        this.store(address, 4, r[t]);
        break;
      default:
        throw new Error(`no such instruction: ${word.toString(16)} at ${pc.toString(16)}`);
    }
    r[0] = 0;
    this.pc = this.next;
    this.next += 4;
    this.slot = false;
  }

  private special(word: number, s: number, t: number, d: number): void {
    const r = this.registers;
    switch (word & 63) {
      case 0x00:
        r[d] = r[t] << ((word >>> 6) & 31);
        break;
      case 0x02:
        r[d] = r[t] >>> ((word >>> 6) & 31);
        break;
      case 0x03:
        r[d] = r[t] >> ((word >>> 6) & 31);
        break;
      case 0x0c:
        throw new Trap(Exception.call, 0);
      case 0x0f:
        break;
      case 0x21:
        r[d] = r[s] + r[t];
        break;
      case 0x23:
        r[d] = r[s] - r[t];
        break;
      case 0x24:
        r[d] = r[s] & r[t];
        break;
      case 0x25:
        r[d] = r[s] | r[t];
        break;
      case 0x26:
        r[d] = r[s] ^ r[t];
        break;
      case 0x2a:
        r[d] = r[s] < r[t] ? 1 : 0;
        break;
      case 0x2b:
        r[d] = r[s] >>> 0 < r[t] >>> 0 ? 1 : 0;
        break;
      default:
        throw new Error(`no such instruction: ${word.toString(16)}`);
    }
  }
}
