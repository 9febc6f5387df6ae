import type { KernelProfile, KernelService, PrivilegedCount } from '../../../guest/measured/index.ts';
import { Event } from '../../../replay/counts/event.ts';
import { Emulation } from '../../../replay/disco/monitor/emulation.ts';
import { PRIVILEGED_MNEMONICS, Privileged } from '../../../trace/words/vocabulary.ts';

/** Coprocessor-0 registers by `register.select`. Source: MIPS R10000 User's Manual; selects above 0: MIPS32 Architecture, volume III. */
const REGISTERS: Readonly<Record<string, string>> = {
  '0.0': 'Index', '1.0': 'Random', '2.0': 'EntryLo0', '3.0': 'EntryLo1', '4.0': 'Context', '4.2': 'UserLocal', '5.0': 'PageMask',
  '6.0': 'Wired', '7.0': 'HWREna', '8.0': 'BadVAddr', '9.0': 'Count', '10.0': 'EntryHi', '11.0': 'Compare', '12.0': 'Status',
  '12.1': 'IntCtl', '13.0': 'Cause', '14.0': 'EPC', '15.0': 'PRId', '15.1': 'EBase', '16.0': 'Config', '17.0': 'LLAddr',
  '20.0': 'XContext', '26.0': 'ECC', '28.0': 'TagLo', '29.0': 'TagHi', '30.0': 'ErrorEPC',
}; // biome-ignore format: a table

/** Kinds of privileged instructions, as a table's columns. */
export const PRIVILEGED_KINDS = ['read', 'write', 'return', 'interrupts', 'cache', 'tlb', 'other'] as const;
export type PrivilegedKind = (typeof PRIVILEGED_KINDS)[number];

const KIND_OF: Readonly<Record<Privileged, PrivilegedKind>> = {
  [Privileged.readRegister]: 'read',
  [Privileged.writeRegister]: 'write',
  [Privileged.tlbProbe]: 'tlb',
  [Privileged.tlbRead]: 'tlb',
  [Privileged.tlbWriteRandom]: 'tlb',
  [Privileged.tlbWriteIndexed]: 'tlb',
  [Privileged.exceptionReturn]: 'return',
  [Privileged.cacheOperation]: 'cache',
  [Privileged.interruptControl]: 'interrupts',
  [Privileged.wait]: 'other',
  [Privileged.readHardware]: 'other',
};

const NAMES = { ...PRIVILEGED_MNEMONICS, [Privileged.interruptControl]: 'di, ei' };

/** A privileged instruction under its name. */
export interface PrivilegedRow {
  /** `mfc0 Status`, `cache 21`, `eret`. */
  name: string;
  kind: PrivilegedKind;
  /** A register access without side effects: the special register page can stand for it. */
  specialPage: boolean;
  count: number;
}

const page = new Emulation('hand');

export function privilegedRow({ instruction, register, select, count }: PrivilegedCount): PrivilegedRow {
  const operand = instruction | (register << 8) | (select << 16);
  const kind = KIND_OF[instruction];
  const of =
    kind === 'read' || kind === 'write'
      ? ` ${REGISTERS[`${register}.${select}`] ?? `$${register}.${select}`}`
      : kind === 'cache'
        ? ` ${register}`
        : '';
  return {
    name: `${NAMES[instruction]}${of}`,
    kind,
    specialPage: page.eventOf(operand, -1, true) === Event.specialPageAccess,
    count,
  };
}

/** The sum of those rows that are wanted. */
export const countOf = (rows: readonly PrivilegedRow[], wanted: (row: PrivilegedRow) => boolean): number =>
  rows.reduce((sum, row) => sum + (wanted(row) ? row.count : 0), 0);

/** Every privileged instruction outside refills and user mode, summed by name. */
export function allPrivileged({ services, outside }: KernelProfile): PrivilegedRow[] {
  const sums = new Map<string, PrivilegedRow>();
  for (const count of [...services.flatMap(({ privileged }) => privileged), ...outside.privileged]) {
    const row = privilegedRow(count);
    const sum = sums.get(row.name);
    if (sum === undefined) sums.set(row.name, row);
    else sum.count += row.count;
  }
  return [...sums.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Instructions of kernel mode: of services and outside them. */
export const kernelInstructions = ({ instructions, user }: KernelProfile): number => instructions - user.instructions;

const named = (service: KernelService) => ({ ...service, privileged: service.privileged.map(privilegedRow) });

/** The profile for programs: privileged instructions by name. */
export const kernelJson = (profile: KernelProfile) => ({
  ...profile,
  outside: { ...profile.outside, privileged: profile.outside.privileged.map(privilegedRow) },
  services: profile.services.map(named),
});
