import { NOT_HEX } from '../bytes/hex.ts';
import { BLOCK_ACCESSES } from '../words/encoder/access-block.ts';
import { Kind, MAX_REFERENCE_BYTES } from '../words/layout.ts';
import { MAX_CPUS } from '../words/trace.ts';
import { Operation } from './operations.ts';
import { NO_OPERATION, type Program, Step } from './program.ts';

/** Accesses that one line can be at most: a fetch, a load and a store of its operation, and those of `load` and `store`. */
const LINE_ACCESSES = 5;
/** Bytes from a number's first on that its quick way may look at. */
const LOOKED_AT = 20;
/** Digits of a decimal number below 2^31. */
const INT_DIGITS = 9;
const LF = 10;
const CR = 13;
const QUOTE = 34;

/**
 * JavaScript that reads lines by a program, as the body of a function of `runtime` and `program` that returns a `ReadLines`. Each step
 * becomes a piece of it in turn; a group that may be absent becomes a block that is left, and undone, where a step in it fails.
 */
export function sourceOf(program: Program): string {
  const { steps, groupEnds } = program;
  const pieces: string[] = [];
  // At the start of a line, behind a blank and behind a number `byte` is the one at `p`, of the first two no blank.
  let before: Before = 'passed';
  for (let pc = 0; pc < steps.length; pc++) {
    for (const end of groupEnds)
      if (end === pc) {
        pieces.push('}');
        before = 'unknown';
      }
    pieces.push(piece(program, pc, before));
    before = after(steps[pc] as Step, before);
  }
  return `'use strict';
const { HEX, HEX_PAIR, found, isShort, longDecimal, runsPastEnd, word } = runtime;
const { letters } = program;
return (state, view, b, from, to, comments) => {
  const { block, now } = state;
  const { metas, highs, lows } = block;
  const { cpu: nowCpu, thread: nowThread, task: nowTask } = now;
  const quick = b.length - ${LOOKED_AT};
  let n = block.count, lines = 0, leftOut = 0, instructions = 0;
  let start = from, stop = 0, failedAt = -1, failedStep = 0;
  while (start < to) {
    if (n > ${BLOCK_ACCESSES - LINE_ACCESSES}) { stop = 1; break; }
    let p = start, byte = b[p];
    ${pass(program)}
    if (byte === ${LF}) { start = p + 1; lines++; continue; }
    if (byte === ${CR} && b[p + 1] === ${LF}) { start = p + 2; lines++; continue; }
    let high = 0, low = 0, operation = ${Operation.load}, size = 0, count = 0, has = 0, digit = 0, number = 0;
    let addressHigh = 0, addressLow = 0, loadHigh = 0, loadLow = 0, storeHigh = 0, storeLow = 0, ipHigh = 0, ipLow = 0;
    let cpu = nowCpu, thread = nowThread, task = nowTask;
    line: {
      if (comments[byte] !== 0) { failedAt = p; failedStep = 0; break line; }
      ${pieces.join('\n      ')}
      ${commit(program)}
      start = p + 1;
      lines++;
      failedAt = -1;
      continue;
    }
    if (stop === 0) stop = 3;
    break;
  }
  block.count = n;
  state.lines += lines;
  state.leftOut += leftOut;
  state.instructions += instructions;
  state.stop = stop;
  state.failedAt = failedAt;
  state.failedStep = failedStep;
  return start;
};`;
}

/** Passes over blanks; `byte` is the one at `p` before and after. */
const pass = ({ tab }: Program): string =>
  tab === 32 ? 'while (byte === 32) byte = b[++p];' : `while (byte === 32 || byte === ${tab}) byte = b[++p];`;

/** What is done where the step does not fit, at `at`: the furthest place is kept; the innermost group is undone, or the line does not fit. */
function failing({ groups }: Program, pc: number, at = 'p'): string {
  const keep = `if (${at} > failedAt) { failedAt = ${at}; failedStep = ${pc}; }`;
  const group = groups[pc];
  return group < 0
    ? `{ ${keep} break line; }`
    : `{ ${keep} p = start${group}; has = has${group}; size = size${group}; count = count${group}; break group${group}; }`;
}

/** What is known of `byte`: that it is the one at `p`, and no blank. */
type Before = 'unknown' | 'loaded' | 'passed';

function after(step: Step, before: Before): Before {
  if (step === Step.blank) return 'passed';
  if (step >= Step.hexadecimal && step <= Step.either) return 'loaded';
  return step >= Step.address && step <= Step.task ? before : 'unknown';
}

