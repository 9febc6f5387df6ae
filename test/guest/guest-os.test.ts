import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withGuest } from '../../src/guest/guest-os.ts';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { validate } from '../../src/trace/operations/validate.ts';
import type { Architecture } from '../../src/trace/words/architecture.ts';
import { BATCH_WORDS } from '../../src/trace/words/encoder/batch-builder.ts';
import type { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Batch, Trace } from '../../src/trace/words/trace.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { draws } from '../pace.ts';
import { collect, decode, encode, header, inMemory, type Step, steps } from '../trace/words/steps.ts';
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

describe('a trace through a guest', () => {
  test('comes back as it is when it has its kernel already', () => {
    const trace = inMemory(header(), []);
    expect(withGuest(trace, irix)).toBe(trace);
  });

  test('is a full-system trace after, so that a second guest changes nothing', () => {
    const trace = withGuest(inMemory(user('mips64'), []), irix);
    expect(trace.header).toMatchObject({ level: 'system', architecture: 'mips64', granuleBits: 4 });
    expect(withGuest(trace, irix)).toBe(trace);
  });

  // What a kernel tells of itself is not in a recording of programs; disk requests behind a call move into its service.
  const KERNELS: readonly Marker[] = [
    Marker.mode, Marker.serviceEnter, Marker.serviceLeave, Marker.trap, Marker.diskRead, Marker.diskWrite, Marker.fileBlock,
  ]; // biome-ignore format: a list
  const userSteps = steps.map((all) => all.filter((step) => step.do !== 'event' || !KERNELS.includes(step.type)));
  const everyBits = fc.constantFrom(4, 4, 4, 3, 2, 1, 0);
  const architectures = fc.constantFrom<Architecture>('flat', 'mips64');

  test('keeps every access and event of the user, in order, exact to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(userSteps, everyBits, architectures, async (all: Step[], granuleBits, architecture) => {
        const { batches } = encode(all, architecture, { granuleBits });
        const out = await run(batches, user(architecture, granuleBits));
        const told = decode(renumbered(out, granuleBits), granuleBits);
        // What the kernel does is in kernel mode; its way back is the event "mode user".
        const users = told.filter((text) => !/ mode 1: | mode 0: event mode 0$/.test(text));
        expect(users).toEqual(decode(batches, granuleBits));
      }),
      { numRuns: draws(60) },
    );
  });

  test('passes every check of the validator, tallies of split runs included', async () => {
    await fc.assert(
      fc.asyncProperty(userSteps, everyBits, architectures, async (all: Step[], granuleBits, architecture) => {
        const { batches } = encode(all, architecture, { granuleBits });
        const out = renumbered(await run(batches, user(architecture, granuleBits)), granuleBits);
        expect(await validate(inMemory(header(architecture, granuleBits), out))).toEqual([]);
      }),
      { numRuns: draws(60) },
    );
  });

  test('is the same wherever its batches end', async () => {
    await fc.assert(
      fc.asyncProperty(userSteps, fc.integer({ min: 1, max: 40 }), async (all: Step[], every) => {
        const { batches } = encode(all, 'flat', { batchSteps: every });
        const words = flat(batches);
        const details = batches.flatMap((batch) => [...batch.details]);
        const whole = { words: Uint32Array.from(words), details: Uint16Array.from(details) };
        expect(await run([whole])).toEqual(await run(batches));
      }),
      { numRuns: draws(60) },
    );
  });

  test('is the same each time it is read, and notes what was inserted once', async () => {
    const batches = encoded((e) => {
      for (let page = 0; page < 50; page++) reference(e, page % 3 === 0 ? Kind.store : Kind.load, page * 4096);
      e.event(Marker.syscall, 2);
    });
    const trace: Trace = withGuest(inMemory(user(), batches), irix);
    const first = await collect(trace.batches());
    expect(await collect(trace.batches())).toEqual(first);
    expect(trace.notes).toHaveLength(1);
    expect(trace.notes[0].text).toMatch(
      /^guest irix-5\.3 inserted 17 demandZero, 33 quickFault, 1 open: \d\d,\d{3} kernel instructions; clearing a page comes on top \(640 instructions for 4 KB\)$/,
    );
  });

  test('may come without details, as containers do', async () => {
    const batches = encoded((e) => {
      reference(e, Kind.fetch, 0);
      reference(e, Kind.store, 8192);
    }).map(({ words }) => ({ words, details: new Uint16Array(0) }));
    const out = await run(batches, user(), withoutLocks);
    expect(out.every(({ details }) => details.length === 0)).toBe(true);
    expect(await validate(inMemory(header(), renumbered(out)))).toEqual([]);
    const tallies = [...markersOf(out)].filter(({ type }) => type === Marker.tally).map(({ words, i }) => words[i + 1]);
    const { quickFault, demandZero } = irix.services;
    expect(tallies).toEqual([quickFault.instructions.value, 0, demandZero.instructions.value, 1]);
  });

  test('comes in batches of bounded size, each with its runs closed', async () => {
    const batches = encoded((e) => {
      for (let n = 0; n < 4000; n++) {
        e.cpu(n & 1);
        reference(e, Kind.load, 4096 * n);
      }
    });
    const out = await run(batches, { ...user(), cpus: 2 });
    expect(out.length).toBeGreaterThan(2);
    for (const { words } of out) expect(words.length).toBeLessThan(BATCH_WORDS + 1000);
    expect(await validate(inMemory(header(), renumbered(out)))).toEqual([]);
    expect(entered(out)).toHaveLength(4000);
  });

  test('that fills the id space up to the kernel is refused', async () => {
    const region = (id: number): Batch[] => {
      const words = Uint32Array.from([((id << 8) | (Marker.region << 2) | Kind.marker) >>> 0, 1, id, 0, 0]);
      return [{ words, details: new Uint16Array(5) }];
    };
    const lowest = Math.min(...[...markersOf(await run([]))].filter((m) => m.type === Marker.region).map((m) => m.a));
    await expect(run(region(lowest - 1))).resolves.toHaveLength(1);
    await expect(run(region(lowest))).rejects.toThrow(/leaves no room for the guest kernel's/);
  });
});

