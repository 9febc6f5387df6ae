import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModifiedLines } from '../../../src/replay/counts/dependence.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { draws } from '../../pace.ts';
import { machines, onCpu, write } from '../disco/shared-tools.ts';
import { disco, irix, load, store } from '../disco/tools.ts';
import { atEnd, PAGE, pageAt } from './tools.ts';

const lines = (...args: Parameters<typeof atEnd>): readonly ModifiedLines[] => atEnd(...args).lines;

describe('modified lines', () => {
  const fromAfar = (t: TraceEncoder): void => {
    onCpu(t, 0, () => load(t, PAGE));
    onCpu(t, 1, () => [store(t, PAGE), store(t, PAGE + 4), store(t, PAGE + 128)]);
  };
  const one = disco();

  test('are told of where their memory is on another node', () => {
    expect(lines(one, 2, fromAfar)).toEqual([{ node: 1, home: 0, vm: 0, lines: 2 }]);
    expect(lines(irix(), 2, fromAfar)).toEqual([{ node: 1, home: 0, vm: 0, lines: 2 }]);
    expect(lines(one, 2, (t) => onCpu(t, 0, () => store(t, PAGE)))).toEqual([]);
    expect(lines(disco('numa.nodes=1'), 2, fromAfar)).toEqual([]);
    expect(lines(disco('numa=null'), 2, fromAfar)).toEqual([]);
  });

  test('that another CPU reads are in memory by that, and those it stores to are its own', () => {
    expect(lines(one, 2, (t) => [fromAfar(t), onCpu(t, 0, () => load(t, PAGE))])).toEqual([
      { node: 1, home: 0, vm: 0, lines: 1 },
    ]);
    expect(lines(one, 3, (t) => [fromAfar(t), onCpu(t, 2, () => store(t, PAGE))])).toEqual([
      { node: 1, home: 0, vm: 0, lines: 1 },
      { node: 2, home: 0, vm: 0, lines: 1 },
    ]);
  });

  test('of a page of several machines are of each of them, and those of a page that was freed are of none', () => {
    const open = machines(3, 'monitor.sharedRegions=[{ from: 0x10000, to: 0x1ffff }]');
    const shared = (t: TraceEncoder): void => {
      for (const n of [0, 2]) onCpu(t, n, () => [t.task(`${n}`), store(t, 0x10000)]);
    };
    expect(lines(open, 3, shared)).toEqual([
      { node: 2, home: 0, vm: 0, lines: 1 },
      { node: 2, home: 0, vm: 2, lines: 1 },
    ]);
    const freed = (t: TraceEncoder): void => t.event(Marker.freePage, t.page(0, PAGE));
    expect(lines(one, 2, (t) => [fromAfar(t), freed(t)])).toEqual([]);
  });

  test('of the monitor’s own memory are of no machine', () => {
    const withMemory = machines(2, 'monitor.footprint=true');
    const found = lines(withMemory, 2, (t) => {
      for (const n of [0, 1]) onCpu(t, n, () => load(t, pageAt(n)));
    });
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ vm }) => vm))).toEqual(new Set([-1]));
  });

  test('of a log are of the machine that wrote it', () => {
    // The other CPU of the machine writes to a page of the log.
    const logged = (t: TraceEncoder): void => {
      for (const n of [2, 3]) onCpu(t, n, () => [store(t, pageAt(n)), write(t, pageAt(n), 8 + 4 * (n - 2), 4)]);
    };
    const found = lines(machines(2, 'monitor.disks.kinds=[]'), 4, logged);
    expect(found).toEqual([{ node: 3, home: 2, vm: 1, lines: 2048 / 128 }]);
  });
});

/** What four CPUs do with four lines of either of two pages. */
const act = fc.record({ cpu: fc.nat(3), page: fc.nat(1), line: fc.nat(3), stores: fc.boolean() });

test('modified lines are those that were stored to last, with nobody else having used them since', () => {
  const structure = irix('cache.l1d.sizeBytes=1024');
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const homes = new Map<number, number>();
      const owners = new Map<string, number>();
      for (const { cpu, page, line, stores } of acts) {
        if (!homes.has(page)) homes.set(page, cpu);
        const name = `${page} ${line}`;
        if (stores) owners.set(name, cpu);
        else if (owners.get(name) !== cpu) owners.delete(name);
      }
      const expected = new Map<string, number>();
      for (const [name, node] of owners) {
        const home = homes.get(Number(name.split(' ')[0]))!;
        if (home !== node) expected.set(`${node} ${home}`, (expected.get(`${node} ${home}`) ?? 0) + 1);
      }
      const found = lines(structure, 4, (t) => {
        for (const { cpu, page, line, stores } of acts)
          onCpu(t, cpu, () => (stores ? store : load)(t, pageAt(page) + 128 * line));
      });
      expect(new Map(found.map(({ node, home, lines }) => [`${node} ${home}`, lines]))).toEqual(expected);
    }),
    { numRuns: draws(200) },
  );
});