/** The source of a step. */
function piece(program: Program, pc: number, before: Before): string {
  const arg = program.args[pc];
  const step = program.steps[pc] as Step;
  const fail = failing(program, pc);
  const load = before === 'unknown' ? 'byte = b[p]; ' : '';
  const blanks = before === 'passed' ? '' : `${load}${pass(program)}`;
  /** Blanks are looked for only where the byte is not the one that is likely. */
  const unless = (likely: number): string =>
    `${load}${blanks === '' ? '' : `if (byte !== ${likely}) { ${pass(program)} }`}`;
  const blank = program.tab === 32 ? 'byte !== 32' : `byte !== 32 && byte !== ${program.tab}`;
  switch (step) {
    case Step.blank:
      if (before === 'passed') return ''; // there was one, or the line begins here
      return `${load}if (${blank}) ${fail} byte = b[++p]; ${pass(program)}`;
    case Step.literal:
      return `${unless(arg)} if (byte !== ${arg}) ${fail} p++;`;
    case Step.next:
      return `if (b[p] !== ${arg}) ${fail} p++;`;
    case Step.letter:
      return `${blanks} operation = letters[byte]; if (operation === ${NO_OPERATION}) ${fail} p++;`;
    case Step.word:
      return `${blanks} { const length = word(program, b, p); if (length === 0) ${fail} p += length; operation = found.operation; }`;
    case Step.hexadecimal:
      return `${blanks} { let q = p; if (${PREFIXED}) q += 2; ${hexadecimal(fail)} }`;
    case Step.decimal:
      return `${blanks} { let q = p; ${decimal(fail)} }`;
    case Step.either:
      return `${blanks} { let q = p; if (${PREFIXED}) { q += 2; ${hexadecimal(fail)} } else { ${decimal(fail)} } }`;
    case Step.address:
      return 'addressHigh = high; addressLow = low; has |= 1;';
    case Step.load:
      return 'loadHigh = high; loadLow = low; has |= 2;';
    case Step.store:
      return 'storeHigh = high; storeLow = low; has |= 4;';
    case Step.ip:
      return 'ipHigh = high; ipLow = low; has |= 8;';
    case Step.size:
      return `size = low; if (high !== 0 || low <= 0 || low > ${MAX_REFERENCE_BYTES}) ${failing(program, pc, 'number')}`;
    case Step.count:
      return `count = ${WHOLE};`;
    case Step.cpu:
      return `cpu = low; if (high !== 0 || low < 0 || low >= ${MAX_CPUS}) ${failing(program, pc, 'number')}`;
    case Step.thread:
      return `thread = ${WHOLE};`;
    case Step.task:
      return `task = ${WHOLE};`;
    case Step.skipTo:
      return `${blanks} for (let quoted = false; byte !== ${LF} && (quoted || byte !== ${arg}); byte = b[++p]) if (byte === ${QUOTE}) quoted = !quoted;`;
    case Step.skipWord:
      return `${blanks} if (byte <= 32) ${fail} while (byte > 32) byte = b[++p];`;
    case Step.seek:
      return `{ let q = p; while (b[q] !== ${LF} && !(${literalAt(program, pc + 1)})) q++; if (b[q] === ${LF}) ${fail} p = q; }`;
    case Step.rest:
      return `while (b[p] !== ${LF}) p++;`;
    case Step.enter:
      return `const start${arg} = p, has${arg} = has, size${arg} = size, count${arg} = count; group${arg}: {`;
    case Step.end:
      return `${load}if (byte !== ${LF}) { ${pass(program)} if (byte === ${CR} && b[p + 1] === ${LF}) byte = b[++p]; if (byte !== ${LF}) ${fail} }`;
  }
}

const PREFIXED = 'byte === 48 && (b[p + 1] | 32) === 120';
const WHOLE = '(high >>> 0) * 4294967296 + (low >>> 0)';

/** Whether the literal of the steps from `pc` on is at `q`. */
function literalAt({ steps, args }: Program, pc: number): string {
  const tests = [`b[q] === ${args[pc]}`];
  for (let i = 1; steps[pc + i] === Step.next; i++) tests.push(`b[q + ${i}] === ${args[pc + i]}`);
  return tests.join(' && ');
}

