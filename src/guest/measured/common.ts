import { Privileged } from '../../trace/words/vocabulary.ts';
import type { KernelService, PrivilegedCount } from './index.ts';

/** Registers of coprocessor 0. Source: MIPS R10000 User's Manual. */
const STATUS = 12;
const EPC = 14;

/** Executions of what is wanted, of an entry into the service begun. */
export const perEntryOf = (
  { entries, privileged }: Pick<KernelService, 'entries' | 'privileged'>,
  wanted: (count: PrivilegedCount) => boolean,
): number => privileged.reduce((sum, each) => sum + (wanted(each) ? each.count : 0), 0) / entries;

const reads = (register: number) => (each: PrivilegedCount) =>
  each.instruction === Privileged.readRegister && each.register === register && each.select === 0;
const writes = (register: number) => (each: PrivilegedCount) =>
  each.instruction === Privileged.writeRegister && each.register === register && each.select === 0;

/** Privileged instructions that every kind of exception executes, as a profile says them. */
export interface CommonPath {
  entry: string[];
  exit: string[];
  /** Writes of Status, and of the TLB, in both. */
  statusWrites: number;
  tlbWrites: number;
}

/**
 * What is common to the services: of each register as many accesses as the service with the fewest has on the mean. In which order they come, and
 * which are on the way in, is not measured: reads and writes come first, but for one write of Status, and those of EPC, before the return.
 */
export function commonPath(services: readonly KernelService[]): CommonPath {
  const least = (wanted: (each: PrivilegedCount) => boolean): number =>
    Math.round(Math.min(...services.map((service) => perEntryOf(service, wanted))));
  const registers = Array.from({ length: 32 }, (_, n) => n);
  const times = (text: string, n: number): string[] => Array<string>(n).fill(text);
  const statusWrites = least(writes(STATUS));
  const atEnd = Math.min(1, statusWrites);
  const tlbWrites = least(({ instruction }) => instruction === Privileged.tlbWriteIndexed);
  return {
    entry: [
      ...registers.flatMap((n) => times(`mfc0 ${n}`, least(reads(n)))),
      ...registers.flatMap((n) => (n === STATUS || n === EPC ? [] : times(`mtc0 ${n}`, least(writes(n))))),
      ...times(`mtc0 ${STATUS}`, statusWrites - atEnd),
      ...times('tlbwi', tlbWrites),
    ],
    exit: [...times(`mtc0 ${STATUS}`, atEnd), ...times(`mtc0 ${EPC}`, least(writes(EPC))), 'eret'],
    statusWrites,
    tlbWrites,
  };
}

/** Writes of Status of an entry on a processor without `di` and `ei`, as the R10000: each of these is one there. */
export const statusWritesOf = (service: KernelService): number =>
  perEntryOf(service, (each) => writes(STATUS)(each) || each.instruction === Privileged.interruptControl);

export const tlbWritesOf = (service: KernelService): number =>
  perEntryOf(
    service,
    ({ instruction }) => instruction === Privileged.tlbWriteIndexed || instruction === Privileged.tlbWriteRandom,
  );
