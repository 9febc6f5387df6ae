import { FIGURE_6 } from '../../../src/reproduce/published/figure6.ts';
import { answer, GUESTS, RECORDINGS } from '../../real-kernel-recordings.ts';
import { fromData } from '../block.ts';
import { number, table } from '../markdown.ts';

interface Service {
  service: string;
  from: string;
  entries: number;
  complete: number;
  instructions: number;
  privileged: { kind: string; count: number }[];
  perEntry: { instructions: number; medianInstructions: number; privileged: number; pages: { text: number; data: number; kernel: number } } | null;
} // biome-ignore format: a line a field
interface Kernel {
  instructions: number;
  user: { instructions: number };
  services: Service[];
  systemCalls: number;
  switches: number;
  beside?: Kernel;
}
type Uses = Readonly<Record<string, number>>;
interface Run {
  name: string;
  totals: Readonly<Record<string, number>>;
  times: { totalNs: number; bars: Readonly<Record<string, number>>; parts: Readonly<Record<string, number>> };
  footprint: { end: { V: Uses; M: Uses } } | null;
  events: Readonly<Record<string, number>>;
}
interface Worth {
  name: string;
  section: string;
  overheadWithout: number;
  worthInFull: number;
  worthAlone: number;
}
interface Ablation {
  overheadFull: number;
  overheadBare: number;
  mechanisms: Worth[];
  whatIfs: { name: string; overhead: number; worth: number }[];
}

const NAMES = Object.keys(RECORDINGS);
/** Recordings of which this was asked, with the answers. */
const all = <T>(question: string): [string, T][] =>
  NAMES.flatMap((name): [string, T][] => {
    const found = answer<T>(name, question);
    return found === undefined ? [] : [[name, found]];
  });

/** Entries, from whichever mode. */
const entries = ({ services }: Kernel, ...wanted: string[]): number =>
  services.reduce((sum, { service, entries: n }) => sum + (wanted.includes(service) ? n : 0), 0);
const FAULTS = ['demandZero', 'quickFault', 'copyOnWrite', 'fault'];

/** What was recorded. */
function recordings(): string {
  const rows = all<Kernel>('kernel').map(([name, kernel]) => {
    const [native] = answer<Run[]>(name, 'compare') ?? [];
    return [
      name,
      RECORDINGS[name].what,
      number(kernel.instructions / 1e6, 0),
      number((native?.totals.references ?? 0) / 1e6, 0),
      number(100 - (100 * kernel.user.instructions) / kernel.instructions, 1),
      number(kernel.systemCalls, 0),
      number(entries(kernel, ...FAULTS), 0),
      number(entries(kernel, 'interrupt'), 0),
      number(native?.events.diskRequest ?? 0, 0),
      number(native?.events.lockAcquired ?? 0, 0),
    ];
  });
  return table(['recording', 'what', 'instructions, M', 'references, M', 'in the kernel, %', 'system calls', 'faults', 'interrupts', 'disk requests', 'locks'], 'llrrrrrrrr', rows); // biome-ignore format: a line
}

const LABELS: Readonly<Record<string, string>> = {
  demandZero: 'demand-zero fault',
  quickFault: 'quick fault',
  copyOnWrite: 'copy-on-write fault',
  open: 'open',
  read: 'read',
  write: 'write',
  systemCall: 'other system call',
  execve: 'execve',
  fork: 'fork',
  interrupt: 'interrupt',
};

