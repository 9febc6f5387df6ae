import { describe, expect, test } from 'vitest';
import { loadGuest } from '../../src/guest/guest-os.ts';
import { GUEST_SERVICES } from '../../src/guest/profile.ts';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { replay, replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { Kind, MONITOR_REGIONS, REGION_BITS } from '../../src/trace/words/layout.ts';
import { Marker, markerLength } from '../../src/trace/words/markers.ts';
import { serviceOfCall } from '../../src/trace/words/syscalls.ts';
import { RegionFlag, Service } from '../../src/trace/words/vocabulary.ts';
import { header, inMemory } from '../trace/words/steps.ts';
import { encoded, entered, irix, markersOf, run, user, withoutLocks } from './guest-os-tools.ts';

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
    const out = await run(
      encoded((e) => e.event(Marker.syscall, 5000)),
      user(),
      withoutLocks,
    );
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
      const [{ words }] = await run(encoded((e) => { for (let n = 0; n < calls; n++) e.event(Marker.syscall, 5002); }), { ...user(), cpus: 1 }); // biome-ignore format: short
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
  test('lives in unmapped regions at the top of the id space, below the monitor’s, in space 0; page tables in a mapped one', async () => {
    const all = [...markersOf(await run(encoded((e) => e.event(Marker.syscall, 5000))))].filter(
      ({ type }) => type === Marker.region,
    );
    expect(all).toHaveLength(7 + 27 + 8 + 2);
    const mapped = all.filter(({ words, i }) => words[i + 2] === 0xc000_0000 / 2 ** REGION_BITS);
    expect(mapped.map(({ words, i }) => words[i + 4])).toEqual([RegionFlag.kernel]);
    const regions = all.filter((region) => !mapped.includes(region));
    for (const { a, words, i } of regions) {
      expect(a).toBeGreaterThanOrEqual(2 ** 14 - MONITOR_REGIONS - regions.length);
      expect(a).toBeLessThan(2 ** 14 - MONITOR_REGIONS);
      const { kernel, unmapped, kernelText, bufferCache } = RegionFlag;
      expect([words[i + 1], words[i + 3]]).toEqual([0, 0]);
      expect([0, kernelText, bufferCache].map((more) => kernel | unmapped | more)).toContain(words[i + 4]);
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
    const wired = ['1 $10', '1 $2', '1 $3', '1 $0', '5 $0'];
    expect(told).toEqual(['0 $13', '0 $14', '0 $12', '0 $8', '1 $12', '1 $12', ...wired, ...wired, '1 $12', '1 $14', '6 $0']); // biome-ignore format: a line
  });
});

describe('page tables', () => {
  const segment = (value: 'kseg0' | 'kseg2') => ({ ...irix, tableSegment: { value, kind: 'assumed' as const, source: 'a test' } }); // biome-ignore format: a line
  /** Stores to fresh pages of two regions whose tables are one, then to one of the first again. */
  const stores = (addresses: readonly number[]) => encoded((e) => { for (const address of addresses) e.reference(Kind.store, 0, address, 4, 0); }); // biome-ignore format: short
  const events = async (value: 'kseg0' | 'kseg2', structure: 'irix' | 'disco', addresses: readonly number[]) => {
    const out = await run(stores(addresses), user(), segment(value));
    const trace = inMemory({ ...header(), level: 'system' }, out);
    return totalsOf(await replay(trace, loadStructure(structure, ['guest=none', 'tlb.replacement=lru'])));
  };
  const one = [0x10000000];
  const two = [0x10000000, 0x10002000];

  test('in kseg2 miss the TLB natively, once while their entry stays, at the cost of a refill', async () => {
    const [unmapped, mapped] = [await events('kseg0', 'irix', one), await events('kseg2', 'irix', one)];
    expect([unmapped.tlbMiss, unmapped.guestRefill, unmapped.tlbReference]).toEqual([1, 1, 1]);
    expect([mapped.tlbMiss, mapped.guestRefill]).toEqual([2, 2]);
    // A 750-instruction path has 125 references to structures, of which the page table is one in nine.
    expect(mapped.tlbReference).toBeGreaterThan(10);
    expect(mapped.tlbReference).toBeLessThan(40);
    expect(mapped.instruction).toBe(unmapped.instruction);
    const [before, after] = [await events('kseg0', 'irix', two), await events('kseg2', 'irix', two)];
    expect([before.tlbMiss, after.tlbMiss]).toEqual([2, 3]);
  });

  test('take as many entries under Disco, where all of the kernel is mapped', async () => {
    const [unmapped, mapped] = [await events('kseg0', 'disco', two), await events('kseg2', 'disco', two)];
    expect(mapped.tlbReference).toBe(unmapped.tlbReference);
    expect(mapped.tlbMiss).toBe(unmapped.tlbMiss);
    expect(mapped.tlbMiss).toBeGreaterThan(10);
  });

  test('have an origin', () => {
    expect(() => loadGuest('irix-5.3', ['tableSegment.value=kseg1'])).toThrow(/kseg0.*kseg2/);
    expect(loadGuest('irix-5.3').tableSegment).toMatchObject({ value: 'kseg2', kind: 'published' });
    expect(loadGuest('irix-5.3', ['tableSegment=kseg0']).tableSegment).toMatchObject({ value: 'kseg0', kind: 'given' });
  });
});

test('a restructured hardware layer spares the two TLB writes of every entry, and the emulation around them', async () => {
  const trace = inMemory(user(), encoded((e) => { for (let n = 0; n < 4; n++) e.event(Marker.syscall, 3); })); // biome-ignore format: short
  const [irix, hal] = await replayAll(trace, ['irix-5.3', 'irix-5.3-hal'].map((guest) => loadStructure('disco', { guest }))); // biome-ignore format: a line
  const { tlbWriteEmulated, registerWriteEmulated, specialPageAccess } = totalsOf(hal);
  expect(totalsOf(irix)).toMatchObject({
    tlbWriteEmulated: tlbWriteEmulated + 2 * 4,
    // EntryHi, both halves of the entry and Index: none of them is at a place that was patched by hand.
    registerWriteEmulated: registerWriteEmulated + 2 * 4 * 4,
    specialPageAccess,
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
    expect(() => loadGuest('irix-5.3', ['wiredSwitch=[mtc0 0]'])).toThrow(/expected one tlbwi.*found 0/);
    expect(() => loadGuest('irix-5.3', ['wiredSwitch=[tlbwi, tlbwi]'])).toThrow(/expected one tlbwi.*found 2/);
    expect(() => loadGuest('irix-5.3', ['wiredSwitch=[tlbwi, eret]'])).toThrow(/eret leaves the kernel/);
    expect(() => loadGuest('irix-6')).toThrow(/guest "irix-6": no such preset or file; presets: irix-5\.3/);
  });
});
