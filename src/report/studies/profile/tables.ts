import { type TraceProfile, touchesOf } from '../../../trace/operations/profile/profile.ts';
import { callName } from '../../../trace/words/call-names.ts';
import { serviceOfCall } from '../../../trace/words/syscalls.ts';
import { SERVICE_NAMES } from '../../../trace/words/vocabulary.ts';
import { integer, number, text } from '../../tables/column.ts';
import { type TableOf, tableOf } from '../../tables/table.ts';
import { curveOf } from './curve.ts';

const SPACE = integer('', 'Address space, from 1; 0: the kernel’s.');
const KIND = text(
  'What the memory is: `user`; of the kernel’s `bufferCache`, `kernelText`, and other segments `kernelMapped` or `kernelUnmapped` by whether the TLB maps them.',
);
const PAGES = integer('pages', 'Distinct pages of 4 KB touched.');
const BYTES = integer('bytes', 'Distinct bytes touched.');
const FETCHES = integer('references', 'Instruction fetches.');
const LOADS = integer('references', 'Loads.');
const STORES = integer('references', 'Stores.');
const OF = text('`data`: loads and stores; `instructions`: fetches.');
const LINE = integer('bytes', 'Bytes of a line.');

export const workTable = tableOf({
  name: 'profile-work',
  meaning: 'All of the trace, a CPU, or a task.',
  columns: {
    of: text('`all`, `cpu` or `task`.'),
    who: text('The CPU, from 0, or the recording’s id of the task, hexadecimal.', { empty: 'All, and what a CPU did before its first task.' }),
    space: integer('', 'The task’s address space.', { empty: 'Not a task.' }),
    instructions: integer('instructions', 'Instructions.'),
    fetches: FETCHES,
    loads: LOADS,
    stores: STORES,
    kernelInstructions: integer('instructions', 'Of the instructions, those in kernel mode.'),
    kernelReferences: integer('references', 'Of the references, those in kernel mode.'),
    pages: integer('pages', 'Distinct pages of 4 KB that it touched, whoever else did.'),
    lines: integer('lines', 'Distinct lines of 64 bytes that it touched, whoever else did.'),
  },
  rows(profile: TraceProfile) {
    const sum = (unitBytes: number): number =>
      profile.sharing.reduce((all, row) => all + (row.by === 'cpu' && row.unitBytes === unitBytes ? row.units : 0), 0);
    const { work, kernel } = profile;
    const all = { ...work, kernel, pages: sum(4096), lines: sum(64) };
    return [
      { of: 'all', who: null, space: null, ...all },
      ...profile.cpus.map(({ cpu, ...rest }) => ({ of: 'cpu', who: `${cpu}`, space: null, ...rest })),
      ...profile.tasks.map(({ task, ...rest }) => ({ of: 'task', who: task === '' ? null : task, ...rest })),
    ].map(({ kernel, ...row }) => ({
      ...row,
      kernelInstructions: kernel.instructions,
      kernelReferences: kernel.fetches + kernel.loads + kernel.stores,
    }));
  },
}); // biome-ignore format: long lines

export const regionsTable = tableOf({
  name: 'profile-regions',
  meaning: 'A kind of memory in an address space.',
  columns: { space: SPACE, kind: KIND, fetches: FETCHES, loads: LOADS, stores: STORES, pages: PAGES, bytes: BYTES },
  rows: ({ regions }: TraceProfile) => regions,
});

export const hottestTable = tableOf({
  name: 'profile-hottest',
  meaning: 'One of the at most 32 stretches of 32 KB with the most references, the hottest first.',
  columns: {
    address: text('Where it begins, hexadecimal.'),
    space: SPACE, kind: KIND, fetches: FETCHES, loads: LOADS, stores: STORES, pages: PAGES, bytes: BYTES,
  },
  rows: ({ hottest }: TraceProfile) => hottest,
}); // biome-ignore format: a list