/** What services do, of entries from user mode, beside what is assumed of IRIX. */
function services(): string {
  const beside = answer<Kernel>('shell', 'kernel')?.beside;
  const columns = ['chess', 'shell'].map((name) => answer<Kernel>(name, 'kernel'));
  const cells = (find: (service: Service) => string, wanted: string): string[] =>
    [beside, ...columns].map((kernel) => {
      const found = kernel?.services.find(({ service, from, perEntry }) => service === wanted && from === 'user' && perEntry !== null); // biome-ignore format: a line
      return found === undefined ? '–' : find(found);
    });
  const rows = Object.entries(LABELS).flatMap(([service, label]) => [
    [`**${label}**: entries seen whole`, ...cells(({ complete }) => number(complete, 0), service).map((cell, n) => (n === 0 ? '' : cell))], // biome-ignore format: a line
    ['instructions: mean, median', ...cells(({ perEntry }) => `${number(perEntry!.instructions, 0)}, ${number(perEntry!.medianInstructions, 0)}`, service)], // biome-ignore format: a line
    ['privileged instructions', ...cells(({ perEntry }) => number(perEntry!.privileged, 1), service)],
    ['of them `di`, `ei`; cache', ...cells(({ privileged, entries: n }) => ['interrupts', 'cache'].map((kind) => number(privileged.reduce((sum, each) => sum + (each.kind === kind ? each.count : 0), 0) / n, 1)).join('; '), service)], // biome-ignore format: a line
    ['kernel pages: text + data', ...cells(({ perEntry }) => `${number(perEntry!.pages.text, 0)} + ${number(perEntry!.pages.data, 0)}`, service)], // biome-ignore format: a line
  ]);
  return table(['an entry from user code', 'IRIX 5.3, assumed', 'chess', 'shell'], 'lrrr', rows);
}

const PARTS: Readonly<Record<string, string>> = {
  tlbWriteEmulation: 'TLB write emulation',
  otherPrivileged: 'other privileged instructions',
  kernelTlbFaults: 'TLB faults of the kernel',
  monitorCalls: 'monitor calls and page faults',
};

const busy = ({ times: { totalNs, bars } }: Run): number => totalNs - bars.idle;

/** What Disco costs each recording. */
function overhead(): string {
  const answers = all<Run[]>('compare');
  const row = (label: string, of: (native: Run, disco: Run) => number | null, digits = 1): string[] => [
    label,
    ...answers.map(([, [native, disco]]) => number(of(native, disco), digits)),
  ];
  const rows = [
    row('**overhead, % of the time**', (native, disco) => 100 * (disco.times.totalNs / native.times.totalNs - 1)),
    row('idle natively, % of the time', ({ times }) => (100 * times.bars.idle) / times.totalNs),
    row('**overhead, % of busy time**', (native, disco) => 100 * (busy(disco) / busy(native) - 1)),
    ...Object.entries(PARTS).map(([part, label]) => row(`of that ${label}`, (native, disco) => (100 * disco.times.parts[part]) / busy(native))), // biome-ignore format: a line
    row('TLB misses per 1000 instructions: natively', ({ events, totals }) => (1000 * events.tlbMiss) / totals.instructions, 2), // biome-ignore format: a line
    row('on Disco', (_, { events, totals }) => (1000 * events.tlbMiss) / totals.instructions, 2),
    row('disk requests: natively', ({ events }) => events.diskRequest, 0),
    row('on Disco', (_, { events }) => events.diskRequest, 0),
  ];
  return table(['', ...answers.map(([name]) => name)], `l${'r'.repeat(answers.length)}`, rows);
}

/** What each mechanism is worth, and what else could be, of one machine and of four. */
function mechanisms(): string {
  const [one, four] = ['ablation', 'four-ablation'].map((question) => answer<Ablation>('short', question));
  if (one === undefined || four === undefined) return '';
  const of = (ablation: Ablation, name: string) => ablation.mechanisms.find((each) => each.name === name);
  const cells = (ablation: Ablation, name: string): string[] => {
    const found = of(ablation, name);
    return found === undefined ? ['–', '–'] : [number(found.worthInFull, 2), number(found.worthAlone, 2)];
  };
  const names = [...new Set([...four.mechanisms, ...one.mechanisms].map(({ name }) => name))];
  const section = (name: string): string => (of(four, name) ?? of(one, name))!.section;
  return table(
    ['mechanism', 'paper', 'one: worth beside the others', 'by itself', 'four: worth beside the others', 'by itself'],
    'llrrrr',
    [
      ...names.map((name) => [name, section(name), ...cells(one, name), ...cells(four, name)]),
      ['overhead with all', '', number(one.overheadFull, 2), '', number(four.overheadFull, 2), ''],
      ['overhead with none', '', number(one.overheadBare, 2), '', number(four.overheadBare, 2), ''],
    ],
  );
}

/** What would be saved of the overhead. */
function whatIfs(): string {
  const found = answer<Ablation>('short', 'ablation')?.whatIfs ?? [];
  return table(['what if', 'overhead, %', 'saves, points'], 'lrr', found.map(({ name, overhead: then, worth }) => [name, number(then, 2), number(worth, 2)])); // biome-ignore format: a line
}

