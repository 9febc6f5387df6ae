import type { Architecture } from '../words/architecture.ts';
import { callName } from '../words/call-names.ts';
import { endsProcess, serviceOfCall } from '../words/syscalls.ts';
import { Service } from '../words/vocabulary.ts';

/** By what one task can hold up another, or set it going; bits. */
export const Means = {
  /** A word in memory that they share: futexes. */
  memory: 1,
  /** What the kernel keeps: pipes, sockets, files, signals, processes. */
  objects: 2,
  /** The beginning of a task. */
  creation: 4,
  /** Instructions and locks that synchronise. */
  instructions: 8,
} as const;
/** Bits there are. */
export const MEANS = 4;

const ANY = Means.memory | Means.objects;

/** What a system call has to do with other tasks. */
export interface CallMeans {
  /** By what its beginning may set others going. */
  readonly enters: number;
  /** By what its return may have been held up, if it was. */
  readonly returns: number;
  /** Whether the task's words may end with it: it does not return, or another task goes on in its place. */
  readonly leaves: boolean;
  /** Whether all tasks of the address space end with it. */
  readonly endsAll: boolean;
}

const means = (enters: number, returns: number, leaves = false, endsAll = false): CallMeans => ({
  enters,
  returns,
  leaves,
  endsAll,
});

/** A call that concerns its task alone, or its address space, and does not wait. */
const OWN = means(0, 0);
/** A call that waits for time to pass, or gives way to whoever can run. */
const PAUSE = means(0, ANY);
const FUTEX = means(Means.memory, Means.memory);
const OBJECTS = means(Means.objects, Means.objects);
const UNKNOWN = means(ANY, ANY);
const CREATION = means(Means.creation, 0);
/** The parent waits until the child executes a program or exits. */
const VFORK = means(Means.creation, ANY);
const EXECUTION = means(Means.creation | ANY, 0, true);
const EXIT = means(ANY, 0, true);
const EXIT_ALL = means(ANY, 0, true, true);

const named = (names: string, means: CallMeans): [string, CallMeans][] => names.trim().split(/\s+/).map((name) => [name, means]); // biome-ignore format: a line

/** Calls that are not simply of objects. Source: the manual pages of section 2. */
const BY_NAME: ReadonlyMap<string, CallMeans> = new Map([
  ...named(
    `mmap munmap mprotect brk mremap madvise mincore mlock mlock2 munlock mlockall munlockall pkey_mprotect pkey_alloc pkey_free mbind set_mempolicy
    get_mempolicy rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack getpid gettid getppid getpgrp getpgid getsid getuid geteuid
    getgid getegid getresuid getresgid getgroups capget getrlimit setrlimit prlimit64 getrusage times sysinfo uname personality getcpu getcwd umask
    time gettimeofday clock_gettime clock_getres arch_prctl prctl modify_ldt set_tid_address set_robust_list get_robust_list rseq getrandom
    sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getpriority lseek fstat
    restart_syscall`,
    OWN,
  ),
  ...named('nanosleep clock_nanosleep sched_yield', PAUSE),
  ...named('select poll pselect6 ppoll epoll_wait epoll_pwait pause rt_sigsuspend rt_sigtimedwait', means(Means.objects, ANY)),
  ...named('futex', FUTEX),
  ...named('vfork', VFORK),
]); // biome-ignore format: lists

/** What a system call has to do with other tasks; of one whose number is not known, all that may be. */
export function meansOf(architecture: Architecture, number: number): CallMeans {
  const name = callName(architecture, number);
  const special = name === undefined ? undefined : BY_NAME.get(name);
  if (special !== undefined) return special;
  const service = serviceOfCall(number);
  if (service === Service.fork) return CREATION;
  if (service === Service.execve) return EXECUTION;
  if (service === Service.exit) return endsProcess(number) ? EXIT_ALL : EXIT;
  return name === undefined ? UNKNOWN : OBJECTS;
}