/** Reads a hexadecimal number at `q` into `high` and `low`, its first six digits at once where there are as many, then by two, four and eight; its end is `p`. */
const hexadecimal = (fail: string): string => `
        const digits = q;
        high = 0; low = 0;
        if (q < quick) {
          let four = view.getInt32(q, true), next = view.getInt32(q + 4, true);
          let pair0 = HEX_PAIR[four & 0xffff], pair1 = HEX_PAIR[four >>> 16], pair2 = HEX_PAIR[next & 0xffff], pair3 = HEX_PAIR[next >>> 16];
          if ((pair0 | pair1 | pair2) >= 0) {
            low = (pair0 << 16) | (pair1 << 8) | pair2;
            q += 6;
            if (pair3 >= 0) {
              low = (low << 8) | pair3;
              q += 2;
              four = view.getInt32(q, true);
              pair0 = HEX_PAIR[four & 0xffff];
              pair1 = HEX_PAIR[four >>> 16];
              if (pair0 >= 0 && pair1 < 0) {
                high = low >>> 24;
                low = (low << 8) | pair0;
                q += 2;
              } else if (pair0 >= 0) {
                next = view.getInt32(q + 4, true);
                pair2 = HEX_PAIR[next & 0xffff];
                pair3 = HEX_PAIR[next >>> 16];
                if ((pair2 | pair3) >= 0) {
                  high = low;
                  low = (pair0 << 24) | (pair1 << 16) | (pair2 << 8) | pair3;
                  q += 8;
                } else {
                  high = low >>> 16;
                  low = (low << 16) | (pair0 << 8) | pair1;
                  q += 4;
                }
              }
            }
          }
        }
        byte = b[q];
        for (digit = HEX[byte]; digit !== ${NOT_HEX}; byte = b[++q], digit = HEX[byte]) {
          high = (high << 4) | (low >>> 28);
          low = (low << 4) | digit;
        }
        if (q === digits || (q > digits + 16 && !isShort(b, digits, q))) ${fail}
        number = p; p = q;`;

/** Reads a decimal number at `q`, which is `p`; a hexadecimal one is none. */
const decimal = (fail: string): string => `
        high = 0; low = 0;
        for (digit = b[q] - 48; digit >= 0 && digit <= 9 && q < p + ${INT_DIGITS}; digit = b[++q] - 48) low = (Math.imul(low, 10) + digit) | 0;
        if (digit >= 0 && digit <= 9) { q = longDecimal(b, p); high = found.high; low = found.low; }
        byte = b[q];
        if (q === p || HEX[byte] !== ${NOT_HEX} || (byte | 32) === 120) ${fail}
        number = p; p = q;`;

/** Puts the line's accesses into the block. */
function commit({ steps, groups, letters, words, fields, bytes, fetchBytes }: Program): string {
  const put = (meta: string | number, name: string): string =>
    `metas[n] = ${meta}; highs[n] = ${name}High; lows[n++] = ${name}Low;`;
  /** Only where the field is there, if it may be absent. */
  const where = (step: Step, bit: number, source: string): string => {
    const at = steps.indexOf(step);
    if (at < 0) return '';
    return groups[at] < 0 ? source : `if ((has & ${bit}) !== 0) { ${source} }`;
  };
  const operations = new Set<number>([...letters, ...words.map(({ operation }) => operation)]);
  const can = (operation: Operation): boolean => operations.has(operation);
  const parts: string[] = [];
  parts.push(fields.has('size') ? `const length = size === 0 ? ${bytes} : size;` : `const length = ${bytes};`);
  for (const [name, length] of [
    ['address', 'length'],
    ['load', 'length'],
    ['store', 'length'],
    ['ip', fetchBytes],
  ] as const)
    if (fields.has(name))
      parts.push(
        `if (${name}High === -1 && runsPastEnd(${name}High, ${name}Low, ${length})) { failedAt = number; failedStep = ${steps.length}; break line; }`,
      );
  if (fields.has('cpu') || fields.has('thread') || fields.has('task'))
    parts.push(
      'if (cpu !== nowCpu || thread !== nowThread || task !== nowTask) { const { coming } = state; coming.cpu = cpu; coming.thread = thread; coming.task = task; stop = 2; break line; }',
    );
  if (fields.has('count')) parts.push('instructions += count;');
  if (can(Operation.none))
    parts.push(`if (operation === ${Operation.none}) { leftOut++; lines++; start = p + 1; failedAt = -1; continue; }`);
  const fetch = put((fetchBytes << 2) | Kind.fetch, 'ip');
  parts.push(where(Step.ip, 8, can(Operation.fetch) ? `if (operation !== ${Operation.fetch}) { ${fetch} }` : fetch));
  parts.push('const meta = length << 2;');
  const access = can(Operation.modify)
    ? `if (operation === ${Operation.modify}) { ${put(`meta | ${Kind.load}`, 'address')} ${put(`meta | ${Kind.store}`, 'address')} } else { ${put('meta | operation', 'address')} }`
    : put('meta | operation', 'address');
  parts.push(where(Step.address, 1, access));
  parts.push(where(Step.load, 2, put(`meta | ${Kind.load}`, 'load')));
  parts.push(where(Step.store, 4, put(`meta | ${Kind.store}`, 'store')));
  return parts.filter((part) => part !== '').join('\n      ');
}
