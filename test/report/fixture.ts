import { type Costs, loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import { CountsBuilder, type Interval } from '../../src/replay/counts/counts.ts';
import { EVENT_COUNT, Event, type EventName, Mode, type ModeName, SERVICES } from '../../src/replay/counts/event.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import type { Run } from '../../src/report/run/run.ts';
import { change } from '../../src/trace/words/trace.ts';
import { SERVICE_NAMES } from '../../src/trace/words/vocabulary.ts';

/** Counts of one context in one interval. */
export interface Block {
  interval?: Partial<Interval>;
  cpu?: number;
  vm?: number;
  mode: ModeName;
  service?: string;
  events: Partial<Record<EventName, number>>;
}

export const HEADER = {
  source: 'shell.csv',
  format: 'csv',
  cpus: 1,
  level: 'system',
  architecture: 'mips32',
  granuleBits: 4,
} as const;

/** Where the counts of a context begin in a block. */
export const rowOf = (mode: ModeName, service = 'none'): number =>
  (Mode[mode] * SERVICES + SERVICE_NAMES.indexOf(service)) * EVENT_COUNT;

/** A run with these counts and no others. A block that names an interval begins it. */
export function runOf(
  structure: Structure,
  blocks: Block[],
  costs: Costs = loadCosts('flash'),
  source: string = HEADER.source,
): Run {
  const builder = new CountsBuilder(1);
  builder.begin({ window: 0, warmup: false, ...blocks[0]?.interval });
  blocks.forEach(({ interval, cpu = 0, vm = 0, mode, service = 'none', events }, i) => {
    if (interval !== undefined && i > 0) builder.begin({ window: 0, warmup: false, ...interval });
    const row = rowOf(mode, service);
    for (const [name, count] of Object.entries(events)) builder.block(cpu, vm)[row + Event[name as EventName]] += count;
  });
  const counts = builder.finish({ structure, moves: [], jobs: 1, footprint: [] });
  const totals = {
    references: 3_000_000,
    instructions: 1_600_000,
    fetches: 1_600_000,
    loads: 900_000,
    stores: 500_000,
    events: 4_200,
    words: 3_200_000,
    regions: 40,
    tasks: 9,
    windows: 1,
    cpus: 1,
  };
  return {
    structure,
    counts,
    costs,
    times: price(counts, costs),
    trace: { header: { ...HEADER, source }, totals, notes: [change('12 rdhwr traps were left out')] },
  };
}

const user = (instruction: number, missed: number): Block['events'] => ({
  instruction,
  l1iFetch: instruction,
  l1iFetchMiss: missed * 2,
  l1dLoad: instruction / 4,
  l1dLoadMiss: missed * 3,
  l1dStore: instruction / 8,
  l1dStoreMiss: missed,
  l1WriteBack: missed,
  l2Fetch: missed * 2,
  l2FetchMiss: missed / 10,
  l2Load: missed * 4,
  l2LoadMiss: missed / 5,
  l2Store: missed,
  localRead: (missed * 3) / 10,
  tlbReference: instruction * 1.375,
  tlbMiss: missed,
});

/** A made-up pmake: mostly user time, demand-zero faults, an open, and interrupts outside every service. */
function blocks(monitor: boolean, window: number, weight: number): Block[] {
  const w = (events: Block['events']): Block['events'] =>
    Object.fromEntries(Object.entries(events).map(([name, count]) => [name, Math.round(count * weight)]));
  const interval = { window, warmup: false };
  const only = (events: Block['events']) => (monitor ? events : {});
  return [
    {
      interval,
      mode: 'user',
      events: w(user(1_000_000, 2_000)),
    },
    {
      mode: 'kernel',
      service: 'tlbRefill',
      events: w({ guestRefill: monitor ? 150 : 2_000, serviceEntered: 2_000 }),
    },
    {
      mode: 'tlbWrite',
      service: 'tlbRefill',
      events: w(only({ secondLevelHit: 1_850, secondLevelMiss: 150, tlbWriteEmulated: 150 })),
    },
    {
      mode: 'privileged',
      service: 'tlbRefill',
      events: w(only({ trapForwarded: 150, exceptionReturnEmulated: 150 })),
    },
    {
      mode: 'kernel',
      service: 'demandZero',
      events: w({
        ...user(monitor ? 90_000 : 200_000, 1_000),
        serviceEntered: 100,
      }),
    },
    {
      mode: 'privileged',
      service: 'demandZero',
      events: w(only({ trapForwarded: 100, exceptionReturnEmulated: 100, registerWriteEmulated: 300 })),
    },
    { mode: 'tlbWrite', service: 'demandZero', events: w(only({ tlbWriteEmulated: 100 })) },
    {
      mode: 'kernelTlbFault',
      service: 'demandZero',
      events: w(only({ secondLevelHit: 900, secondLevelMiss: 100, tlbWriteEmulated: 100 })),
    },
    {
      mode: 'kernel',
      service: 'open',
      events: w({
        ...user(120_000, 1_500),
        serviceEntered: 20,
      }),
    },
    {
      mode: 'privileged',
      service: 'open',
      events: w(only({ trapForwarded: 20, exceptionReturnEmulated: 20, registerWriteEmulated: 60 })),
    },
    { mode: 'kernelTlbFault', service: 'open', events: w(only({ secondLevelHit: 1_500 })) },
    { mode: 'kernel', events: w(user(80_000, 600)) },
    { mode: 'privileged', events: w(only({ trapForwarded: 10, exceptionReturnEmulated: 10 })) },
    { mode: 'call', service: 'demandZero', events: w(only({ ...user(60_000, 800), monitorCall: 100 })) },
  ];
}

export const irix = loadStructure('irix');
export const disco = loadStructure('disco');

/** The first native, the second on the monitor; `windows` of the recording of unequal weight. */
export function fixtureRuns(windows = 1, source?: string): Run[] {
  const all = (monitor: boolean) =>
    Array.from({ length: windows }, (_, n) => blocks(monitor && n % 5 !== 4, n, 1 + ((n * 7) % 5))).flat();
  return [runOf(irix, all(false), undefined, source), runOf(disco, all(true), undefined, source)];
}

/** Costs with round nanoseconds, whatever the preset says: 2.5 ns an instruction, 10 a board cache read, 100 for memory. */
export const roundCosts = loadCosts('flash', [
  'clock.value=400', 'instruction.value=1', 'boardCacheHit.value=10', 'localMemory.value=100', 'guestRefill.value=14',
  'secondLevelHit.value=17', 'kernelTlbFault.value=17', 'pmapEntry.value=0', 'trap.value=224', 'emulation.value=224', 'specialPageAccess.value=0', 'tlbWriteEmulation.value=1600',
  'monitorPageFault.value=400', 'monitorCall.value=224',
]); // biome-ignore format: a list

/** Few counts, whose times are worked out by hand in the tests. */
export function handRuns(): Run[] {
  const native: Block[] = [
    { interval: { window: 0, warmup: true }, mode: 'user', events: { instruction: 77, l1iFetch: 77 } },
    {
      interval: { window: 0, warmup: false },
      mode: 'user',
      events: {
        instruction: 1000,
        l1iFetch: 1000,
        l1iFetchMiss: 40,
        l2Fetch: 40,
        tlbReference: 1000,
        tlbMiss: 10,
      },
    },
    { mode: 'kernel', service: 'tlbRefill', events: { guestRefill: 10, serviceEntered: 10 } },
    {
      mode: 'kernel',
      service: 'open',
      events: {
        instruction: 400,
        l1dStore: 100,
        l1dStoreMiss: 5,
        l2Load: 5,
        l2LoadMiss: 5,
        localRead: 5,
        serviceEntered: 10,
        l1WriteBack: 3,
        l2WriteBack: 2,
      },
    },
  ];
  const monitored: Block[] = [
    {
      mode: 'user',
      events: {
        instruction: 1000,
        l1iFetch: 1000,
        l1iFetchMiss: 40,
        l2Fetch: 40,
        tlbReference: 1000,
        tlbMiss: 22,
      },
    },
    { mode: 'kernel', service: 'tlbRefill', events: { guestRefill: 2, serviceEntered: 22 } },
    {
      mode: 'tlbWrite',
      service: 'tlbRefill',
      events: { secondLevelHit: 20, secondLevelMiss: 2, tlbWriteEmulated: 2 },
    },
    { mode: 'privileged', service: 'tlbRefill', events: { trapForwarded: 2, exceptionReturnEmulated: 2 } },
    { mode: 'kernel', service: 'open', events: { instruction: 400, tlbMiss: 4, serviceEntered: 10 } },
    { mode: 'privileged', service: 'open', events: { trapForwarded: 10 } },
    { mode: 'tlbWrite', service: 'open', events: { tlbWriteEmulated: 1 } },
    { mode: 'kernelTlbFault', service: 'open', events: { secondLevelHit: 4 } },
    { mode: 'call', service: 'open', events: { instruction: 100 } },
  ];
  return [runOf(irix, native, roundCosts), runOf(disco, monitored, roundCosts)];
}
