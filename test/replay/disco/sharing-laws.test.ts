import fc from 'fast-check';
import { expect, test } from 'vitest';
import { totalsOf } from '../../../src/replay/counts/counts.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { draws } from '../../pace.ts';
import { type BlockAct, NaiveSharing } from './naive-sharing.ts';
import { block, deployed, machines, onCpu, sum, virtualOf, write } from './shared-tools.ts';
import { load, store } from './tools.ts';

const VMS = 2;
const act: fc.Arbitrary<BlockAct> = fc.record({
  do: fc.constantFrom('use', 'use', 'use', 'store', 'store', 'write', 'free'),
  vm: fc.nat(VMS - 1),
  page: fc.nat(4),
  block: fc.nat(4),
});
const acts = fc.array(act, { maxLength: 60, size: 'max' });
/** In a mapped segment: an unmapped one's pages have the physical pages that their addresses say. */
const addressOf = (page: number): number => 0xc0100000 + page * 0x1000;

const written = (list: readonly BlockAct[]) => (t: TraceEncoder) => {
  for (const { do: what, vm, page, block: n } of list)
    onCpu(t, vm, () => {
      if (what === 'use') block(t, addressOf(page), n * 8);
      else if (what === 'write') write(t, addressOf(page), n * 8);
      else if (what === 'free') t.event(Marker.freePage, t.page(0, addressOf(page)));
      else {
        // The filter knows the page, as it was, and then has to let the store through to the monitor, or not.
        store(t, addressOf(page) + 4 * n);
        load(t, addressOf(page) + 64);
        store(t, addressOf(page) + 4 * n);
      }
    });
};

test.each([true, false])('counts and pages are those of a naive model (sharing: %s)', (sharing) => {
  const structure = machines(VMS, `monitor.disks.sharing=${sharing}`);
  fc.assert(
    fc.property(acts, (list) => {
      const naive = new NaiveSharing(VMS, sharing);
      for (const each of list) naive.act(each);
      const counts = deployed(structure, VMS, written(list));
      expect(totalsOf(counts)).toMatchObject(naive.counted);
      const { virtual, machine, monitor } = counts.footprint.at(-1)!;
      expect({
        virtual: sum(virtual.flat()),
        machine: sum(machine),
        unused: monitor.unused,
        logs: monitor.logs,
      }).toEqual(naive.memory);
    }),
    { numRuns: draws(60) },
  );
});

/** Machines whose switches, sizes and disks are at random. */
const structure = fc
  .record({
    sharing: fc.boolean(),
    remapPages: fc.boolean(),
    remapCall: fc.boolean(),
    freeListFix: fc.boolean(),
    freedPages: fc.boolean(),
    hotPages: fc.constantFrom('null', '{ trigger: 2, sharing: 1 }'),
    nodes: fc.constantFrom(1, 2),
    pagesPerNode: fc.constantFrom('null', '3', '6'),
    kind: fc.constantFrom('[]', '[{ disk: 0, kind: nfs, vm: 0 }]', '[{ disk: 0, kind: nfs, vm: 1 }]'),
  })
  .map((s) =>
    machines(
      VMS,
      `monitor.disks.sharing=${s.sharing}`,
      `monitor.disks.kinds=${s.kind}`,
      `monitor.network.remapPages=${s.remapPages}`,
      `monitor.network.remapCall=${s.remapCall}`,
      `monitor.network.freeListFix=${s.freeListFix}`,
      `monitor.freedPages=${s.freedPages}`,
      `monitor.hotPages=${s.hotPages}`,
      `numa.nodes=${s.nodes}`,
      `numa.pagesPerNode=${s.pagesPerNode}`,
      // Small caches that miss, so that pages become hot.
      'cache.l1d.sizeBytes=1024',
      'cache.l2.sizeBytes=4096',
    ),
  );

test('machine pages are never more than what is believed and the monitor’s, and the filter changes no count', () => {
  fc.assert(
    fc.property(acts, structure, (list, s) => {
      const counts = deployed(s, VMS, written(list));
      for (const { virtual, machine, monitor } of counts.footprint) {
        expect(Math.min(...virtual.flat(), ...machine, ...Object.values(monitor))).toBeGreaterThanOrEqual(0);
        expect(sum(machine)).toBeLessThanOrEqual(sum(virtual.flat()));
      }
      expect(totalsOf(deployed(s, VMS, written(list), { filter: false }))).toEqual(totalsOf(counts));
    }),
    { numRuns: draws(100) },
  );
});

test('without sharing every machine page is one that a machine believes in', () => {
  const apart = machines(VMS, 'monitor.disks.sharing=false', 'monitor.network.remapCall=false');
  fc.assert(
    fc.property(acts, (list) => {
      const sample = deployed(apart, VMS, written(list)).footprint.at(-1)!;
      expect(sample.machine).toEqual(virtualOf(sample));
      expect(sample.monitor).toMatchObject({ unused: 0, replicas: 0 });
    }),
    { numRuns: draws(60) },
  );
});
