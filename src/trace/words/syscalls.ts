import { Service } from './vocabulary.ts';

/** Services of Table 2, or of the life of a process, that a program asks for by a number of its own. */
export type CallService = 'read' | 'write' | 'open' | 'execve' | 'fork' | 'exit';

/**
 * Linux's numbers for the calls that Table 2 or the life of a process names, by ABI. The ABIs' numbers do not overlap: MIPS
 * counts from 4000 (o32), 5000 (n64) and 6000 (n32). Source: the kernel's tables, arch/x86/entry/syscalls/syscall_64.tbl and
 * arch/mips/kernel/syscalls/syscall_{o32,n64,n32}.tbl.
 */
const NUMBERS: readonly Readonly<Record<CallService, readonly number[]>>[] = [
  {
    // x86-64: read pread64 readv preadv preadv2, write ..., open creat openat openat2, execve execveat, clone fork vfork clone3
    read: [0, 17, 19, 295, 327],
    write: [1, 18, 20, 296, 328],
    open: [2, 85, 257, 437],
    execve: [59, 322],
    fork: [56, 57, 58, 435],
    exit: [60, 231],
  },
  {
    read: [4003, 4145, 4200, 4330, 4361],
    write: [4004, 4146, 4201, 4331, 4362],
    open: [4005, 4008, 4288, 4437],
    execve: [4011, 4356],
    fork: [4002, 4120, 4435],
    exit: [4001, 4246],
  },
  {
    read: [5000, 5016, 5018, 5289, 5321],
    write: [5001, 5017, 5019, 5290, 5322],
    open: [5002, 5083, 5247, 5437],
    execve: [5057, 5316],
    fork: [5055, 5056, 5435],
    exit: [5058, 5205],
  },
  {
    read: [6000, 6016, 6018, 6293, 6325],
    write: [6001, 6017, 6019, 6294, 6326],
    open: [6002, 6083, 6251, 6437],
    execve: [6057, 6320],
    fork: [6055, 6056, 6435],
    exit: [6058, 6205],
  },
];

const BY_NUMBER = new Map<number, Service>(
  NUMBERS.flatMap((abi) =>
    (Object.keys(abi) as CallService[]).flatMap((name) => abi[name].map((n): [number, Service] => [n, Service[name]])),
  ),
);

/** What a marker says of a system call whose number is not known. */
export const UNKNOWN_CALL = 0xffffff;

/** The service a Linux system call (x86-64, MIPS o32, n64 or n32) asks for; `systemCall` where nothing more is known. */
export const serviceOfCall = (number: number): Service => BY_NUMBER.get(number) ?? Service.systemCall;

/** A number that asks for a service, as x86-64 has it. */
export const callNumber = (service: CallService): number => NUMBERS[0][service][0];

/** exit_group, by ABI as above: ends all of a process's threads. */
const EXIT_GROUP: ReadonlySet<number> = new Set([231, 4246, 5205, 6205]);

/** Whether an exit call ends its whole process, not the calling thread alone. */
export const endsProcess = (number: number): boolean => EXIT_GROUP.has(number);
