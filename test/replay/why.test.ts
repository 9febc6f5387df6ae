import fc from 'fast-check';
import { expect, test } from 'vitest';
import { price } from '../../src/price/price.ts';
import { factsOf } from '../../src/replay/ablation/trace-facts.ts';
import type { Counts } from '../../src/replay/counts/counts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { Structure } from '../../src/replay/structure/structure.ts';
import { SETTINGS_WITH_REASONS, whySettingIdle } from '../../src/replay/why/settings.ts';
import { factsOfCounts, type TraceFacts } from '../../src/replay/why/trace-facts.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Trace } from '../../src/trace/words/trace.ts';
import { Mode, Privileged, Service } from '../../src/trace/words/vocabulary.ts';
import { paced } from '../pace.ts';
import { flash } from '../price/any.ts';

type Act = (encoder: TraceEncoder) => void;

const page = fc.nat(7).map((n) => 0x10000 + n * 4096);
const block = [0, 8, 8] as const;
const atPage = (marker: Marker, ...operands: number[]) =>
  page.map(
    (address): Act =>
      (encoder) =>
        encoder.event(marker, encoder.page(0, address), ...operands),
  );
const accessTo = (pages: fc.Arbitrary<number>) =>
  fc.record({ kind: fc.constantFrom(Kind.fetch, Kind.load, Kind.store), page: pages, line: fc.nat(63) }).map(
    ({ kind, page, line }): Act =>
      (encoder) =>
        encoder.reference(kind, 0, page + 64 * line, 4, kind === Kind.fetch ? 1 : 0),
  );

/** What happens in a trace, by what facts tell of it: a trace has some of these kinds alone. */
const KINDS: Readonly<Record<string, fc.Arbitrary<Act>>> = {
  kernel: fc.oneof(
    accessTo(fc.nat(3).map((n) => 0x80100000 + n * 4096)),
    fc.constantFrom<Act[]>(
      (encoder) => encoder.event(Marker.mode, Mode.kernel),
      (encoder) => encoder.event(Marker.mode, Mode.user),
    ),
  ),
  services: fc.constantFrom<Act[]>(
    (encoder) => encoder.event(Marker.serviceEnter, Service.open),
    (encoder) => encoder.event(Marker.serviceLeave),
    (encoder) => encoder.event(Marker.trap, 0x180),
  ),
  privileged: fc.constantFrom(...Object.values(Privileged)).map(
    (op): Act =>
      (encoder) =>
        encoder.event(Marker.privileged, op | (12 << 8)),
  ),
  zeroPages: atPage(Marker.zeroPage),
  freedPages: atPage(Marker.freePage),
  diskRequests: fc.oneof(
    atPage(Marker.diskRead, ...block),
    atPage(Marker.diskWrite, ...block),
    atPage(Marker.fileBlock, ...block),
  ),
  messages: fc.oneof(atPage(Marker.networkSend, 4096, 1), atPage(Marker.networkSend, 100, 0)),
  remaps: page.map(
    (address): Act =>
      (encoder) =>
        encoder.event(Marker.remap, encoder.page(0, address), encoder.page(0, 0x10000)),
  ),
};

interface Drawn {
  cpus: number;
  acts: readonly Act[];
}
const anyTrace: fc.Arbitrary<Drawn> = fc
  .record({ cpus: fc.integer({ min: 1, max: 3 }), kinds: fc.subarray(Object.keys(KINDS)) })
  .chain(({ cpus, kinds }) => {
    const turn = fc.nat(cpus - 1).map(
      (cpu): Act =>
        (encoder) =>
          encoder.cpu(cpu),
    );
    const one = fc.oneof(
      { weight: 8, arbitrary: accessTo(page) },
      { weight: 2, arbitrary: turn },
      ...kinds.map((kind) => ({ weight: 2, arbitrary: KINDS[kind] })),
    );
    return fc.record({ cpus: fc.constant(cpus), acts: fc.array(one, { minLength: 20, maxLength: 120, size: 'max' }) });
  });