describe('the first touch of a page', () => {
  test('by a store is demand zero, by a load or fetch a quick fault, and there is one for each page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom(Kind.fetch, Kind.load, Kind.store),
            fc.nat(200),
            fc.nat(4095),
            fc.constantFrom(1, 8, 64, 9000),
          ),
        ),
        async (accesses) => {
          const expected: number[] = [];
          const seen = new Set<number>();
          const batches = encoded((e) => {
            for (const [kind, page, offset, bytes] of accesses) {
              const address = page * 4096 + offset;
              for (let p = address >>> 12; p <= (address + bytes - 1) >>> 12; p++) {
                if (!seen.has(p)) expected.push(kind === Kind.store ? Service.demandZero : Service.quickFault);
                seen.add(p);
              }
              reference(e, kind, address, bytes);
            }
          });
          expect(entered(await run(batches))).toEqual(expected);
        },
      ),
    );
  });

  test('asks for the page to be zeroed when it is demand zero only, and writes the TLB once beside the wired entry', async () => {
    const out = await run(
      encoded((e) => {
        reference(e, Kind.store, 5 * 4096);
        reference(e, Kind.load, 6 * 4096);
      }),
    );
    const zeroed = [...markersOf(out)].filter(({ type }) => type === Marker.zeroPage).map(({ a }) => a);
    expect(zeroed).toEqual([5]);
    const counts = totalsOf(await replay(inMemory(header(), out), loadStructure('irix')));
    expect(counts).toMatchObject({ pageCleared: 1, tlbWrite: 2 + 4, trap: 2, privileged: 18 + 16, serviceEntered: 2 });
  });

  test('is another one in another address space, and again when its process begins a new program', async () => {
    const touch = (e: TraceEncoder, id: string): void => {
      e.task(id);
      reference(e, Kind.load, 4096);
    };
    const spaces = await run(encoded((e) => { touch(e, '1'); touch(e, '2'); touch(e, '1'); })); // biome-ignore format: short
    expect(entered(spaces).filter((s) => s === Service.quickFault)).toHaveLength(2);
    const exec = (note: string) =>
      run(encoded((e) => { touch(e, '1'); touch(e, '2'); e.note(note); touch(e, '2'); touch(e, '1'); })); // biome-ignore format: short
    expect(entered(await exec('exec cc1')).filter((s) => s === Service.quickFault)).toHaveLength(3);
    expect(entered(await exec('a remark')).filter((s) => s === Service.quickFault)).toHaveLength(2);
  });

  test('in the middle of an access of two regions comes before both of its parts', async () => {
    const out = await run(encoded((e) => reference(e, Kind.store, (1 << 18) - 4, 8)));
    expect(entered(out)).toEqual([Service.demandZero, Service.demandZero]);
    const told = decode(renumbered(out)).filter((text) => text.includes('mode 0: ') && !text.includes('event'));
    expect(told).toEqual(['cpu 0 task - mode 0: 3 3fffc 8 0']);
  });
});

describe('page tables of each task', () => {
  const shared = (...kinds: (0 | 1 | 3)[]): Batch[] =>
    encoded((e) => {
      kinds.forEach((kind, n) => {
        e.task(`t${n}`, 1);
        reference(e, kind, 0x5000);
        reference(e, kind, 0x5008);
      });
    });
  const faults = async (batches: readonly Batch[], pageTables: 'task' | 'space') =>
    entered(await run(batches, user(), { ...irix, pageTables })).filter((a) => a !== Service.contextSwitch);

  test('let each fault on the same page, which is filled with zeroes for the first alone', async () => {
    const stores = shared(Kind.store, Kind.store, Kind.store);
    expect(await faults(stores, 'task')).toEqual([Service.demandZero, Service.quickFault, Service.quickFault]);
    expect(await faults(stores, 'space')).toEqual([Service.demandZero]);
    expect(await faults(shared(Kind.load, Kind.store), 'task')).toEqual([Service.quickFault, Service.quickFault]);
  });

  test('are kept while others run, and of one alone in its address space are that space’s', async () => {
    const batches = encoded((e) => {
      for (const task of ['a', 'b', 'a', 'b', 'c', 'c']) {
        e.task(task, task === 'c' ? 2 : 1);
        reference(e, Kind.store, task === 'c' ? 0x905000 : 0x5000);
      }
    });
    const { demandZero, quickFault } = Service;
    expect(await faults(batches, 'task')).toEqual([demandZero, quickFault, demandZero]);
  });

  test('begin with what a task touched while it was alone, in regions of before and of later', async () => {
    const batches = encoded((e) => {
      e.task('a', 1);
      reference(e, Kind.store, 0x5000);
      e.task('b', 1);
      reference(e, Kind.store, 0x4005000);
      e.task('a', 1);
      for (const address of [0x5000, 0x4005000, 0x5000, 0x4005000]) reference(e, Kind.store, address);
    });
    const { demandZero, quickFault } = Service;
    expect(await faults(batches, 'task')).toEqual([demandZero, demandZero, quickFault]);
  });
});
