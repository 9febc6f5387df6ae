import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { loadGuest } from '../../src/guest/guest-os.ts';
import { Kind, MONITOR_REGIONS, partsOf } from '../../src/trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../src/trace/words/markers.ts';
import type { Batch } from '../../src/trace/words/trace.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { draws } from '../pace.ts';
import { encode, type Step } from '../trace/words/steps.ts';
import { encoded, irix, reference, run, user } from './guest-os-tools.ts';

const [WRITE, OTHER, FORK, EXECVE, EXIT] = [1, 39, 57, 59, 60];
/** Kernel pages are numbered below the monitor's; a trace's own count up from 0. */
const TRACE_PAGES = (partsOf(4) * 8 - MONITOR_REGIONS * 64) / 2;

/** What becomes of the kernel's pages: given back, taken to be zeroes, touched; by the innermost service. */
function* story(batches: readonly Batch[]): Generator<{ what: 'free' | 'zero' | 'touch'; page: number; service: number }> {
  let service = -1;
  for (const { words } of batches)
    for (let i = 0; i < words.length; i += (words[i] & 3) === Kind.marker ? markerLength(words[i]) : 1) {
      const word = words[i];
      const isMarker = (word & 3) === Kind.marker;
      const type = isMarker ? markerType(word) : -1;
      if (type === Marker.serviceEnter) service = markerOperand(word);
      if (type === Marker.serviceLeave) service = -1;
      const page = isMarker ? markerOperand(word) : word >>> 12;
      if (isMarker && type !== Marker.freePage && type !== Marker.zeroPage) continue;
      if (page < TRACE_PAGES) continue;
      yield { what: !isMarker ? 'touch' : type === Marker.freePage ? 'free' : 'zero', page, service };
    }
} // biome-ignore format: one line

/** Pages given back and then taken, by the service that takes them or gives them back; a page there from the beginning counts once it is used. */
function exchanged(batches: readonly Batch[]) {
  const free = new Set<number>();
  const used = new Set<number>();
  const [given, taken]: Record<number, number>[] = [{}, {}];
  for (const { what, page, service } of story(batches)) {
    if (what !== 'free') {
      if (free.delete(page)) taken[service] = (taken[service] ?? 0) + 1;
      used.add(page);
    } else {
      if (free.has(page)) throw new Error(`page ${page} is given back twice`);
      if (used.has(page)) given[service] = (given[service] ?? 0) + 1;
      free.add(page);
    }
  }
  return { given, taken };
}

const calls = (numbers: readonly number[], profile = irix) =>
  run(
    encoded((e) => {
      for (const number of numbers) e.event(Marker.syscall, number);
    }),
    user(),
    profile,
  );
const call = (number: number): Step => ({ do: 'event', type: Marker.syscall, a: number, operands: [] });