function traceOf({ cpus, acts }: Drawn): Trace {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  for (let cpu = cpus - 1; cpu >= 0; cpu--) {
    encoder.cpu(cpu);
    encoder.reference(Kind.load, 0, 0x10000 + 4096 * cpu, 4, 0);
  }
  for (const act of acts) act(encoder);
  encoder.event(Marker.mode, Mode.user);
  const batch = encoder.finish();
  return {
    header: { source: '', format: 'csv', cpus, level: 'system', architecture: 'mips32', granuleBits: 4 },
    cpus,
    notes: [],
    batches: async function* () {
      yield batch;
    },
  };
}

const hotPages = fc.option(fc.constant({ trigger: 2, sharing: 1, resetInstructions: 1000 }));
const monitor = fc.record({
  kernelSegment: fc.constantFrom('mapped', 'unmapped'),
  kernelPageBytes: fc.constantFrom(null, 65_536),
  secondLevelTlb: fc.constantFrom({ entries: 0 }, { entries: 8, ways: 2 }),
  specialRegisterPage: fc.constantFrom('off', 'hand', 'patched'),
  zeroedPages: fc.boolean(),
  freedPages: fc.boolean(),
  deviceCalls: fc.boolean(),
  replicatedCode: fc.boolean(),
  footprint: fc.boolean(),
  disks: fc.record({ sharing: fc.boolean(), others: fc.constantFrom('auto', 'copyOnWrite') }),
  network: fc.record({
    remapPages: fc.boolean(),
    remapCall: fc.boolean(),
    freeListFix: fc.boolean(),
    peer: fc.constantFrom('gateway', 0),
  }),
  hotPages,
  virtualCpus: fc.record({
    cpus: fc.constantFrom(null, null, 1, 2),
    affinity: fc.boolean(),
    flushTlb: fc.boolean(),
    quantumInstructions: fc.constant(1000),
  }),
});
const cache = (lines: number) => ({ sizeBytes: 64 * lines, lineBytes: 64, ways: 2 });
const anyStructure = fc
  .record({
    replacement: fc.constantFrom('lru', 'random'),
    entries: fc.constantFrom(4, 16),
    nodes: fc.constantFrom(null, 'cpus', 1, 2),
    placement: fc.constantFrom('firstTouch', 'roundRobin', 'fillFirst'),
    guest: fc.constantFrom('none', 'none', 'splashos'),
    monitor: fc.option(monitor, { freq: 5 }),
    vms: fc.integer({ min: 1, max: 2 }),
  })
  .map(
    ({ replacement, entries, nodes, placement, guest, monitor, vms }) =>
      (cpus: number): Structure =>
        Structure.parse({
          cache: { l1i: cache(16), l1d: cache(16), l2: { ...cache(64), inclusive: true } },
          tlb: { entries: monitor === null && entries === 4 ? 0 : entries, replacement },
          numa: nodes === null ? null : { nodes, placement },
          guest: monitor === null ? 'none' : guest,
          monitor:
            monitor === null
              ? null
              : {
                  ...monitor,
                  hotPages: nodes === null ? null : monitor.hotPages,
                  virtualCpus: { ...monitor.virtualCpus, vms: Math.min(vms, cpus) },
                },
        }),
  );

