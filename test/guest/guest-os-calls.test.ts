import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validate } from '../../src/trace/operations/validate.ts';
import type { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Batch } from '../../src/trace/words/trace.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { draws } from '../pace.ts';
import { encode, header, inMemory, type Step } from '../trace/words/steps.ts';
import {
  encoded,
  entered,
  flat,
  irix,
  markersOf,
  reference,
  renumbered,
  run,
  user,
  withoutLocks,
} from './guest-os-tools.ts';

const [READ, WRITE, EXECVE, EXIT, EXIT_GROUP] = [0, 1, 59, 60, 231];
/** First sector of the kernel's own file, which comes with the first block told. */
const KERNEL_SECTOR = 2 ** 24;
const EXEC_RETURN = 6;

/** Markers between entering and leaving services, by service in order; those outside come under -1. */
function inside(batches: readonly Batch[]): [service: number, type: Marker, operands: number[]][] {
  const list: [number, Marker, number[]][] = [];
  let service = -1;
  for (const { type, a, words, i } of markersOf(batches)) {
    if (type === Marker.serviceEnter) service = a;
    if ([Marker.diskRead, Marker.diskWrite].includes(type as never))
      list.push([service, type, [a, ...words.subarray(i + 1, i + 4)]]);
    if (type === Marker.fileBlock && words[i + 2] < KERNEL_SECTOR)
      list.push([service, type, [a, ...words.subarray(i + 1, i + 4)]]);
    if (type === Marker.freePage) list.push([service, type, [a]]);
    if (type === Marker.serviceLeave) service = -1;
  }
  return list;
}
const freed = (batches: readonly Batch[]): number[] =>
  inside(batches).flatMap(([, type, [page]]) => (type === Marker.freePage ? [page] : []));

describe('a disk request', () => {
  test('that follows a call is made inside its service, before the way out', async () => {
    const out = await run(
      encoded((e) => {
        reference(e, Kind.load, 0x5000);
        e.event(Marker.syscall, READ);
        e.event(Marker.diskRead, e.page(0, 0x5000), 0, 800, 8);
        e.event(Marker.diskRead, e.page(0, 0x6000), 0, 808, 8);
        e.event(Marker.syscall, WRITE);
        e.event(Marker.diskWrite, e.page(0, 0x7000), 1, 4, 2);
      }),
    );
    expect(inside(out)).toEqual([
      [Service.read, Marker.diskRead, [5, 0, 800, 8]],
      [Service.read, Marker.diskRead, [6, 0, 808, 8]],
      [Service.write, Marker.diskWrite, [7, 1, 4, 2]],
    ]);
    const types = [...markersOf(out)].map(({ type, a }) =>
      type === Marker.privileged && (a & 255) === EXEC_RETURN ? 'eret' : type,
    );
    const disk = types.lastIndexOf(Marker.diskWrite);
    expect(types.indexOf(Marker.trap)).toBeLessThan(disk);
    expect(disk).toBeLessThan(types.lastIndexOf('eret'));
    expect(await validate(inMemory(header(), renumbered(out)))).toEqual([]);
  });

  test('that follows no call stays where it is', async () => {
    const out = await run(
      encoded((e) => {
        e.event(Marker.diskRead, e.page(0, 0x5000), 0, 1, 1);
        e.event(Marker.syscall, READ);
        reference(e, Kind.load, 0x5000);
        e.event(Marker.diskRead, e.page(0, 0x5000), 0, 2, 1);
      }),
    );
    expect(inside(out).map(([service, , [, , sector]]) => [service, sector])).toEqual([[-1, 1], [-1, 2]]); // biome-ignore format: short
    expect(entered(out)).toEqual([Service.read, Service.quickFault]);
  });

  test('of another CPU is not the call’s', async () => {
    const out = await run(
      encoded((e) => {
        e.event(Marker.syscall, READ);
        e.cpu(1);
        e.event(Marker.diskRead, e.page(0, 0x5000), 0, 1, 1);
      }),
    );
    expect(inside(out).map(([service]) => service)).toEqual([-1]);
  });

  test('belongs to its call wherever the trace’s batches end', async () => {
    const event = (type: Marker, a: number, operands: number[] = []): Step => ({ do: 'event', type, a, operands });
    const step = fc.oneof(
      fc.nat(3).map((n) => event(Marker.syscall, n)),
      fc.nat(9).map((n) => event([Marker.diskRead, Marker.diskWrite, Marker.fileBlock][n % 3], 0, [0, n, 1])),
      fc.nat(1).map((cpu): Step => ({ do: 'cpu', cpu })),
      fc
        .nat(3)
        .map((n): Step => ({ do: 'reference', kind: Kind.load, address: BigInt(n * 4096), bytes: 4, instructions: 0 })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), async (all, every) => {
        const steps: Step[] = [{ do: 'reference', kind: Kind.load, address: 0n, bytes: 4, instructions: 0 }, ...all];
        const { batches } = encode(steps, 'flat', { batchSteps: every });
        const whole = {
          words: Uint32Array.from(flat(batches)),
          details: Uint16Array.from(batches.flatMap(({ details }) => [...details])),
        };
        const out = await run(batches);
        expect(out).toEqual(await run([whole]));
        expect(await validate(inMemory(header(), renumbered(out)))).toEqual([]);
        // The kernel's own pages are given back besides.
        const told = inside(out).filter(([, type]) => type !== Marker.freePage);
        expect(told).toHaveLength(all.filter((s) => s.do === 'event' && s.type !== Marker.syscall).length);
        const calls = all.filter((s) => s.do === 'event' && s.type === Marker.syscall).length;
        expect(entered(out).filter((s) => s !== Service.quickFault)).toHaveLength(calls);
      }),
      { numRuns: draws(100) },
    );
  });
});

