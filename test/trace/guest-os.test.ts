import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts.ts';
import { loadStructure } from '../../src/replay/presets.ts';
import { replay } from '../../src/replay/replay.ts';
import { BATCH_WORDS, TraceEncoder } from '../../src/trace/encoder.ts';
import { GUEST_SERVICES, loadGuest } from '../../src/trace/guest/profile.ts';
import { serviceOfCall } from '../../src/trace/guest/syscalls.ts';
import { withGuest } from '../../src/trace/guest-os.ts';
import {
  Kind,
  Marker,
  markerLength,
  markerOperand,
  markerType,
  REGION_BITS,
  RegionFlag,
  Service,
} from '../../src/trace/record.ts';
import type { Architecture } from '../../src/trace/segments.ts';
import type { Batch, Trace, TraceHeader } from '../../src/trace/trace.ts';
import { validate } from '../../src/trace/validate.ts';
import { collect, decode, encode, header, inMemory, type Step, steps } from './steps.ts';

const irix = loadGuest('irix-5.3');
const user = (architecture: Architecture = 'flat', granuleBits = 4): TraceHeader => ({
  ...header(architecture, granuleBits),
  level: 'user',
});
const run = (batches: readonly Batch[], head = user(), profile = irix): Promise<Batch[]> =>
  collect(withGuest(inMemory(head, batches), profile).batches());

/** Encodes calls on the encoder. */
function encoded(write: (encoder: TraceEncoder) => void, granuleBits = 4): Batch[] {
  const encoder = new TraceEncoder({ granuleBits });
  write(encoder);
  return [encoder.finish()];
}
const reference = (e: TraceEncoder, kind: 0 | 1 | 3, address: number, bytes = 4): void =>
  e.reference(kind, 0, address, bytes, kind === Kind.fetch ? 1 : 0);

function* markersOf(batches: readonly Batch[]): Generator<{ type: Marker; a: number; words: Uint32Array; i: number }> {
  for (const { words } of batches)
    for (let i = 0; i < words.length; ) {
      const word = words[i];
      if ((word & 3) === Kind.marker) {
        yield { type: markerType(word), a: markerOperand(word), words, i };
        i += markerLength(word);
      } else i++;
    }
}

/** Services entered, by number. */
const entered = (batches: readonly Batch[]): number[] =>
  [...markersOf(batches)].filter(({ type }) => type === Marker.serviceEnter).map(({ a }) => a);
const flat = (batches: readonly Batch[]): number[] => batches.flatMap(({ words }) => [...words]);

