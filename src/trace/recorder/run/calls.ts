import { type CallService, callNumber, UNKNOWN_CALL } from '../../words/syscalls.ts';

/** What a call is to the recorder. */
export type CallKind = CallService | 'exitGroup';

/** A call as the target numbers it: its number in the trace, and what it is, where that is known. */
export interface Call {
  number: number;
  kind: CallKind | undefined;
}

type Numbers = Readonly<Record<CallKind, readonly number[]>>;

/** x86-64's, which traces have. Like MIPS's they stay as they are. */
const X86_64 = { execve: [59, 322], exit: [60], exitGroup: [231] };
/** Of all of MIPS's ABIs: o32, n64, n32. */
const MIPS = { execve: [4011, 4356, 5057, 5316, 6057, 6320], exit: [4001, 5058, 6058], exitGroup: [4246, 5205, 6205] };

/** Other targets number calls in their own way. Source: the kernel's include/uapi/asm-generic/unistd.h and arch/*\/kernel/syscalls/*.tbl. */
const GENERIC: Numbers = {
  read: [63, 65, 67, 69, 286],
  write: [64, 66, 68, 70, 287],
  open: [56, 437],
  execve: [221, 281],
  fork: [220, 435],
  exit: [93],
  exitGroup: [94],
};
const I386: Numbers = {
  read: [3, 145, 180, 333, 378],
  write: [4, 146, 181, 334, 379],
  open: [5, 8, 295, 437],
  execve: [11, 358],
  fork: [2, 120, 190, 435],
  exit: [1],
  exitGroup: [252],
};
const ARM: Numbers = {
  read: [3, 145, 180, 361, 392],
  write: [4, 146, 181, 362, 393],
  open: [5, 8, 322, 437],
  execve: [11, 387],
  fork: [2, 120, 190, 435],
  exit: [1],
  exitGroup: [248],
};
const POWERPC: Numbers = {
  read: [3, 145, 179, 320, 380],
  write: [4, 146, 180, 321, 381],
  open: [5, 8, 286, 437],
  execve: [11, 362],
  fork: [2, 120, 189, 435],
  exit: [1],
  exitGroup: [234],
};

const OTHERS: readonly [prefix: string, numbers: Numbers][] = [
  ['aarch64', GENERIC],
  ['riscv', GENERIC],
  ['loongarch', GENERIC],
  ['i386', I386],
  ['arm', ARM],
  ['ppc', POWERPC],
];

/** exit_group, which has no service of its own. */
const EXIT_GROUP = X86_64.exitGroup[0];

function byNumber(numbers: Partial<Numbers>): ReadonlyMap<number, CallKind> {
  return new Map(
    (Object.keys(numbers) as CallKind[]).flatMap((kind) => numbers[kind]!.map((n): [number, CallKind] => [n, kind])),
  );
}

/**
 * What the calls of a target are in a trace, whose calls have x86-64's numbers or MIPS's: calls of another target that a guest
 * kernel serves in a way of its own have the number of such a call of x86-64, all others are of unknown number.
 */
export function callsOf(target: string): (number: number) => Call {
  if (target === 'x86_64' || target.startsWith('mips')) {
    const kinds = byNumber(target === 'x86_64' ? X86_64 : MIPS);
    return (number) => ({ number: number < UNKNOWN_CALL ? number : UNKNOWN_CALL, kind: kinds.get(number) });
  }
  const numbers = OTHERS.find(([prefix]) => target.startsWith(prefix))?.[1];
  const kinds = byNumber(numbers ?? {});
  return (number) => {
    const kind = kinds.get(number);
    if (kind === undefined) return { number: UNKNOWN_CALL, kind };
    return { number: kind === 'exitGroup' ? EXIT_GROUP : callNumber(kind), kind };
  };
}

/** Targets by Node's names of architectures, where QEMU's are others. */
const TARGETS: Readonly<Partial<Record<string, string>>> = {
  x64: 'x86_64',
  ia32: 'i386',
  arm64: 'aarch64',
  loong64: 'loongarch64',
};

/** What the calls of this machine's programs are. */
export const hostCalls = callsOf(TARGETS[process.arch] ?? process.arch);
