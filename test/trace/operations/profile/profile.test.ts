import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missesOf, profileTrace, touchesOf, type Work } from '../../../../src/trace/operations/profile/profile.ts';
import { TraceEncoder } from '../../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../../src/trace/words/layout.ts';
import { Marker } from '../../../../src/trace/words/markers.ts';
import { draws } from '../../../pace.ts';
import { OracleCache } from '../../../replay/oracle.ts';
import { encode, header, inMemory, type Step, steps } from '../../words/steps.ts';
import { accessesOf, distances, happenings, sharing, unitsOf, workingSets } from './naive.ts';

/** Steps that meet again: few lines and pages, many turns, an instruction first, so that the clock is of instructions. */
const KINDS = [Kind.fetch, Kind.load, Kind.store] as const;
const dense: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc
          .tuple(fc.nat(2), fc.nat(60), fc.nat(80), fc.constantFrom(1, 4, 8, 16, 60), fc.nat(63))
          .map(([k, line, low, bytes, n]): Step => ({
            do: 'reference', kind: KINDS[k], address: BigInt(0x3f000 + line * 128 + low), bytes, instructions: k === 0 ? n * 40 : 0,
          })), // biome-ignore format: a record
      },
      { weight: 3, arbitrary: fc.nat(40).map((cpu): Step => ({ do: 'cpu', cpu })) },
      { weight: 1, arbitrary: fc.nat(40).map((id): Step => ({ do: 'task', id: `${id + 1}` })) },
      { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'event', type: Marker.mode, a: 1, operands: [] }, { do: 'event', type: Marker.syscall, a: 3, operands: [] }) }, // biome-ignore format: a list
    ),
    { maxLength: 600 },
  )
  .map((all) => [{ do: 'reference', kind: Kind.fetch, address: 0n, bytes: 4, instructions: 1 }, ...all]);
const gap: Step = { do: 'event', type: Marker.window, a: 0, operands: [1, 0, 1, 0] };
const withGaps = fc.tuple(dense, fc.array(dense, { maxLength: 2 })).map(([first, more]) => [...first, ...more.flatMap((each) => [gap, ...each])]); // biome-ignore format: one chain

const total = ({ fetches, loads, stores }: Work): number => fetches + loads + stores;

describe('a profile', () => {
  test('agrees with lists and sets, and its sums with the totals', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(withGaps, steps), fc.constantFrom(16, 64, 4096), async (all, line) => {
        const { batches, totals } = encode(all, 'mips32', { batchSteps: 97 });
        const profile = await profileTrace(inMemory(header('mips32'), batches, totals), { line });
        const told = happenings(batches);
        const accesses = accessesOf(told);

        const rows = new Map(profile.sharing.map((row) => [`${row.by} ${row.unitBytes} ${row.class} ${row.sharers}`, row.units])); // biome-ignore format: one
        const naive = (['cpu', 'task'] as const).flatMap((by) => [64, 128, 4096].flatMap((unit) => [...sharing(told, by, unit)])); // biome-ignore format: one
        expect([...rows].sort()).toEqual(naive.sort());

        for (const reuse of profile.reuse) {
          const { cold, buckets } = distances(told, reuse.of, line);
          expect([reuse.cold, reuse.buckets]).toEqual([cold, buckets]);
        }

        const { clock, length, intervals } = profile.workingSet;
        if (clock === 'instructions') {
          const sets = workingSets(told, length);
          const found = intervals.filter(({ pages }) => pages > 0);
          expect(new Map(found.map(({ window, from, pages }) => [`${window} ${from / length}`, pages]))).toEqual(sets);
        }

        const { instructions, fetches, loads, stores } = totals;
        const whole = { instructions, fetches, loads, stores };
        expect(profile.work).toEqual(whole);
        for (const parts of [profile.cpus, profile.tasks])
          for (const name of ['instructions', 'fetches', 'loads', 'stores'] as const)
            expect(parts.reduce((sum, part) => sum + part[name], 0)).toBe(whole[name]);
        expect(profile.regions.reduce((sum, region) => sum + total({ instructions: 0, ...region }), 0)).toBe(totals.references);
        expect(profile.kernel.stores).toBe(accesses.filter(({ mode, kind }) => mode === 1 && kind === Kind.store).length);

        const sizes = new Map<string, number>();
        for (const { kind, bytes } of accesses) sizes.set(`${kind} ${bytes}`, (sizes.get(`${kind} ${bytes}`) ?? 0) + 1);
        const codes = { fetch: 0, load: 1, store: 3 };
        expect(new Map(profile.sizes.map(({ kind, bytes, references }) => [`${codes[kind]} ${bytes}`, references]))).toEqual(sizes);
        const sum = (name: 'pages' | 'bytes') => profile.regions.reduce((all, region) => all + region[name], 0);
        expect(sum('pages')).toBe(new Set(accesses.flatMap((access) => unitsOf(access, 4096))).size);
        expect(sum('bytes')).toBe(new Set(accesses.flatMap((access) => unitsOf(access, 1))).size);
        for (const [parts, by] of [[profile.tasks, 'task'], [profile.cpus, 'cpu']] as const) {
          const own = Map.groupBy(accesses, (access) => access[by]);
          const pages = [...own].sort(([a], [b]) => a - b).map(([, some]) => new Set(some.flatMap((access) => unitsOf(access, 4096))).size);
          expect(parts.map((part) => part.pages)).toEqual(pages);
        }
        expect(profile.calls.reduce((all, { count }) => all + count, 0)).toBe(told.filter((each) => typeof each === 'number').length);
      }),
      { numRuns: draws(60) },
    );
  }); // biome-ignore format: long lines

  test('has distances that a list has after many stamps were used and numbered anew, and by them the misses of LRU caches', async () => {
    const encoder = new TraceEncoder();
    const caches = [1, 16, 64, 512, 2048].map((lines) => ({
      lines,
      cache: new OracleCache({ sizeBytes: lines * 64, lineBytes: 64, ways: lines }, null),
    }));
    let seed = 1;
    for (let i = 0; i < 30_000; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      const line = i % 3 === 0 ? i % 1500 : (seed >>> 16) % (i % 7 === 0 ? 3000 : 90);
      const address = line * 64;
      encoder.reference(Kind.load, 0, address, 4, 0);
      for (const { cache } of caches) cache.access({ kind: 'load', address, bytes: 4 });
    }
    const { reuse } = await profileTrace(inMemory(header(), [encoder.finish()]));
    expect(touchesOf(reuse[0])).toBe(30_000);
    for (const { lines, cache } of caches) expect(missesOf(reuse[0], lines)).toBe(cache.counts.load.misses);
  });

  test('lets intervals grow with the trace, and counts those of all lengths exactly', async () => {
    const all = Array.from({ length: 3000 }, (_, i): Step => ({
      do: 'reference', kind: Kind.fetch, address: BigInt(((i * i) % 37) * 4096), bytes: 4, instructions: 1 + ((i * 7) % 3000),
    })); // biome-ignore format: a record
    const { batches } = encode(all, 'flat');
    const { workingSet } = await profileTrace(inMemory(header(), batches));
    expect(workingSet.length).toBe(32_768);
    expect(new Map(workingSet.intervals.map(({ from, pages }) => [`1 ${from / workingSet.length}`, pages]))).toEqual(
      workingSets(happenings(batches), workingSet.length),
    );
  });
});