const PAGES_PER_MB = 256;
const mb = (pages: number): string => number(pages / PAGES_PER_MB, 2);

/** Memory of four machines, V and M, beside Figure 6. */
function four(): string {
  const answers = all<Run[]>('four');
  const figure = FIGURE_6['4vm'];
  const uses = { data: 'kernel data', text: 'kernel text', buffers: 'buffer cache', DISCO: 'monitor' } as const;
  const sides = (V: number, M: number): string[] => [mb(V), mb(M), number(M === 0 ? null : V / M, 1)];
  const row = (label: string, of: (uses: Uses) => number, paper: string[]): string[] => [
    label,
    ...paper,
    ...answers.flatMap(([, [, disco]]) => sides(of(disco.footprint!.end.V), of(disco.footprint!.end.M))),
  ];
  const sum = (of: Readonly<Record<string, number>>, names: readonly string[]): number => names.reduce((total, name) => total + of[name], 0); // biome-ignore format: a line
  const rows = [
    ...Object.entries(uses).map(([key, use]) => row(use, (each) => each[use], sides(figure.V[key as keyof typeof uses], figure.M[key as keyof typeof uses]))), // biome-ignore format: a line
    row('total, as in Figure 6', (each) => sum(each, Object.values(uses)) + each.replicas, sides(sum(figure.V, Object.keys(uses)), sum(figure.M, Object.keys(uses)))), // biome-ignore format: a line
    row('programs, which the figure leaves out', (each) => each.programs, ['', '', '']),
  ];
  const heads = ['MB at the end', 'Figure 6, 4VM: V', 'M', 'V ÷ M', ...answers.flatMap(([name]) => [`${name}: V`, 'M', 'V ÷ M'])]; // biome-ignore format: a line
  return table(heads, `l${'r'.repeat(heads.length - 1)}`, rows);
}

/** What sharing does in time: requests, copies, and what four machines cost. */
function sharing(): string {
  const answers = all<Run[]>('four');
  const row = (label: string, of: (native: Run, disco: Run) => string): string[] => [
    label,
    ...answers.map(([, [native, disco]]) => of(native, disco)),
  ];
  const events = (label: string, name: string): string[] =>
    row(label, (native, disco) => `${number(native.events[name], 0)} → ${number(disco.events[name], 0)}`);
  const rows = [
    events('disk requests', 'diskRequest'),
    events('blocks mapped instead of read', 'blockMapped'),
    events('sectors kept in logs', 'sectorLogged'),
    events('copy-on-write faults of the monitor’s', 'copyOnWriteFault'),
    row('busy time, % of four bare machines’', (native, disco) => number((100 * busy(disco)) / busy(native), 1)),
    row('all time, idle included', (native, disco) => number((100 * disco.times.totalNs) / native.times.totalNs, 1)),
  ];
  return table(['four bare machines → four virtual machines', ...answers.map(([name]) => name)], `l${'r'.repeat(answers.length)}`, rows); // biome-ignore format: a line
}

/** The same user-level trace with each kernel inserted. */
function guests(): string {
  const rows = GUESTS.flatMap((guest) => {
    const runs = answer<Run[]>('make', guest);
    if (runs === undefined) return [];
    const [native, disco] = runs;
    const { bars, totalNs } = native.times;
    const kernel = bars.kernel + bars['kernel stall'];
    return [
      [
        `\`${guest}\``,
        number(totalNs / 1e6, 1),
        number((100 * kernel) / totalNs, 1),
        number(100 * (disco.times.totalNs / totalNs - 1), 1),
        ...Object.keys(PARTS).map((part) => number((100 * disco.times.parts[part]) / totalNs, 1)),
      ],
    ];
  });
  return table(['guest', 'native time, ms', 'in the kernel, %', 'overhead, %', ...Object.values(PARTS).map((part) => `${part}, %`)], 'lrrrrrrr', rows); // biome-ignore format: a line
}

/** By their names in documents. */
export const REAL_KERNEL = fromData({
  recordings,
  services,
  overhead,
  mechanisms,
  'what-ifs': whatIfs,
  four,
  sharing,
  guests,
});