describe('a process gives its pages back', () => {
  const touch = (e: TraceEncoder): void => {
    for (const page of [4, 5, 6]) reference(e, Kind.store, page * 4096);
    reference(e, Kind.load, 7 * 4096);
    reference(e, Kind.store, 5 * 4096);
  };

  test('at exit: those it got as zeroes, once each, inside the service', async () => {
    const out = await run(
      encoded((e) => {
        e.task('1');
        touch(e);
        e.event(Marker.syscall, EXIT);
        e.task('2');
        touch(e);
        e.event(Marker.syscall, EXIT);
      }),
    );
    const services = inside(out).map(([service]) => service);
    expect(services).toEqual(Array(6).fill(Service.exit));
    const pages = freed(out);
    expect(new Set(pages).size).toBe(6);
    const zeroed = [...markersOf(out)].flatMap(({ type, a }) => (type === Marker.zeroPage ? [a] : []));
    expect([...pages].sort()).toEqual([...zeroed].sort());
  });

  test('at exit of its last thread, or where one ends them all', async () => {
    const threads = (...exits: [task: string, number: number][]) =>
      run(
        encoded((e) => {
          e.task('2', 1);
          e.task('1', 1);
          touch(e);
          for (const [task, number] of exits) {
            e.task(task);
            e.event(Marker.syscall, number);
          }
        }),
      );
    expect(freed(await threads(['1', EXIT]))).toEqual([]);
    expect(freed(await threads(['1', EXIT], ['2', EXIT]))).toHaveLength(3);
    expect(freed(await threads(['1', EXIT_GROUP]))).toHaveLength(3);
  });

  test('when it begins a new program, and gets them anew', async () => {
    const exec = (note: string) =>
      run(
        encoded((e) => {
          e.task('1');
          touch(e);
          e.event(Marker.syscall, EXECVE);
          e.note(note);
          touch(e);
          e.event(Marker.syscall, EXIT);
        }),
      );
    const done = await exec('exec cc1');
    expect(inside(done).map(([service]) => service)).toEqual([
      // Three pages of the program's, its page tables, and twice the page of arguments: it was free before, and is again.
      ...Array(3 + 3 + 2).fill(Service.execve),
      ...Array(3).fill(Service.exit),
    ]);
    expect(entered(done).filter((s) => s === Service.demandZero)).toHaveLength(6);
    const failed = await exec('a remark');
    expect(inside(failed).map(([service]) => service)).toEqual([
      ...Array(3 + 2).fill(Service.execve),
      ...Array(3).fill(Service.exit),
    ]);
    expect(entered(failed).filter((s) => s === Service.demandZero)).toHaveLength(3);
  });

  test('without a change of the service’s instructions', async () => {
    const tallies = async (pages: number) => {
      const out = await run(
        encoded((e) => {
          for (let page = 0; page < pages; page++) reference(e, Kind.store, page * 4096);
          e.event(Marker.syscall, EXIT);
        }),
        user(),
        withoutLocks,
      );
      return [...markersOf(out)].filter(({ type }) => type === Marker.tally).map(({ words, i }) => words[i + 1]);
    };
    expect((await tallies(9)).at(-1)).toBe(irix.services.exit.instructions.value);
    expect((await tallies(0)).at(-1)).toBe(irix.services.exit.instructions.value);
  });
});