export const sizesTable = tableOf({
  name: 'profile-sizes',
  meaning: 'References of a kind and size.',
  columns: {
    kind: text('`fetch`, `load` or `store`.'),
    bytes: integer('bytes', 'Bytes of the access.'),
    references: integer('references', 'Accesses.'),
  },
  rows: ({ sizes }: TraceProfile) => sizes,
});

export const sharingTable = tableOf({
  name: 'profile-sharing',
  meaning: 'Pages or lines that so many CPUs, or tasks, used in one way.',
  columns: {
    by: text('Who shares: `cpu` or `task`.'),
    unitBytes: integer('bytes', '64 and 128: lines; 4096: pages.', { label: 'unit' }),
    class: text('`private`: touched by one; `readShared`: not stored to since a second one touched it; `migratory`: stored to in every turn, a turn being what one does to it before another touches it; `writeShared`: any other.'),
    sharers: integer('', 'By how many each was touched.'),
    units: integer('', 'Pages or lines.'),
  },
  rows: ({ sharing }: TraceProfile) => sharing,
}); // biome-ignore format: long lines

export const reuseTable = tableOf({
  name: 'profile-reuse',
  meaning: 'Touches of lines whose LRU stack distance lies in a range.',
  columns: {
    of: OF,
    lineBytes: LINE,
    from: integer('lines', 'The least distance: how many other lines were touched since the line was last.', { empty: 'The line was not touched before, or not since a gap.' }),
    to: integer('lines', 'The greatest distance.', { empty: 'As above.' }),
    touches: integer('touches', 'Touches: an access that crosses lines touches each.'),
  },
  rows: ({ reuse }: TraceProfile) =>
    reuse.flatMap(({ of, lineBytes, cold, buckets }) => [
      ...buckets.map((touches, n) => ({ of, lineBytes, from: n === 0 ? 0 : 2 ** (n - 1), to: n === 0 ? 0 : 2 ** n - 1, touches })),
      { of, lineBytes, from: null, to: null, touches: cold },
    ]),
}); // biome-ignore format: long lines

export const curveTable = tableOf({
  name: 'profile-curve',
  meaning: 'A fully associative LRU cache, empty at the beginning and after each gap, shared by all CPUs.',
  columns: {
    of: OF,
    lineBytes: LINE,
    lines: integer('lines', 'Lines of the cache.'),
    bytes: integer('bytes', 'Bytes of the cache.'),
    touches: integer('touches', 'Touches of lines.'),
    misses: integer('touches', 'Those that miss.'),
    missRatio: number('%', 'Of the touches, those that miss.'),
  },
  rows: ({ reuse }: TraceProfile) => reuse.filter((each) => touchesOf(each) > 0).flatMap(curveOf),
});

export const workingSetTable = tableOf({
  name: 'profile-working-set',
  meaning: 'An interval of a window, all CPUs together.',
  columns: {
    window: integer('', 'Window of the recording, from 1.'),
    from: integer(
      '',
      'Instructions of the window before the interval; references where the trace has no instructions.',
    ),
    to: integer('', 'And at its end.'),
    pages: integer('pages', 'Distinct pages of 4 KB touched in it.'),
  },
  rows: ({ workingSet }: TraceProfile) => workingSet.intervals,
});

export const callsTable = tableOf({
  name: 'profile-calls',
  meaning: 'A system call, the most frequent first.',
  columns: {
    number: integer('', 'Its number.'),
    name: text('Its name on x86-64 Linux.', { empty: 'The ABI is another, or has no such number.' }),
    service: text('The service of Table 2 that it asks for; else `systemCall`.'),
    count: integer('calls', 'Times it was called.'),
  },
  rows: ({ calls, header }: TraceProfile) =>
    calls.map(({ number, count }) => ({
      number,
      name: callName(header.architecture, number) ?? null,
      service: SERVICE_NAMES[serviceOfCall(number)],
      count,
    })),
});

/** All tables of a profile. */
export const PROFILE_TABLES: readonly TableOf<TraceProfile>[] = [
  workTable, regionsTable, hottestTable, sizesTable, sharingTable, reuseTable, curveTable, workingSetTable, callsTable,
] as readonly TableOf<TraceProfile>[]; // biome-ignore format: a list
