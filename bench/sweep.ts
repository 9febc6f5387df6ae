// Speed of sweeps, each case beside the plain way to the same numbers, which are compared: see docs/explanation/sweeps.md.
// `node bench/sweep.ts [TRACE]`: a trace of several CPUs, radix8 by default. --smoke: fewer points of a small trace.

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Counts } from '../src/replay/counts/counts.ts';
import type { Structure } from '../src/replay/structure/structure.ts';
import { load, product } from './product.ts';
import { median, publish, smoke, verdict } from './results.ts';

const { loadCosts, loadStructure, openTrace, prepare, price, replay, replayGroups } = product;
const { studyOfArguments } = await load<typeof import('../src/sweep/study/arguments.ts')>('sweep/study/arguments');
const { sweep } = await load<typeof import('../src/sweep/sweep.ts')>('sweep/sweep');
const { inProcess } = await load<typeof import('../src/sweep/engines/engine.ts')>('sweep/engines/engine');
const { threads } = await load<typeof import('../src/sweep/engines/threads.ts')>('sweep/engines/threads');
const { Store } = await load<typeof import('../src/sweep/store/store.ts')>('sweep/store/store');

const path = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? (smoke ? 'raytrace8' : 'radix8');
const ROUNDS = smoke ? 1 : 5;
const SIDE = smoke ? 2 : 8;
const folder = mkdtempSync(join(tmpdir(), 'bench-sweep-'));
let stores = 0;

const cpuMs = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

/** Milliseconds of this process's CPU time and of the clock. */
async function time(work: () => unknown): Promise<{ cpu: number; elapsed: number }> {
  const [cpu, elapsed] = [cpuMs(), performance.now()];
  await work();
  return { cpu: cpuMs() - cpu, elapsed: performance.now() - elapsed };
}

const rows: string[][] = [];
function report(name: string, value: number, digits: number, aim?: number): void {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  rows.push([name, text, verdict(value, 'at least', aim)]);
}

function assertEqual(name: string, a: unknown, b: unknown): void {
  if (!isDeepStrictEqual(a, b)) throw new Error(`${name}: the counts differ`);
}

/** Points under costs of which one varies, a second. */
async function costPoints(name: string, counts: Counts, occupancy: number, target?: number): Promise<void> {
  const base = loadCosts('flash', [`memoryOccupancy.value=${occupancy}`]);
  const costs = (i: number) => ({ ...base, remoteMemory: { ...base.remoteMemory, value: 300 + (i % 3000) } });
  const rate = async (points: number, total: (i: number) => number): Promise<number> => {
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      seconds.push((await time(() => { for (let i = 0; i < points; i++) total(i); })).cpu / 1000); // biome-ignore format: short
    return points / median(seconds);
  };
  const form = prepare(counts);
  const points = smoke ? 1000 : 10_000;
  const ours = await rate(points, (i) => form.totals(costs(i)).totalNs);
  const plain = await rate(points / 10, (i) => price(counts, costs(i)).ns.length);
  report(`cost points a second, ${name}`, ours, 0, target);
  report(`times those of \`price\`, ${name}`, ours / plain, 1);
}

/** Single replays a structural sweep is compared with, spread over its points; their time is taken for that of all. */
const SINGLES = 8;

/** A structural sweep in one thread, against single replays of the file; and in as many threads as there are cores. */
async function structural(
  name: string,
  structures: string,
  vary: string[],
  target?: number,
  rounds = Math.min(3, ROUNDS),
): Promise<void> {
  const located = studyOfArguments([path], { vary, zip: [], set: [], structures });
  const single: number[] = [];
  const planned: number[] = [];
  const threaded: number[] = [];
  const crowding: number[] = [];
  let points = 0;
  for (let round = 0; round < rounds; round++) {
    const store = join(folder, `${stores++}`);
    const one = await time(() => sweep(located, { store, engine: inProcess }));
    const { plan } = await sweep(located, { store });
    points = plan.replays.length;
    const some = plan.replays.filter((_, n) => (n * SINGLES) % points < SINGLES);
    const alone = await time(async () => {
      for (const { key, structure } of some)
        assertEqual(
          name,
          await replay(await openTrace(path), structure),
          (await new Store(store).get(key, structure))?.counts,
        );
    });
    const all = await time(() => sweep(located, { store: join(folder, `${stores++}`), engine: threads() }));
    planned.push(one.cpu);
    single.push((alone.cpu * points) / some.length / one.cpu);
    threaded.push(one.elapsed / all.elapsed);
    crowding.push(all.cpu / one.cpu);
  }
  const of = `${points} points, ${name}`;
  report(`${of}: ms of CPU time in one thread`, median(planned), 0);
  report(`${of}: times as fast as single replays`, median(single), 1, target);
  report(`${of}: times as fast again with ${availableParallelism()} threads, elapsed`, median(threaded), 2);
  report(`${of}: CPU time of these threads, times that of one`, median(crowding), 2);
}

/** Several shapes of a part in one pass, against one shape. */
async function onePass(name: string, list: Structure[]): Promise<void> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let counts: Counts[][] = [];
    const all = await time(async () => { counts = await replayGroups(await openTrace(path), [list]); }); // biome-ignore format: short
    const one = await time(async () => assertEqual(name, await replay(await openTrace(path), list[0]), counts[0][0]));
    ratios.push(all.cpu / one.cpu);
  }
  report(`${list.length} ${name} in one pass, times the time of one (less is better)`, median(ratios), 2);
}

try {
  const counts = await replay(await openTrace(path), loadStructure('irix'));
  await costPoints(`${counts.cpus} CPUs that queue for locks`, counts, 0, smoke ? undefined : 10_000);
  await costPoints(`${counts.cpus} CPUs that queue for memory and locks`, counts, 200, smoke ? undefined : 10_000);
  const tlbs = `tlb.entries=${16}..${16 * 2 ** (SIDE - 1)}:log${SIDE}`;
  const boards = `cache.l2.sizeBytes=${65536}..${65536 * 2 ** (SIDE - 1)}:log${SIDE}`;
  const ways = `cache.l1d.sizeBytes=${8192}..${8192 * 2 ** (SIDE - 1)}:log${SIDE}`;
  const goal = smoke ? undefined : 5;
  await structural('TLBs and board caches, not coherent', 'dinero', [tlbs, boards], goal);
  await structural(
    'first-level and coherent board caches: nothing to share but the decoding',
    'irix',
    [ways, boards],
    undefined,
    1,
  );
  await structural('TLBs and coherent board caches', 'irix', [tlbs, boards], goal, 1);
  const sizes = Array.from({ length: SIDE }, (_, n) => 2 ** n);
  await onePass(
    'TLB sizes',
    sizes.map((n) => loadStructure('irix', [`tlb.entries=${16 * n}`])),
  );
  await onePass(
    'board cache sizes',
    sizes.map((n) => loadStructure('dinero', [`cache.l2.sizeBytes=${65536 * n}`])),
  );
  publish('sweep', [
    {
      name: 'bench-sweep',
      caption: `Sweeps of ${path}, medians of ${ROUNDS} rounds`,
      head: ['what', 'measured', 'aim'],
      align: 'lrl',
      rows,
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