describe('the kernel’s own pages', () => {
  test('of a process are taken by fork and execve; execve and exit give them back, the stack once another runs', async () => {
    const life = (e: Parameters<Parameters<typeof encoded>[0]>[0], task: string): void => {
      e.task(task);
      for (const number of [FORK, EXECVE]) e.event(Marker.syscall, number);
      e.note('exec cc1');
      e.event(Marker.syscall, EXIT);
    };
    const { given, taken } = exchanged(await run(encoded((e) => { for (const task of ['1', '2', '3', '4']) life(e, task); })));
    // Of the first process three page tables were there when it forked, and so were not given back before.
    expect(taken).toEqual({ [Service.fork]: 5 * 4 - 5, [Service.execve]: 4 * 4 });
    expect(given).toEqual({ [Service.execve]: 4 * 4, [Service.exit]: 3 * 4, [Service.contextSwitch]: 2 * 3 });
  }); // biome-ignore format: long lines

  test('of a child that a parent forks are the child’s, whose exit gives them back', async () => {
    const { given, taken } = exchanged(
      await run(
        encoded((e) => {
          e.task('1');
          reference(e, Kind.load, 4096);
          for (const child of ['2', '3']) {
            e.task('1');
            e.event(Marker.syscall, FORK);
            e.task(child);
            e.event(Marker.syscall, EXIT);
          }
          e.task('1');
        }),
      ),
    );
    expect(taken).toEqual({ [Service.fork]: 10 });
    expect(given).toEqual({ [Service.exit]: 6, [Service.contextSwitch]: 4 });
  });

  test('that files grow by are one of eight writes’, each given back by another call', async () => {
    const writes = Array(8).fill(WRITE);
    expect(exchanged(await calls([...writes, ...writes]))).toEqual({ given: {}, taken: {} });
    const { given, taken } = exchanged(await calls([OTHER, ...writes, OTHER, OTHER, ...writes, OTHER, ...writes]));
    expect(taken[Service.write]).toBe(2);
    expect(given[Service.systemCall] ?? 0).toBeLessThanOrEqual(2);
  });

  test('are as they were in a profile that takes none', async () => {
    const none = structuredClone(irix);
    for (const service of Object.values(none.services)) {
      delete service.freshPages;
      delete service.freedPages;
    }
    const out = await calls([FORK, EXECVE, WRITE, OTHER, EXIT], none);
    expect(exchanged(out).given).toEqual({});
  });

  test('are never given back twice, nor more than were taken, whoever forks and ends', async () => {
    const step = fc.oneof(
      fc.constantFrom(WRITE, OTHER, FORK, FORK, EXECVE, EXIT, 231).map(call),
      fc.nat(5).map((task): Step => ({ do: 'task', id: `${task}` })),
      fc.nat(2).map((cpu): Step => ({ do: 'cpu', cpu })),
    );
    const sum = (counts: Record<number, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { given, taken } = exchanged(await run(encode(steps, 'flat').batches));
        // What was never on the free list before counts as given when it first is: a stack, a u-area, tables and arguments for each process.
        expect(sum(taken)).toBeGreaterThanOrEqual(sum(given) - 6 * 9);
      }),
      { numRuns: draws(100) },
    );
  });
});

describe('a profile whose pages contradict each other', () => {
  const some = (pages: number) => `{value: ${pages}, kind: assumed, source: x}`;
  test.each([
    ['more freed at exit than fork takes', 'services.exit.freedPages', some(6), 'more pages than are taken (5)'],
    ['more freed at execve than it takes', 'services.execve.freedPages', some(5), 'more pages than are taken (4)'],
    ['freed where none is taken', 'services.fork.freshPages', some(0), 'more pages than are taken (3)'],
    ['files removed that never grew', 'services.write.freshPages', some(0), 'more pages than are taken (0)'],
    ['freed by a service that frees none', 'services.open.freedPages', some(1), 'only exit, execve and systemCall give pages back'],
    ['a part of a page at fork', 'services.fork.freshPages', some(1.5), 'expected whole pages'],
    ['more than stack and u-area', 'services.fork.freshPages', some(3), 'more than the 2 that fork can take'],
    ['a write that grows by more than a page', 'services.write.freshPages', some(1.25), 'more than the 1 that write can take'],
    ['taken by a service that takes none', 'services.read.freshPages', some(0.5), 'only fork, execve and write take pages besides'],
    ['page tables made by exit', 'services.exit.zeroedPages', '1', 'only fork and execve make page tables'],
    ['code on more pages than there are', 'textPages', '149', "services.execve.textPages: found 150: more than the kernel's 149 pages of code"],
    ['data on more pages than there are', 'dataPages', '120', "services.execve.varyingPages: found 105: with 16 fixed pages more than the kernel's 120 pages of data"],
    ['more fixed pages than there are', 'dataPages', '15', "services.execve.fixedPages: found 16: more than the kernel's 15 pages of data"],
  ])('%s', (_, path, value, message) => {
    const load = () => loadGuest('irix-5.3', [`${path}=${value}`]);
    expect(load).toThrow(UserError);
    expect(load).toThrow(message);
  }); // biome-ignore format: a table
});
