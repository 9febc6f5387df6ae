/**
 * An assembler of MIPS32 (release 2, little-endian), as small as the guest of these tests needs. A line is `label:`, a directive or
 * an instruction, and may end in a comment after `#`. Nothing is reordered: what stands after a branch is its delay slot.
 *
 * Directives: `.at ADDRESS [, PLACE]` (assemble for this address; the words lie at PLACE, by default there too), `.word …`, `.zero BYTES`,
 * `.ascii "…"`, `.align BYTES`. Operands are sums of numbers and labels, `%hi(…)` and `%lo(…)` of them, registers as `$4` or `a0`.
 */
export interface Segment {
  /** Where the words lie in memory, in kseg0. */
  place: number;
  words: number[];
}

export interface Assembled {
  segments: Segment[];
  symbols: Map<string, number>;
}

const REGISTERS =
  'zero at v0 v1 a0 a1 a2 a3 t0 t1 t2 t3 t4 t5 t6 t7 s0 s1 s2 s3 s4 s5 s6 s7 t8 t9 k0 k1 gp sp fp ra'.split(' ');

/** Coprocessor 0: number and selection. */
const COPROCESSOR_0: Record<string, [number, number]> = {
  Index: [0, 0],
  EntryLo0: [2, 0],
  EntryLo1: [3, 0],
  PageMask: [5, 0],
  Wired: [6, 0],
  BadVAddr: [8, 0],
  Count: [9, 0],
  EntryHi: [10, 0],
  Compare: [11, 0],
  Status: [12, 0],
  IntCtl: [12, 1],
  Cause: [13, 0],
  EPC: [14, 0],
  EBase: [15, 1],
};

/**
 * Operands, and the word without them: d, s, t registers, h shift, i immediate, m offset(base), b branch target, j jump target,
 * c register of coprocessor 0, n a number of a hardware register.
 */
const INSTRUCTIONS: Record<string, [operands: string, word: number]> = {
  sll: ['dth', 0x00],
  srl: ['dth', 0x02],
  sra: ['dth', 0x03],
  jr: ['s', 0x08],
  jalr: ['s', 0xf809],
  syscall: ['', 0x0c],
  sync: ['', 0x0f],
  addu: ['dst', 0x21],
  subu: ['dst', 0x23],
  and: ['dst', 0x24],
  or: ['dst', 0x25],
  xor: ['dst', 0x26],
  slt: ['dst', 0x2a],
  sltu: ['dst', 0x2b],
  bltz: ['sb', 0x04000000],
  bgez: ['sb', 0x04010000],
  j: ['j', 0x08000000],
  jal: ['j', 0x0c000000],
  beq: ['stb', 0x10000000],
  bne: ['stb', 0x14000000],
  addiu: ['tsi', 0x24000000],
  slti: ['tsi', 0x28000000],
  sltiu: ['tsi', 0x2c000000],
  andi: ['tsi', 0x30000000],
  ori: ['tsi', 0x34000000],
  xori: ['tsi', 0x38000000],
  lui: ['ti', 0x3c000000],
  mfc0: ['tc', 0x40000000],
  mtc0: ['tc', 0x40800000],
  tlbwi: ['', 0x42000002],
  tlbwr: ['', 0x42000006],
  tlbp: ['', 0x42000008],
  eret: ['', 0x42000018],
  wait: ['', 0x42000020],
  ehb: ['', 0xc0],
  rdhwr: ['tn', 0x7c00003b],
  lb: ['tm', 0x80000000],
  lh: ['tm', 0x84000000],
  lwl: ['tm', 0x88000000],
  lw: ['tm', 0x8c000000],
  lbu: ['tm', 0x90000000],
  lhu: ['tm', 0x94000000],
  lwr: ['tm', 0x98000000],
  sb: ['tm', 0xa0000000],
  sh: ['tm', 0xa4000000],
  swl: ['tm', 0xa8000000],
  sw: ['tm', 0xac000000],
  swr: ['tm', 0xb8000000],
  ll: ['tm', 0xc0000000],
  sc: ['tm', 0xe0000000],
};

/** What is written as one line and assembled as others. */
function expand(name: string, operands: string[]): [string, string[]][] {
  const [first, second, third] = operands;
  switch (name) {
    case 'nop':
      return [['sll', ['zero', 'zero', '0']]];
    case 'move':
      return [['addu', [first, second, 'zero']]];
    case 'b':
      return [['beq', ['zero', 'zero', first]]];
    case 'beqz':
      return [['beq', [first, 'zero', second]]];
    case 'bnez':
      return [['bne', [first, 'zero', second]]];
    case 'la':
      return [
        ['lui', [first, `%hi(${second})`]],
        ['addiu', [first, first, `%lo(${second})`]],
      ];
    case 'li': {
      const value = Number(second) | 0;
      if (value >= -0x8000 && value < 0x8000) return [['addiu', [first, 'zero', String(value)]]];
      const high: [string, string[]] = ['lui', [first, String(value >>> 16)]];
      const low = value & 0xffff;
      if (low === 0) return [high];
      return value >>> 16 === 0
        ? [['ori', [first, 'zero', String(low)]]]
        : [high, ['ori', [first, first, String(low)]]];
    }
    default:
      return [[name, third === undefined ? operands : [first, second, third]]];
  }
}

interface Line {
  address: number;
  text: string;
  segment: Segment;
  name: string;
  operands: string[];
}

