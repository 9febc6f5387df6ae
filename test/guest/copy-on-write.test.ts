import { describe, expect, test } from 'vitest';
import { withGuest } from '../../src/guest/guest-os.ts';
import { countRows } from '../../src/replay/counts/counts.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { loadWorkload, synthesize } from '../../src/trace/synthetic/index.ts';
import type { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { collect, inMemory } from '../trace/words/steps.ts';
import { encoded, entered, irix, markersOf, reference, run, user } from './guest-os-tools.ts';

const [FORK, EXECVE, EXIT] = [57, 59, 60];
const PAGE = 0x5000;
/** A parent that has a page, and forks. */
const fork = (e: TraceEncoder): void => {
  e.task('parent', 1);
  reference(e, Kind.store, PAGE);
  e.event(Marker.syscall, FORK);
};
const faults = async (write: (e: TraceEncoder) => void): Promise<number[]> =>
  entered(await run(encoded(write))).filter((s) =>
    [Service.demandZero, Service.quickFault, Service.copyOnWrite].includes(s as never),
  );

describe('a page shared since a fork', () => {
  test('is copied where the child stores to it first, until the child begins a program', async () => {
    const child = (e: TraceEncoder): void => {
      fork(e);
      e.task('child', 2);
      reference(e, Kind.store, PAGE);
      reference(e, Kind.store, PAGE); // its own by now
      reference(e, Kind.load, PAGE + 0x1000);
      e.event(Marker.syscall, EXECVE);
      e.note('exec cc1');
      reference(e, Kind.store, PAGE);
    };
    const { demandZero, quickFault, copyOnWrite } = Service;
    expect(await faults(child)).toEqual([demandZero, copyOnWrite, quickFault, demandZero]);
    // Of the two pages that the child had for its own the one copied is given back by the execve.
    const freed = [...markersOf(await run(encoded(child)))].filter(({ type, a }) => type === Marker.freePage && a < 2 ** 19); // biome-ignore format: a line
    expect(freed).toHaveLength(1);
  });

  test('is copied where the parent stores to it first, until no child shares it', async () => {
    const parent = (ends: (e: TraceEncoder) => void) => (e: TraceEncoder): void => {
      fork(e);
      e.task('child', 2);
      e.task('parent');
      reference(e, Kind.load, PAGE);
      ends(e);
      e.task('parent');
      reference(e, Kind.store, PAGE);
      reference(e, Kind.store, PAGE);
    }; // biome-ignore format: short
    const { demandZero, copyOnWrite } = Service;
    const child = (number: number) => (e: TraceEncoder): void => {
      e.task('child');
      e.event(Marker.syscall, number);
    }; // biome-ignore format: short
    expect(await faults(parent(() => {}))).toEqual([demandZero, copyOnWrite]);
    expect(await faults(parent(child(EXECVE)))).toEqual([demandZero]);
    expect(await faults(parent(child(EXIT)))).toEqual([demandZero]);
    // Another child still shares it.
    const both = (e: TraceEncoder): void => {
      e.event(Marker.syscall, FORK);
      e.task('second', 3);
      child(EXIT)(e);
    };
    expect(await faults(parent(both))).toEqual([demandZero, copyOnWrite]);
  });

  test('that the parent copies is given back for the child, and a fresh one takes its place', async () => {
    const write = (e: TraceEncoder): void => {
      fork(e);
      e.task('child', 2);
      e.task('parent');
      reference(e, Kind.store, PAGE);
    };
    const counts = await replay(withGuest(inMemory(user(), encoded(write)), irix), loadStructure('disco'));
    const told = new Map<string, number>();
    for (const { service, event, count } of countRows(counts))
      if (service === 'copyOnWrite') told.set(event, (told.get(event) ?? 0) + count);
    expect(['pageFreed', 'monitorCall', 'monitorPageFault', 'pageCleared'].map((event) => told.get(event))).toEqual([1, 1, 1, 1]); // biome-ignore format: a line
  });

  test('is none of a thread’s, which shares the address space, nor of a process that nobody forked', async () => {
    const other = (space: number, forks: boolean) => (e: TraceEncoder): void => {
      e.task('parent', 1);
      reference(e, Kind.store, PAGE);
      if (forks) e.event(Marker.syscall, FORK);
      e.task('other', space);
      reference(e, Kind.store, PAGE + 0x2000);
    }; // biome-ignore format: short
    const { demandZero, copyOnWrite } = Service;
    expect(await faults(other(1, true))).toEqual([demandZero, demandZero]);
    expect(await faults(other(2, false))).toEqual([demandZero, demandZero]);
    expect(await faults(other(2, true))).toEqual([demandZero, copyOnWrite]);
  });

  test('is copied whole: the monitor finds and clears a machine page, the kernel stores to all of it', async () => {
    const trace = () => inMemory(user(), encoded((e) => { fork(e); e.task('child', 2); reference(e, Kind.store, PAGE); })); // biome-ignore format: short
    const of = async (structure: string) => {
      const told: Record<string, number> = {};
      for (const { mode, service, event, count } of countRows(await replay(withGuest(trace(), irix), loadStructure(structure)))) {
        if (service === 'copyOnWrite') told[`${mode} ${event}`] = (told[`${mode} ${event}`] ?? 0) + count;
      }
      return told;
    }; // biome-ignore format: long lines
    const { value: instructions } = irix.services.copyOnWrite.instructions;
    const natively = await of('irix');
    expect(natively).toMatchObject({ 'kernel serviceEntered': 1, 'kernel instruction': instructions });
    expect(natively['kernel l1dStore']).toBeGreaterThan(512);
    expect(natively['kernel pageCleared']).toBeUndefined();
    expect(await of('disco')).toMatchObject({ 'call monitorPageFault': 1, 'call pageCleared': 1, 'kernel instruction': instructions }); // biome-ignore format: counts
  });
});

test('a synthetic process stores to five pages of its parent’s between fork and execve', async () => {
  const workload = loadWorkload('pmake', ['instructions.value=12000000']);
  const services = entered(await collect(withGuest(synthesize(workload, 'test'), irix).batches()));
  const count = (service: number): number => services.filter((each) => each === service).length;
  expect(count(Service.copyOnWrite)).toBe(5 * count(Service.fork));
  expect(count(Service.exit)).toBeGreaterThan(0);
  const none = loadWorkload('pmake', ['instructions.value=12000000', 'programs.compile.copied.value=0']);
  expect(entered(await collect(withGuest(synthesize(none, 'test'), irix).batches()))).not.toContain(Service.copyOnWrite);
}); // biome-ignore format: long lines

test('copies of a process that is never forked, or of more pages than there are, are refused', () => {
  const some = (pages: number) => `{value: ${pages}, kind: assumed, source: x}`;
  expect(() => loadWorkload('pmake', [`programs.compile.copied=${some(105)}`])).toThrow(/compile\.copied.*more than the 104 pages of the first data region/); // biome-ignore format: a line
  expect(() => loadWorkload('raytrace', [`programs.raytrace.copied=${some(1)}`])).toThrow(/copied.*expected with a lifetime of the program/); // biome-ignore format: a line
});
