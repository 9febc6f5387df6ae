import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Counts } from '../../../src/replay/counts/counts.ts';
import type { Moment } from '../../../src/replay/counts/dependence.ts';
import { PAGE_USE_NAMES } from '../../../src/replay/counts/page-use.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import { draws } from '../../pace.ts';
import { deployed, machines, sum } from '../disco/shared-tools.ts';
import type { Writer } from '../disco/tools.ts';
import { acts, VMS, written } from './acts.ts';
import { type Act, NaiveDependences } from './naive-dependences.ts';
import { dependences, holdings } from './tools.ts';

const KINDS = ['persistent', 'nfs'];
const own = (kind: string): string =>
  `monitor.disks.kinds=[{ disk: 1, kind: ${kind}, vm: 0 }, { disk: 2, kind: ${kind}, vm: 1 }]`;

test.each([true, false])('holdings are those of a naive model (sharing: %s)', (sharing) => {
  const structure = machines(VMS, `monitor.disks.sharing=${sharing}`, own('persistent'));
  fc.assert(
    fc.property(acts, (list) => {
      const naive = new NaiveDependences(VMS, sharing);
      for (const each of list) naive.act(each);
      expect(holdings(structure, VMS, written(list, { instructions: 0 }))).toEqual(naive.holdings);
    }),
    { numRuns: draws(150) },
  );
});

/** Machines whose switches, sizes and disks are at random. */
const structures = fc
  .record({
    sharing: fc.boolean(),
    remapPages: fc.boolean(),
    remapCall: fc.boolean(),
    freeListFix: fc.boolean(),
    freedPages: fc.boolean(),
    hotPages: fc.constantFrom('null', '{ trigger: 2, sharing: 1 }'),
    nodes: fc.constantFrom(1, 2),
    pagesPerNode: fc.constantFrom('null', '4', '6'),
    kind: fc.constantFrom(...KINDS),
    footprint: fc.boolean(),
    cpus: fc.constantFrom('null', '1'),
  })
  .map((s) =>
    machines(
      VMS,
      `monitor.disks.sharing=${s.sharing}`,
      own(s.kind),
      `monitor.network.remapPages=${s.remapPages}`,
      `monitor.network.remapCall=${s.remapCall}`,
      `monitor.network.freeListFix=${s.freeListFix}`,
      `monitor.freedPages=${s.freedPages}`,
      `monitor.hotPages=${s.hotPages}`,
      `monitor.footprint=${s.footprint}`,
      `monitor.virtualCpus.cpus=${s.cpus}`,
      `numa.nodes=${s.nodes}`,
      `numa.pagesPerNode=${s.pagesPerNode}`,
      // Small caches that miss, so that pages become hot.
      'cache.l1d.sizeBytes=1024',
      'cache.l2.sizeBytes=4096',
    ),
  );
/** What a machine does, with the disk of another too where that serves it. */
const writtenFor = ({ monitor }: Structure, list: readonly Act[]): Writer =>
  written(list, { crossed: monitor?.disks.kinds[0].kind === 'nfs' });

test('that they are asked for changes no count', () => {
  fc.assert(
    fc.property(acts, structures, fc.boolean(), (list, structure, filter) => {
      const { dependences: _, ...asked } = deployed(structure, VMS, writtenFor(structure, list), {
        filter,
        dependences: {},
      });
      expect(asked).toEqual(deployed(structure, VMS, writtenFor(structure, list)));
    }),
    { numRuns: draws(60) },
  );
});

/** Machine pages of rows that are of these uses. */
const pages = ({ holdings: rows }: Moment, ...uses: string[]): number =>
  sum(rows.filter(({ use }) => uses.includes(use)).map(({ pages }) => pages));

function agree(moment: Moment, { footprint }: Counts): void {
  const { clock, virtual, machine, monitor } = footprint.at(-1)!;
  expect(moment.clock).toBe(clock);
  expect(PAGE_USE_NAMES.map((use) => pages(moment, use))).toEqual(machine);
  expect({ logs: pages(moment, 'log'), unused: pages(moment, 'cache') }).toEqual({
    logs: monitor.logs,
    unused: monitor.unused,
  });
  const copies = sum(moment.holdings.map(({ parts, pages }) => (parts.length - 1) * pages));
  expect(copies).toBe(monitor.replicas);
  // What a machine believes in has a row of its own or stands in one with others.
  virtual.forEach((uses, vm) => {
    const backed = moment.holdings.filter(({ vms, use }) => vms.includes(vm) && use !== 'log');
    expect(sum(backed.map(({ pages }) => pages))).toBeLessThanOrEqual(sum(uses));
  });
}

test('rows add up to machine pages in use, those of logs and caches and replicas, and each stands once', () => {
  fc.assert(
    fc.property(acts, structures, (list, structure) => {
      const counts = deployed(structure, VMS, writtenFor(structure, list), { dependences: {} });
      const end = counts.dependences!.moments.at(-1)!;
      agree(end, counts);
      const names = end.holdings.map(({ pages: _, ...row }) => JSON.stringify(row));
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: draws(60) },
  );
});

test('a moment shows what a trace that ended there would leave', () => {
  fc.assert(
    fc.property(acts, structures, fc.nat(), (list, structure, n) => {
      fc.pre(list.length > 0);
      const length = 1 + (n % list.length);
      const { moments } = dependences(structure, VMS, writtenFor(structure, list), { at: [length] });
      const end = dependences(structure, VMS, writtenFor(structure, list.slice(0, length))).moments.at(-1);
      // Virtual CPUs that share one take turns otherwise where less is to come.
      fc.pre(structure.monitor?.virtualCpus.cpus === null);
      expect(moments[0]).toEqual(end);
    }),
    { numRuns: draws(60) },
  );
});

test('ranges that are all of a node’s memory are the node', () => {
  fc.assert(
    fc.property(acts, structures, (list, structure) => {
      const { nodes, moments } = dependences(structure, VMS, writtenFor(structure, list));
      const ranges = Array.from({ length: nodes }, (_, node) => ({ node, first: 0, last: Number.MAX_SAFE_INTEGER }));
      const split = ranges.flatMap(({ node }) => [
        { node, first: 0, last: 1 },
        { node, first: 2, last: 1000 },
      ]);
      const shift = (part: number): number => part + nodes;
      const whole = dependences(structure, VMS, writtenFor(structure, list), { ranges }).moments.at(-1)!;
      const end = moments.at(-1)!;
      expect(whole.holdings).toEqual(end.holdings.map(({ parts, ...rest }) => ({ parts: parts.map(shift), ...rest })));
      // Parts of a node add up to it.
      const parted = dependences(structure, VMS, writtenFor(structure, list), { ranges: split }).moments.at(-1)!;
      for (let node = 0; node < nodes; node++)
        expect(on(parted, nodes + 2 * node) + on(parted, nodes + 2 * node + 1)).toBe(on(end, node));
    }),
    { numRuns: draws(60) },
  );
});
const on = ({ holdings: rows }: Moment, part: number): number =>
  sum(rows.filter(({ parts }) => parts.includes(part)).map(({ pages }) => pages));
