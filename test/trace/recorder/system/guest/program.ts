import { Call, KSEG0, PAGE, Physical, User } from './layout.ts';

/** What is drawn for a test. */
export interface Parameters {
  /** Rounds of the loops that compute and that access each size. */
  iterations: number;
  /** Pages of the data, and how often they are passed through. */
  pages: number;
  sweeps: number;
  /** How often the other task has its turn. */
  rounds: number;
  /** Pages that are first touched by a store, and by a load; the first ones are freed. */
  fresh: number;
  freed: number;
  /** Pages that are copied at their first store. */
  copied: number;
  /** Traps of rdhwr. */
  threadPointers: number;
  locks: number;
  /** Requests to the disk: groups that are sent together. */
  requests: readonly (readonly DiskRequest[])[];
  /** Whether the disk interrupts the kernel, or is asked. */
  diskInterrupts: boolean;
  interrupts: number;
  pauses: number;
  /**
   * Timers whose interrupt comes somewhere in the user program: what it does so many times before it waits for it in a loop. The number of
   * the loop's rounds is known from what the guest prints, and from the trace.
   */
  timers: readonly number[];
  /** Interrupts come by the vector of faults. */
  sharedVector?: boolean;
  /** Pages of code that is gone through twice, if any. */
  codePages?: number;
  /** What goes wrong: the machine switches itself off before the start marker, or never comes to the stop marker. */
  fails?: 'before' | 'after';
}

export interface DiskRequest {
  write: boolean;
  sector: number;
  /** Bytes from the beginning of the buffer, and how many. */
  offset: number;
  bytes: number;
}

/** Pages of the buffer. */
export const BUFFER_PAGES = 6;

const TEXT_A = KSEG0 + Physical.text[0];

/** What a guest that fails before the start marker prints last. */
export const LAST_WORDS = 0x0badcafe;

let labels = 0;

const call = (number: number, ...values: (number | string)[]): string =>
  `${values.map((value, n) => `  ${typeof value === 'number' ? 'li' : 'move'} a${n}, ${value}\n`).join('')}  li v0, ${number}\n  syscall\n`;

/** Does this `times`; uses s0. */
function repeat(times: number, body: string): string {
  if (times === 0) return '';
  const label = `L_repeat_${labels++}`;
  return `  li s0, ${times}\n${label}:\n${body}\n  addiu s0, s0, -1\n  bnez s0, ${label}\n  nop\n`;
}

/** Does this for `pages` pages, whose address is in s2; uses s0. */
const forPages = (address: number, pages: number, body: string): string =>
  `  li s2, ${address}\n${repeat(pages, `${body}\n  addiu s2, s2, ${PAGE}`)}`;

const PRINT = call(Call.syslog, 's1');