/** Other values of each setting that there is a reason for. */
const OTHERS: Readonly<Record<string, readonly unknown[]>> = {
  seed: [2, 3],
  affinityInstructions: [1000],
  'numa.placement': ['firstTouch', 'roundRobin', 'fillFirst'],
  'numa.banks': [4, 'unlimited'],
  'tlb.ways': [1, 2],
  'tlb.pagesPerEntry': [1],
  'tlb.replacement': ['fifo'],
  'monitor.hotPages': [
    null,
    { trigger: 2, sharing: 1, moves: 9, writes: 9, resetInstructions: 1000 },
    { trigger: 3, copy: 'engine', policy: 'competitive' },
  ],
  'numa.disks': [[{ disk: 0, node: 0 }]],
  'monitor.nodesPerCell': [null, 1],
  'monitor.shareAcrossCells': [true, false],
  'monitor.replicas': [1, 2],
  'monitor.cellSurvives': [true, false],
  'monitor.replicatedCode': [true, false],
  'monitor.zeroedPages': [true, false],
  'monitor.freedPages': [true, false],
  'monitor.deviceCalls': [true, false],
  'monitor.programmedAccesses': [3],
  'monitor.disks.sharing': [true, false],
  'monitor.disks.kinds': [[{ disk: 0, kind: 'persistent' }], [{ disk: 0, kind: 'copyOnWrite' }]],
  'monitor.disks.others': ['auto', 'copyOnWrite', 'persistent'],
  'monitor.network.remapPages': [true, false],
  'monitor.network.remapCall': [true, false],
  'monitor.network.freeListFix': [true, false],
  'monitor.network.peer': ['gateway', 0],
  'monitor.virtualCpus.spread': [true, false],
  'monitor.virtualCpus.affinity': [true, false],
  'monitor.virtualCpus.flushTlb': [true, false],
  'monitor.virtualCpus.quantumInstructions': [5000],
  'monitor.kernelPageBytes': [null, 65_536],
  'monitor.kernelSegment': ['mapped', 'unmapped'],
  'monitor.specialRegisterPage': ['off', 'hand', 'patched'],
  'monitor.specialRegisterPlaces': [['exit', 'none', 'open']],
  'monitor.secondLevelTlb.ways': [1, 'full'],
  'monitor.secondLevelTlb.index': ['address', 'order'],
};

function withValue(structure: Structure, path: readonly string[], value: unknown): Structure {
  const changed = structuredClone(structure) as Record<string, unknown>;
  let at = changed;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[path.at(-1)!] = value;
  return Structure.parse(changed);
}

/** Whether a structure has a place for a setting. */
const has = (structure: Structure, path: string): boolean =>
  !(path.startsWith('monitor.') && structure.monitor === null) &&
  !(path.startsWith('numa.') && structure.numa === null) &&
  !((path === 'monitor.hotPages' || path === 'monitor.nodesPerCell') && structure.numa === null) &&
  !(path === 'monitor.specialRegisterPlaces' && structure.monitor?.specialRegisterPage !== 'hand');

const numbersOf = (counts: Counts) => {
  const { structure: _, ...rest } = counts;
  return { ...rest, ns: price(counts, flash).values };
};

test('every setting with a reason is tried', () => {
  expect(Object.keys(OTHERS).sort()).toEqual([...SETTINGS_WITH_REASONS].sort());
});

test('a setting that is said not to act changes no count and no time, whatever the trace, the machine and the monitor', async () => {
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyTrace, anyStructure, fc.nat(4), async (drawn, structureFor, turn) => {
      const structure = structureFor(drawn.cpus);
      const trace = traceOf(drawn);
      const [counts] = await replayAll(trace, [structure]);
      const { nodes } = counts;
      const facts: TraceFacts[] = [await factsOf(trace, structure), factsOfCounts(counts)];
      const idle = SETTINGS_WITH_REASONS.filter(
        (path) =>
          has(structure, path) &&
          facts.some((each) => whySettingIdle(path.split('.'), { structure, nodes, facts: each }) !== null),
      );
      // One in five of all that are idle, each with all its values.
      const tried = idle.filter((_, n) => n % 5 === turn);
      for (const path of tried) told.add(path);
      const others = tried.flatMap((path) =>
        OTHERS[path].map((value) => ({ path, value, other: withValue(structure, path.split('.'), value) })),
      );
      const changed = await replayAll(
        trace,
        others.map(({ other }) => other),
      );
      const before = numbersOf(counts);
      for (const [n, { path, value }] of others.entries())
        expect(numbersOf(changed[n]), `${path}=${JSON.stringify(value)}`).toEqual(before);
    }),
    { numRuns: paced(20, 300) },
  );
  if (paced(false, true)) expect(SETTINGS_WITH_REASONS.filter((path) => !told.has(path))).toEqual([]);
});