/** The same trace with regions numbered in order of appearance, which is what decoder and validator know; the guest's begin at the top. */
function renumbered(batches: readonly Batch[], granuleBits = 4): Batch[] {
  const ids = new Map<number, number>();
  const shift = REGION_BITS - granuleBits;
  const granule = (word: number): number => {
    const g = word >>> 4;
    const region = ids.get(g >>> shift) ?? Number.NaN;
    expect(region).not.toBeNaN();
    return (((region << shift) | (g & ((1 << shift) - 1))) << 4) >>> 0;
  };
  return batches.map(({ words, details }) => {
    const out = words.slice();
    for (let i = 0; i < words.length; ) {
      const word = words[i];
      const type = markerType(word);
      const a = markerOperand(word);
      if ((word & 3) !== Kind.marker) {
        out[i] = (granule(word) | (word & 15)) >>> 0;
        i++;
        continue;
      }
      if (type === Marker.region) {
        ids.set(a, ids.size);
        out[i] = ((ids.get(a)! << 8) | (word & 255)) >>> 0;
      } else if (type === Marker.zeroPage || type === Marker.frame)
        out[i] = (((((ids.get(a >>> 6) ?? Number.NaN) << 6) | (a & 63)) << 8) | (word & 255)) >>> 0;
      else if (type === Marker.wide) out[i + 1] = granule(words[i + 1]);
      i += markerLength(word);
    }
    return { words: out, details };
  });
}

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

  const userSteps = steps.map((all) =>
    all.filter((s) => s.do !== 'event' || ![Marker.mode, Marker.serviceEnter, Marker.trap].includes(s.type as never)),
  );
  const everyBits = fc.constantFrom(4, 4, 4, 3, 2, 1, 0);
  const architectures = fc.constantFrom<Architecture>('flat', 'mips64');

  test('keeps every access and event of the user, in order, exact to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(userSteps, everyBits, architectures, async (all: Step[], granuleBits, architecture) => {
        const { batches } = encode(all, architecture, { granuleBits });
        const out = await run(batches, user(architecture, granuleBits));
        const told = decode(renumbered(out, granuleBits), granuleBits);
        // What the kernel does is in kernel mode; its way back is the event "mode user".
        const users = told.filter((text) => !/ mode 1: | mode 0: event 5 0 /.test(text));
        expect(users).toEqual(decode(batches, granuleBits));
      }),
      { numRuns: 60 },
    );
  });

  test('passes every check of the validator, tallies of split runs included', async () => {
    await fc.assert(
      fc.asyncProperty(userSteps, everyBits, architectures, async (all: Step[], granuleBits, architecture) => {
        const { batches } = encode(all, architecture, { granuleBits });
        const out = renumbered(await run(batches, user(architecture, granuleBits)), granuleBits);
        expect(await validate(inMemory(header(architecture, granuleBits), out))).toEqual([]);
      }),
      { numRuns: 60 },
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
      { numRuns: 60 },
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
    expect(trace.notes[0]).toMatch(
      /^guest irix-5\.3 inserted 17 demandZero, 33 quickFault, 1 open: \d+ kernel instructions$/,
    );
  });

  test('may come without details, as containers do', async () => {
    const batches = encoded((e) => {
      reference(e, Kind.fetch, 0);
      reference(e, Kind.store, 8192);
    }).map(({ words }) => ({ words, details: new Uint16Array(0) }));
    const out = await run(batches);
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

  test('asks for the page to be zeroed when it is demand zero only, and writes the TLB once', async () => {
    const out = await run(
      encoded((e) => {
        reference(e, Kind.store, 5 * 4096);
        reference(e, Kind.load, 6 * 4096);
      }),
    );
    const zeroed = [...markersOf(out)].filter(({ type }) => type === Marker.zeroPage).map(({ a }) => a);
    expect(zeroed).toEqual([5]);
    const counts = totalsOf(await replay(inMemory(header(), out), loadStructure('irix')));
    expect(counts).toMatchObject({ pageCleared: 1, tlbWrite: 2, trap: 2, privileged: 18, serviceEntered: 2 });
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

describe('a system call', () => {
  test.each([
    ['x86-64 read', 0, 'read'], ['x86-64 write', 1, 'write'], ['x86-64 open', 2, 'open'], ['x86-64 close', 3, 'systemCall'],
    ['x86-64 pread64', 17, 'read'], ['x86-64 pwrite64', 18, 'write'], ['x86-64 writev', 20, 'write'], ['x86-64 clone', 56, 'fork'],
    ['x86-64 vfork', 58, 'fork'], ['x86-64 execve', 59, 'execve'], ['x86-64 exit', 60, 'exit'], ['x86-64 exit_group', 231, 'exit'],
    ['x86-64 openat', 257, 'open'], ['n64 read', 5000, 'read'], ['n64 write', 5001, 'write'], ['n64 open', 5002, 'open'],
    ['n64 clone', 5055, 'fork'], ['n64 execve', 5057, 'execve'], ['n64 exit', 5058, 'exit'], ['n64 wait4', 5059, 'systemCall'],
    ['n64 exit_group', 5205, 'exit'], ['n64 openat', 5247, 'open'], ['o32 fork', 4002, 'fork'], ['o32 read', 4003, 'read'],
    ['n32 openat', 6251, 'open'], ['a number not told', 0xffffff, 'systemCall'],
  ] as const)('%s (%i) is %s', (_, number, service) => {
    expect(serviceOfCall(number)).toBe(Service[service]);
  }); // biome-ignore format: a table

  test('runs its service after the call, with the instructions of the profile', async () => {
    const out = await run(encoded((e) => e.event(Marker.syscall, 5000)));
    const types = [...markersOf(out)]
      .map(({ type }) => type)
      .filter((t) => t !== Marker.region && t !== Marker.privileged);
    expect(types).toEqual([
      Marker.cpu, Marker.syscall, Marker.mode, Marker.serviceEnter, Marker.trap, Marker.tally, Marker.serviceLeave, Marker.mode,
    ].slice(1)); // biome-ignore format: a list
    const [tally] = [...markersOf(out)].filter(({ type }) => type === Marker.tally);
    expect(tally.words[tally.i + 1]).toBe(irix.services.read.instructions.value);
  });

  test('touches other pages from call to call, of a kernel no larger than the profile’s', async () => {
    const pagesOf = async (calls: number): Promise<Set<number>> => {
      const [{ words }] = await run(encoded((e) => { for (let n = 0; n < calls; n++) e.event(Marker.syscall, 5002); })); // biome-ignore format: short
      const pages = new Set<number>();
      for (let i = 0; i < words.length; i += (words[i] & 3) === Kind.marker ? markerLength(words[i]) : 1)
        if ((words[i] & 3) !== Kind.marker) pages.add(words[i] >>> 12);
      return pages;
    };
    const [one, many] = [await pagesOf(1), await pagesOf(20)];
    const { textPages, fixedPages, varyingPages } = irix.services.open;
    expect(one.size).toBeLessThanOrEqual(1 + textPages + 2 + fixedPages + varyingPages);
    expect(one.size).toBeGreaterThan(20);
    expect(many.size).toBeGreaterThan(one.size + 100);
    const kernel = irix.textPages + irix.dataPages + irix.bufferPages;
    expect((await pagesOf(100)).size).toBeLessThan(kernel);
  });
});

describe('a switch and the clock', () => {
  test('a CPU’s first task is no switch, another is, the same again is not', async () => {
    const out = await run(
      encoded((e) => {
        e.task('1');
        e.task('2');
        e.cpu(1);
        e.task('1');
        e.cpu(0);
        e.task('2');
        e.task('1');
      }),
    );
    expect(entered(out)).toEqual([Service.contextSwitch, Service.contextSwitch]);
  });

  test('interrupts a CPU when it has retired the instructions between two ticks, the kernel’s counted', async () => {
    const fault = irix.services.quickFault.instructions.value;
    const ticks = async (instructions: number): Promise<number> => {
      const out = await run(encoded((e) => e.reference(Kind.fetch, 0, 0, 4, instructions)));
      return entered(out).filter((s) => s === Service.interrupt).length;
    };
    expect(await ticks(irix.interruptInstructions - fault - 1)).toBe(0);
    expect(await ticks(irix.interruptInstructions - fault)).toBe(1);
    expect(await ticks(2 * irix.interruptInstructions)).toBe(2);
  });
});

describe('the kernel', () => {
  test('lives in unmapped regions at the top of the id space, in space 0', async () => {
    const regions = [...markersOf(await run([]))].filter(({ type }) => type === Marker.region);
    expect(regions).toHaveLength(7 + 27 + 8);
    for (const { a, words, i } of regions) {
      expect(a).toBeGreaterThanOrEqual(2 ** 14 - regions.length);
      expect([words[i + 1], words[i + 3], words[i + 4]]).toEqual([0, 0, RegionFlag.kernel | RegionFlag.unmapped]);
      expect(words[i + 2] >>> 11).toBe(4);
    }
  });

  test('is the same references at every granule: lines and instructions do not change', async () => {
    const count = async (granuleBits: number) => {
      const out = await run(encoded((e) => { for (let n = 0; n < 30; n++) e.event(Marker.syscall, n % 3); }, granuleBits), user('flat', granuleBits)); // biome-ignore format: short
      const counts = totalsOf(await replay(inMemory(header('flat', granuleBits), out), loadStructure('irix')));
      return [counts.instruction, counts.l1iFetchMiss, counts.l1dLoadMiss, counts.l1dStoreMiss, counts.l2FetchMiss];
    };
    const reference = await count(4);
    for (const bits of [3, 2, 1, 0]) expect(await count(bits)).toEqual(reference);
  });

  test('writes its privileged instructions as the profile lists them', async () => {
    const out = await run(encoded((e) => e.event(Marker.syscall, 3)));
    const told = [...markersOf(out)]
      .filter(({ type }) => type === Marker.privileged)
      .map(({ a }) => `${a & 255} $${a >>> 8}`);
    expect(told).toEqual(['0 $13', '0 $14', '0 $12', '0 $8', '1 $12', '1 $12', '1 $12', '1 $14', '6 $0']);
  });
});

describe('the profile', () => {
  test('names a reason for every number of instructions', () => {
    for (const [name] of GUEST_SERVICES) expect(irix.services[name].instructions.source.length).toBeGreaterThan(10);
    const fitted = GUEST_SERVICES.filter(([name]) => irix.services[name].instructions.kind === 'fitted').map(
      ([name]) => name,
    );
    expect(fitted).toEqual(['demandZero', 'quickFault', 'open', 'write', 'read', 'execve']);
  });

  test('is refused, by the override, when it cannot be', () => {
    expect(() => loadGuest('irix-5.3', ['services.open.textPages=2'])).toThrow(/more code than fits in textPages/);
    expect(() => loadGuest('irix-5.3', ['services.read.instructions.value=600'])).toThrow(
      /more than the instructions can copy/,
    );
    expect(() => loadGuest('irix-5.3', ['entry=[tlbwr]'])).toThrow(/--set entry=\[tlbwr\].*expected "mfc0 REGISTER"/);
    expect(() => loadGuest('irix-6')).toThrow(/guest "irix-6": no such preset or file; presets: irix-5\.3/);
  });
});