export function assemble(source: string): Assembled {
  const segments: Segment[] = [];
  const symbols = new Map<string, number>();
  const lines: Line[] = [];
  let address = 0;
  let segment: Segment = { place: 0, words: [] };
  const evaluate = (expression: string): number => {
    const half = /^%(hi|lo)\((.*)\)$/.exec(expression);
    // The low half is added as a signed number.
    if (half?.[1] === 'hi') return ((evaluate(half[2]) + 0x8000) >>> 16) & 0xffff;
    if (half !== null) return evaluate(half[2]) & 0xffff;
    let sum = 0;
    for (const [term] of expression.matchAll(/[+-]?[^+-]+/g)) {
      const name = term.replace(/^[+-]/, '').trim();
      const value = /^\d/.test(name) ? Number(name) : symbols.get(name);
      if (value === undefined || Number.isNaN(value)) throw new Error(`no such label: ${name}`);
      sum += term.startsWith('-') ? -value : value;
    }
    return sum;
  };
  const push = (text: string, name: string, operands: string[]): void => {
    lines.push({ address, text, segment, name, operands });
    segment.words.push(0);
    address += 4;
  };

  for (const whole of source.split('\n')) {
    let text = whole.replace(/#.*$/, '').trim();
    for (let label = /^(\w+):/.exec(text); label !== null; label = /^(\w+):/.exec(text)) {
      if (symbols.has(label[1])) throw new Error(`label twice: ${label[1]}`);
      symbols.set(label[1], address);
      text = text.slice(label[0].length).trim();
    }
    if (text === '') continue;
    const [, name, rest] = /^(\S+)\s*(.*)$/.exec(text)!;
    const operands = rest === '' ? [] : rest.split(/\s*,\s*/);
    switch (name) {
      case '.at':
        address = evaluate(operands[0]);
        segment = { place: operands[1] === undefined ? address : evaluate(operands[1]), words: [] };
        segments.push(segment);
        break;
      case '.word':
        for (const operand of operands) push(text, name, [operand]);
        break;
      case '.zero':
        for (let n = Number(rest); n > 0; n -= 4) push(text, '.word', ['0']);
        break;
      case '.align':
        while (address % Number(rest) !== 0) push(text, '.word', ['0']);
        break;
      case '.ascii': {
        const bytes = Buffer.from(JSON.parse(rest), 'latin1');
        if (bytes.length % 4 !== 0) throw new Error(`not whole words: ${rest}`);
        for (let at = 0; at < bytes.length; at += 4) push(text, '.word', [String(bytes.readUInt32LE(at))]);
        break;
      }
      default:
        for (const [real, of] of expand(name, operands)) push(text, real, of);
    }
  }

  const at = new Map<Segment, number>();
  for (const line of lines) {
    const index = at.get(line.segment) ?? 0;
    at.set(line.segment, index + 1);
    try {
      line.segment.words[index] = encode(line, evaluate);
    } catch (error) {
      throw new Error(`${line.text}: ${(error as Error).message}`);
    }
  }
  const used = segments.filter(({ words }) => words.length > 0).sort((one, other) => one.place - other.place);
  used.forEach(({ place, words }, n) => {
    if (place + 4 * words.length > used[n + 1]?.place) throw new Error(`what is at ${place.toString(16)} is too long`);
  });
  return { segments: used, symbols };
}

function encode({ name, operands, address }: Line, evaluate: (expression: string) => number): number {
  if (name === '.word') return evaluate(operands[0]) >>> 0;
  const instruction = INSTRUCTIONS[name];
  if (instruction === undefined) throw new Error('no such instruction');
  const [kinds, base] = instruction;
  if (operands.length !== kinds.length) throw new Error(`${kinds.length} operands expected`);
  let word = base;
  operands.forEach((operand, n) => {
    word |= field(kinds[n], operand, address, evaluate);
  });
  return word >>> 0;
}

function field(kind: string, operand: string, address: number, evaluate: (expression: string) => number): number {
  switch (kind) {
    case 's':
      return register(operand) << 21;
    case 't':
      return register(operand) << 16;
    case 'd':
      return register(operand) << 11;
    case 'h':
      return evaluate(operand) << 6;
    case 'n':
      return register(operand) << 11;
    case 'i':
      return half(evaluate(operand));
    case 'm': {
      const parts = /^(.*)\((\$?\w+)\)$/.exec(operand);
      if (parts === null) throw new Error('offset(base) expected');
      return half(evaluate(parts[1])) | (register(parts[2]) << 21);
    }
    case 'b': {
      const distance = (evaluate(operand) - (address + 4)) / 4;
      if (!Number.isInteger(distance) || distance < -0x8000 || distance > 0x7fff) throw new Error('too far');
      return distance & 0xffff;
    }
    case 'j':
      return (evaluate(operand) >>> 2) & 0x3ffffff;
    default: {
      const [number, selection] = COPROCESSOR_0[operand];
      return (number << 11) | selection;
    }
  }
}

function half(value: number): number {
  if (value < -0x8000 || value > 0xffff) throw new Error(`not 16 bits: ${value}`);
  return value & 0xffff;
}

function register(name: string): number {
  const number = name.startsWith('$') ? Number(name.slice(1)) : REGISTERS.indexOf(name);
  if (!(number >= 0 && number < 32)) throw new Error(`no such register: ${name}`);
  return number;
}
