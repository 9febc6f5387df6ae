import fc from 'fast-check';
import { type Counts, totalsOf } from '../../../src/replay/counts/counts.ts';
import type { EventName } from '../../../src/replay/counts/event.ts';
import { Machine } from '../../../src/replay/machine/machine.ts';
import { Structure } from '../../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Privileged, Service } from '../../../src/trace/words/vocabulary.ts';
import { fetch, load, privileged, store } from './tools.ts';

/** Something the program, its kernel or the scheduler does. */
export type Act =
  | { do: 'access'; how: 0 | 1 | 2; address: number }
  | { do: 'mode'; mode: number }
  | { do: 'service'; service: Service }
  | { do: 'leave' }
  | { do: 'trap'; vector: number }
  | { do: 'privileged'; op: number; register: number }
  | { do: 'page'; type: Marker; address: number }
  | { do: 'run'; virtualCpu: number }
  | { do: 'cpu'; cpu: number };

const userPage = fc.nat(11).map((n) => 0x10000 + n * 4096);
const address = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: userPage },
      { weight: 1, arbitrary: fc.nat(7).map((n) => 0x80100000 + n * 4096) },
      { weight: 1, arbitrary: fc.nat(3).map((n) => 0xc0000000 + n * 4096) },
    ),
    fc.nat(255),
  )
  .map(([page, line]) => page + 16 * line);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('access' as const), how: fc.constantFrom(0, 1, 2), address }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1).map((mode): Act => ({ do: 'mode', mode })) },
  { weight: 1, arbitrary: fc.constantFrom(Service.demandZero, Service.quickFault, Service.open, Service.interrupt).map((service): Act => ({ do: 'service', service })) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'leave' }) },
  { weight: 1, arbitrary: fc.constantFrom(0x180, 0x200).map((vector): Act => ({ do: 'trap', vector })) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('privileged' as const), op: fc.constantFrom(...Object.values(Privileged)), register: fc.constantFrom(1, 12, 13, 14) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('page' as const), type: fc.constantFrom(Marker.zeroPage, Marker.freePage, Marker.diskRead), address: userPage }) },
  { weight: 1, arbitrary: fc.nat(3).map((virtualCpu): Act => ({ do: 'run', virtualCpu })) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1).map((cpu): Act => ({ do: 'cpu', cpu })) },
); // biome-ignore format: weights

/** What two CPUs do, for some time; accesses come again soon, as the hot filter likes it. */
export const activity = fc
  .array(act, { minLength: 1, maxLength: 120, size: 'max' })
  .map((list) => list.flatMap((a): Act[] => (a.do === 'access' ? [a, a] : [a])));

/** Replays it; virtual CPU v keeps to CPU v % 2, and is of virtual machine `vmOf(v)`. */
export function replayed(
  list: readonly Act[],
  structure: Structure,
  { filter = true, gap = false, vmOf = (_: number): number => 0 } = {},
): Counts {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  // A recording with a gap before it: its pages were in use, and the monitor has none to find or clear.
  if (gap) encoder.event(Marker.window, 0, 1, 0, 0, 0);
  let cpu = 0;
  const dispatch = (virtualCpu: number): void => encoder.event(Marker.virtualCpu, virtualCpu, vmOf(virtualCpu));
  for (const first of [1, 0]) {
    encoder.cpu(first);
    dispatch(first);
  }
  for (const a of list) {
    if (a.do === 'access') [fetch, load, store][a.how](encoder, a.address);
    else if (a.do === 'mode') encoder.event(Marker.mode, a.mode);
    else if (a.do === 'service') encoder.event(Marker.serviceEnter, a.service);
    else if (a.do === 'leave') encoder.event(Marker.serviceLeave);
    else if (a.do === 'trap') encoder.event(Marker.trap, a.vector);
    else if (a.do === 'privileged') privileged(encoder, a.op, a.register);
    else if (a.do === 'page')
      encoder.event(a.type, encoder.page(0, a.address), ...(a.type === Marker.diskRead ? [0, 8, 3] : []));
    else if (a.do === 'cpu') {
      cpu = a.cpu;
      encoder.cpu(cpu);
    } else {
      // A run's sums are charged at its end, which the scheduler brings about.
      encoder.event(Marker.idle, 0);
      dispatch(2 * a.virtualCpu + cpu);
    }
  }
  encoder.event(Marker.mode, Mode.user);
  const machine = new Machine(structure, 4, { cpus: 2, filter });
  machine.run(encoder.finish().words);
  return machine.finish();
}

const cache = (lines: number) =>
  fc.constantFrom(1, 2, 4).map((ways) => ({ sizeBytes: 64 * lines, lineBytes: 64, ways }));
/** Small machines with a monitor, all of its switches at random; pages stay. */
export const monitored = fc
  .record({
    l1: cache(16),
    l2: cache(64),
    nodes: fc.constantFrom(null, 1, 2),
    entries: fc.constantFrom(1, 4, 16),
    replacement: fc.constantFrom('lru', 'fifo'),
    guest: fc.constantFrom('none', 'none', 'splashos'),
    monitor: fc.record({
      kernelSegment: fc.constantFrom('mapped', 'unmapped'),
      kernelPageBytes: fc.constantFrom(null, 65_536),
      secondLevelTlb: fc.constantFrom({ entries: 0 }, { entries: 8, ways: 2 }, { entries: 4096 }),
      readyEntries: fc.boolean(),
      special: fc.constantFrom<[string, string[] | null]>(
        ['off', null],
        ['hand', null],
        ['hand', ['exit', 'none', 'open']],
        ['patched', null],
      ),
      zeroedPages: fc.boolean(),
      freedPages: fc.boolean(),
      deviceCalls: fc.boolean(),
      replicatedCode: fc.boolean(),
      footprint: fc.boolean(),
      // Requests are the same natively then; what sharing saves is for tests of its own.
      disks: fc.constant({ sharing: false, others: 'copyOnWrite' as const }),
    }),
    flushTlb: fc.boolean(),
  })
  .map(({ l1, l2, nodes, entries, replacement, guest, monitor: { special, ...monitor }, flushTlb }) =>
    Structure.parse({
      cache: { l1i: l1, l1d: l1, l2: { ...l2, inclusive: true } },
      tlb: { entries, replacement },
      numa: nodes === null ? null : { nodes },
      guest,
      monitor: {
        ...monitor,
        specialRegisterPage: special[0],
        specialRegisterPlaces: special[1],
        virtualCpus: { flushTlb },
      },
    }),
  );
export const natively = (s: Structure): Structure => Structure.parse({ ...s, monitor: null, guest: 'none' });
export const withMonitor = (s: Structure, change: object): Structure =>
  Structure.parse({ ...s, monitor: { ...s.monitor, ...change } });
export const totals = (...args: Parameters<typeof replayed>): Record<EventName, number> => totalsOf(replayed(...args));