/** The first task's program: from the start marker to the stop marker all that the guest can do. s1 gathers what it finds. */
export function programA(p: Parameters): string {
  return `
start_a:
${call(Call.read, 0, User.buffer, 512)}
${call(Call.fsync)}
${p.fails === 'before' ? `${call(Call.syslog, 0x600d)}${call(Call.syslog, LAST_WORDS)}${call(Call.reboot)}` : ''}
  b L_start                        # the markers stand in blocks of their own
  nop
L_start:
  ori zero, zero, 0xd151
  b recorded
  nop
recorded:
${call(Call.execve)}
  move s1, zero
${repeat(
  p.iterations,
  `
  addu s1, s1, s0
  sll t0, s1, 1
  xor s1, s1, t0`,
)}
  li s2, ${User.data}
${repeat(
  p.iterations,
  `
  sw s1, 0(s2)
  sh s1, 4(s2)
  sb s1, 6(s2)
  lw t0, 0(s2)
  addu s1, s1, t0
  lh t0, 0(s2)
  addu s1, s1, t0
  lhu t0, 4(s2)
  addu s1, s1, t0
  lb t0, 3(s2)
  addu s1, s1, t0
  lbu t0, 6(s2)
  addu s1, s1, t0
  swr s1, 13(s2)                   # a word across words
  swl s1, 16(s2)
  lwr t0, 14(s2)
  lwl t0, 17(s2)
  addu s1, s1, t0
L_atomic:
  ll t0, 8(s2)
  addiu t0, t0, 3
  sc t0, 8(s2)
  beqz t0, L_atomic
  addiu s2, s2, 4
  addiu s2, s2, -4`,
)}
${call(Call.cacheflush)}
  li s3, ${p.sweeps}
L_sweep:
${forPages(User.data, p.pages, '  lw t0, 16(s2)\n  addu t0, t0, s0\n  sw t0, 16(s2)\n  addu s1, s1, t0')}
  addiu s3, s3, -1
  bnez s3, L_sweep
  nop
  li s2, ${User.data}
  jal edge_middle
  nop
  jal edge_slot
  nop
  jal edge_last
  nop
  jal edge_branch
  nop
${repeat(p.threadPointers, '  rdhwr v1, $29\n  addu s1, s1, v1')}
${forPages(User.fresh, p.fresh, '  b L_fresh\n  sw s2, 8(s2)\nL_fresh:\n  lw t0, 12(s2)\n  addu s1, s1, t0')}
${forPages(User.fresh + PAGE * p.fresh, p.fresh, '  lwl t0, 9(s2)\n  sb s2, 8(s2)')}
${forPages(User.fresh, p.freed, call(Call.munmap, 's2'))}
${forPages(User.fresh, p.freed, '  swr s2, 5(s2)\n  lw t0, 4(s2)\n  addu s1, s1, t0')}
${forPages(User.copied, p.copied, '  lw t0, 20(s2)\n  sw s2, 20(s2)\n  lw t0, 24(s2)\n  addu s1, s1, t0')}
  li s2, ${User.far}
  lw zero, 0(s2)
${repeat(p.codePages ? 2 : 0, `  li s2, ${User.data}\n  jal code\n  nop`)}
${p.locks > 0 ? call(Call.sync, p.locks) : ''}
${PRINT}
${p.requests
  .map(
    (group) =>
      `${group
        .map(({ write, sector, offset, bytes }) =>
          call(write ? Call.write : Call.read, sector, User.buffer + offset, bytes),
        )
        .join(
          '',
        )}${call(Call.fsync)}  addu s1, s1, v0\n${call(Call.msync, User.buffer, BUFFER_PAGES * PAGE)}  addu s1, s1, v0\n${PRINT}`,
  )
  .join('')}
${call(Call.cacheflush)}
${call(Call.msync, User.fresh + PAGE * (2 * p.fresh), 64)}
${repeat(p.rounds, call(Call.sched_yield))}
${repeat(p.interrupts, call(Call.kill))}
${repeat(p.pauses, call(Call.pause))}
${p.timers.map((times, n) => timer(p, times, n)).join('')}
  li s2, ${User.shared}
  lw t0, 0(s2)
  addu s1, s1, t0
  lw t0, 4(s2)
${call(Call.getpid)}
${PRINT}
${p.fails === 'after' ? HANG : ''}
  b L_stop
  nop
L_stop:
  ori zero, zero, 0xd152
stopped:
${call(Call.reboot)}

# Where translations are missing. The first word of a block, of a page and of a pair of pages, which has one entry of the TLB.
edge_middle:
${call(Call.cacheflush)}
  addu s1, s1, v0
  lw t0, 0(s2)
  addu s1, s1, t0
  jr ra
  nop
edge_slot:
${call(Call.cacheflush)}
  b L_slot
  lw t0, 4(s2)
L_slot:
  addu s1, s1, t0
  jr ra
  nop
.at ${User.text + 2 * PAGE - 12}, ${TEXT_A + 2 * PAGE - 12}
edge_last:
${call(Call.cacheflush)}
  lw t0, 8(s2)
  addu s1, s1, t0
  jr ra
  nop
.at ${User.text + 4 * PAGE - 12}, ${TEXT_A + 4 * PAGE - 12}
edge_branch:
${call(Call.cacheflush)}
crossing:
  b L_branch
  lw t0, 12(s2)
  addu s1, s1, s1                  # skipped
L_branch:
  addu s1, s1, t0
  jr ra
  nop
text_a_end:
${p.codePages ? `.at ${User.code}, ${KSEG0 + Physical.code}\ncode:\n${CODE.repeat((p.codePages * PAGE) / 16 - 1)}  jr ra\n  nop\n` : ''}
`;
}

/** 16 bytes. */
const CODE = `
  lw t0, 32(s2)
  addu t0, t0, s1
  sw t0, 32(s2)
  addiu s1, s1, 1
`;

const HANG = `
L_hang:
  lw t0, 0(s2)
  b L_hang
  addu s1, s1, t0`;

/** Starts the timer, works, waits for the tick in a loop of three instructions, and tells how many rounds that took. */
const timer = (p: Parameters, times: number, n: number): string => `
${call(Call.alarm)}
  li s4, ${times}
  li s5, ${User.shared}
  lw s6, 0(s5)
L_work_${n}:
${forPages(User.data, p.pages, `  b L_worked_${n}\n  lw t0, 16(s2)\nL_worked_${n}:\n  addu s1, s1, t0\n  rdhwr v1, $29`)}
  li s2, ${User.data}
  jal crossing
  nop
  addiu s4, s4, -1
  bgez s4, L_work_${n}
  nop
  move s3, zero
spin_${n}:
  lw t1, 0(s5)
  beq t1, s6, spin_${n}
  addiu s3, s3, 1
${call(Call.syslog, 's3')}
`;

/** The other task's: has a turn, and gives it back, for ever. */
export const programB = (): string => `
start_b:
  li s2, ${User.data}
  li s3, ${User.copied}
L_b:
  lw t0, 0(s2)
  addiu t0, t0, 1
  sw t0, 0(s2)
  sh t0, 2(s3)
${call(Call.sched_yield)}
  b L_b
  nop
text_b_end:
`;
