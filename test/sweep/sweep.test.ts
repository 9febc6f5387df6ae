import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GUEST_NAMES } from '../../src/guest/systems.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { price, timeRows } from '../../src/price/price.ts';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructures } from '../../src/replay/structure/presets.ts';
import { type Engine, inProcess } from '../../src/sweep/engines/engine.ts';
import { threads } from '../../src/sweep/engines/threads.ts';
import { planOf } from '../../src/sweep/plan/plan.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../src/sweep/study/arguments.ts';
import { type SweepOptions, sweep } from '../../src/sweep/sweep.ts';
import { writeResults } from '../../src/sweep/write.ts';
import { openTrace } from '../../src/trace/open.ts';
import { paced } from '../pace.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('sweep');
const trace = writeTrace(join(folder, 'three.csv'));
const alone = writeTrace(join(folder, 'one.csv'), { cpus: 1, seed: 2 });

const study = (traces: string[], flags: Partial<Parameters<typeof studyOfArguments>[1]>) =>
  studyOfArguments(traces, { vary: [], zip: [], set: [], ...flags });
let stores = 0;
const fresh = (): string => join(folder, `store${stores++}`);

/** All files of the results, by name. */
async function files(located: ReturnType<typeof study>, options: SweepOptions): Promise<Record<string, string>> {
  return written(await sweep(located, options));
}
async function written({ plan, results }: Awaited<ReturnType<typeof sweep>>): Promise<Record<string, string>> {
  const out = fresh();
  await writeResults(out, plan, results);
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString('base64')]));
}

describe('a plan', () => {
  const pick = (path: string, ...values: (number | string)[]) =>
    fc.subarray(values, { minLength: 1 }).map((some) => `${path}=${some.join()}`);
  const axes = [
    pick('tlb.entries', 4, 16, 64),
    pick('tlb.replacement', 'lru', 'random', 'fifo'),
    pick('cache.l2.sizeBytes', 16384, 65536, 262144),
    pick('cache.l1d.ways', 1, 2),
    pick('cache.l1d.replacement', 'lru', 'random'),
    pick('monitor.secondLevelTlb.entries', 0, 64, 512),
    pick('remoteMemory', 300, 900, 1500),
    pick('memoryOccupancy', 0, 200),
  ];
  const varied = fc.subarray(axes, { minLength: 1, maxLength: 3 }).chain((some) => fc.tuple(...some));
  const set = fc.subarray(['monitor.hotPages=null', 'numa=null', 'cache.l2.inclusive=false', 'run.seed=7'] as const);

  /** Planned and unplanned, of which the results and all counts have to be the same; the number of moves of pages, and of entries they shot down. */
  async function bothWays(located: ReturnType<typeof study>): Promise<{ moves: number; shootdowns: number }> {
    const [a, b] = [fresh(), fresh()];
    const planned = await sweep(located, { store: a });
    const unplanned = await sweep(located, { store: b, share: false });
    expect(planned.results).toEqual(unplanned.results);
    expect(unplanned.plan.tasks.length).toBe(unplanned.plan.replays.length);
    const seen = { moves: 0, shootdowns: 0 };
    for (const { key, structure } of planned.plan.replays) {
      const kept = await new Store(a).get(key, structure);
      expect(kept).toEqual(await new Store(b).get(key, structure));
      for (const { shootdowns } of kept?.counts.moves ?? []) {
        seen.moves++;
        seen.shootdowns += shootdowns;
      }
    }
    return seen;
  }

  test.each<[string, Parameters<typeof study>[1]]>([
    [
      'random caches beside a random TLB',
      { vary: ['tlb.entries=4,16', 'cache.l1d.replacement=lru,random'], structures: 'irix' },
    ],
    ['inclusive board caches', { vary: ['cache.l2.sizeBytes=16384,65536'], structures: 'flash' }],
    ['coherent board caches', { vary: ['cache.l2.sizeBytes=32768,65536'], structures: 'irix' }],
    [
      'random board caches',
      {
        vary: ['cache.l2.sizeBytes=16384,65536', 'cache.l2.replacement=lru,random'],
        set: ['tlb.replacement=random'],
        structures: 'dinero',
      },
    ],
    [
      'TLBs of pairs and of single pages',
      { vary: ['tlb.pagesPerEntry=1,2', 'tlb.entries=8,16'], structures: 'flash,irix' },
    ],
    [
      'board caches of several line sizes and writing policies, TLBs of all kinds',
      {
        vary: [
          'cache.l2.lineBytes=64,256',
          'cache.l2.write=back,through',
          'tlb.replacement=lru,fifo,random',
          'tlb.ways=2,full',
        ],
        structures: 'dinero',
      },
    ],
  ])('shares only what is exact: %s', async (_, flags) => {
    await bothWays(study([trace], flags));
  });

  test('shares no TLBs under a monitor, which removes entries when pages move', async () => {
    const set = ['monitor.hotPages.trigger=3', 'monitor.hotPages.sharing=2'];
    const seen = await bothWays(study([trace], { vary: ['tlb.entries=4,256'], set, structures: 'disco' }));
    expect(seen.moves).toBeGreaterThan(20);
    expect(seen.shootdowns).toBeGreaterThan(5);
  });

  test('gives every point what it gets unplanned, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(varied, set, fc.constantFrom(0, 3000), async (vary, fixed, warmup) => {
        const legal = fixed.includes('cache.l2.inclusive=false')
          ? [...new Set(['numa=null', 'monitor.hotPages=null', ...fixed])]
          : fixed;
        const still = legal.includes('numa=null') ? [...new Set(['monitor.hotPages=null', ...legal])] : legal;
        const located = study([trace], { vary, set: still, warmup });
        await bothWays(located);
      }),
      { numRuns: paced(3, 12) },
    );
  });

  test('needs one replay for points that differ in costs only, one pass for TLBs and board caches where these change nothing else', async () => {
    const tasks = async (flags: Parameters<typeof study>[1]) => {
      const plan = await planOf(study([alone], flags), new Store(fresh()));
      return [plan.replays.length, plan.tasks.length];
    };
    expect(await tasks({ vary: ['remoteMemory=1..100:1'], structures: 'irix' })).toEqual([1, 1]);
    expect(await tasks({ vary: ['tlb.entries=1..128:log8'], structures: 'irix' })).toEqual([8, 1]);
    expect(await tasks({ vary: ['tlb.entries=1..256:log9'], structures: 'irix' })).toEqual([9, 2]);
    expect(await tasks({ vary: ['tlb.entries=32,64'], structures: 'disco' })).toEqual([2, 2]);
    expect(await tasks({ vary: ['cache.l2.sizeBytes=65536,131072'], structures: 'flash' })).toEqual([2, 2]);
    const both = ['cache.l2.sizeBytes=65536,131072,262144', 'tlb.entries=8,16,32,64'];
    expect(await tasks({ vary: both, structures: 'dinero' })).toEqual([12, 1]);
    expect(await tasks({ vary: ['monitor.zeroedPages=true,false'] })).toEqual([3, 3]);
  });

  test('has nothing to do for what the store has, whoever asked for it, and makes again what is spoilt', async () => {
    const store = fresh();
    const first = await sweep(study([alone], { vary: ['tlb.entries=32,64'] }), { store });
    expect(first.plan.stored.size).toBe(0);
    const none: Engine = { name: 'none', run: () => Promise.reject(new Error('nothing to do')) };
    const again = await sweep(study([alone], { vary: ['tlb.entries=64,32', 'remoteMemory=1,2'] }), {
      store,
      engine: none,
    });
    expect(again.plan.tasks).toEqual([]);
    const { key } = first.plan.replays[0];
    writeFileSync(join(store, key.slice(0, 2), `${key}.arrow`), 'spoilt');
    const mended = await sweep(study([alone], { vary: ['tlb.entries=32,64'] }), { store });
    expect(mended.plan.tasks.map(({ structures }) => structures.length)).toEqual([1]);
    expect(mended.results).toEqual(first.results);
  });
});

describe('engines', () => {
  const located = study([trace, alone], {
    vary: [...paced([], ['cache.l1d.ways=1,2']), 'tlb.entries=16,64', 'remoteMemory=300..900:300'],
    structures: paced('irix,disco', 'flash,irix,disco'),
  });

  const ways: readonly [string, SweepOptions][] = [
    ['two threads', { engine: threads(2) }],
    ['three threads, the trace too long for memory', { engine: threads(3), memoryBytes: 1000 }],
    ['one thread', { engine: threads(1) }],
    ['this thread, the trace too long for memory', { memoryBytes: 1000 }],
  ];
  let plain: ReturnType<typeof sweep> | undefined;
  /** What one thread makes of it in one go, once for all tests. */
  const once = () => {
    plain ??= sweep(located, { store: fresh(), engine: inProcess });
    return plain;
  };

  test.each(paced(ways.slice(0, 2), ways))('%s: the same files as one thread, bit for bit', async (_, options) => {
    const expected = await written(await once());
    expect(Object.keys(expected)).toEqual([
      'manifest.json',
      'results.arrow',
      'results.csv',
      'results.json',
      'results.parquet',
    ]);
    expect(await files(located, { store: fresh(), ...options })).toEqual(expected);
  });

  test.each([inProcess, threads(2)])(
    '$name: an interruption keeps what was done, and the next sweep goes on from there',
    async (engine) => {
      const store = fresh();
      const controller = new AbortController();
      let done = 0;
      const onDone = (): void => {
        if (++done === 3) controller.abort();
      };
      const { signal } = controller;
      await expect(sweep(located, { store, engine, signal, onDone })).rejects.toMatchObject({ name: 'AbortError' });
      const { plan, results } = await sweep(located, { store, engine });
      expect(plan.stored.size).toBeGreaterThanOrEqual(3);
      expect(plan.stored.size + plan.tasks.flatMap(({ structures }) => structures).length).toBe(plan.replays.length);
      expect(results).toEqual((await once()).results);
    },
  );

  test.each(GUEST_NAMES)('replay the guest %s as a single replay does, from memory as well', async (guest) => {
    const located = study([alone], { structures: 'disco', set: [`guest=${guest}`], vary: ['tlb.entries=16'] });
    for (const engine of [inProcess, threads(1)]) {
      const store = fresh();
      const { plan } = await sweep(located, { store, engine });
      const [{ key, structure }] = plan.replays;
      const kept = await new Store(store).get(key, structure);
      expect(kept?.counts).toEqual((await replayAll(await openTrace(alone), [structure]))[0]);
    }
  });

  test('a thread tells of a mistake in the trace as one thread does', async () => {
    const bad = join(folder, 'bad.csv');
    writeFileSync(bad, `${readFileSync(alone, 'utf8')}0,p0,u,X,10,x,\n`);
    const broken = study([bad], { vary: ['cache.l1d.ways=1,2'] });
    const messages = await Promise.all(
      [inProcess, threads(2)].map((engine) =>
        sweep(broken, { store: fresh(), engine, memoryBytes: 1000 }).catch(({ name, message }: Error) => ({
          name,
          message,
        })),
      ),
    );
    expect(messages[0]).toMatchObject({ name: 'UserError', message: expect.stringContaining('bad.csv:6003:') });
    expect(messages[1]).toEqual(messages[0]);
  });
});

describe('results', () => {
  test('are what replay and price say of each point', async () => {
    const located = study([trace], {
      vary: ['tlb.entries=16,64', 'remoteMemory=300,1200'],
      outputs: 'totalMs,overheadPercent,cpi,tlbMiss,tlbMissPer1000,monitorMs,kernelStallMs,remoteStallMs',
      baseline: 'irix',
    });
    const { results } = await sweep(located, { store: fresh() });
    const column = (name: string) => results.columns.find((each) => each.name === name)!.values;
    expect(results.points).toBe(8);
    const totals = new Map<string, number>();
    for (let n = 0; n < results.points; n++) {
      const name = String(column('structure')[n]);
      const entries = column('tlb.entries')[n];
      const [structure] = loadStructures([name], [`tlb.entries=${entries}`]);
      const costs = loadCosts('flash', [`remoteMemory.value=${column('remoteMemory')[n]}`]);
      const [counts] = await replayAll(await openTrace(trace), [structure]);
      const rows = [...timeRows(price(counts, costs))];
      const sum = (of: (row: (typeof rows)[number]) => boolean) =>
        rows.filter(of).reduce((ns, row) => ns + row.ns, 0) / 1e6;
      const events = totalsOf(counts);
      const total = sum(() => true);
      totals.set(`${name} ${entries} ${column('remoteMemory')[n]}`, total);
      const base = totals.get(`irix ${entries} ${column('remoteMemory')[n]}`)!;
      expect(column('totalMs')[n]).toBeCloseTo(total, 10);
      expect(column('overheadPercent')[n]).toBeCloseTo(100 * (total / base - 1), 8);
      expect(column('cpi')[n]).toBeCloseTo((total * 1e6 * 0.4) / events.instruction, 8);
      expect(column('tlbMiss')[n]).toBe(events.tlbMiss);
      expect(column('tlbMissPer1000')[n]).toBe((1000 * events.tlbMiss) / events.instruction);
      expect(column('monitorMs')[n]).toBeCloseTo(
        sum(({ bar }) => bar === 'monitor'),
        10,
      );
      expect(column('kernelStallMs')[n]).toBeCloseTo(
        sum(({ bar }) => bar === 'kernel stall'),
        10,
      );
      expect(column('remoteStallMs')[n]).toBeCloseTo(
        sum(({ part }) => part === 'remoteStall'),
        10,
      );
    }
  });

  test('leave out what means nothing to a structure: no value, and no overhead against what varies alone', async () => {
    const flags = { vary: ['monitor.secondLevelTlb.entries=0,64'], outputs: 'overheadPercent' };
    const rows = async (baseline: string) => {
      const { results } = await sweep(study([alone], { ...flags, baseline }), { store: fresh() });
      const [, structure, entries, overhead] = results.columns.map(({ values }) => values);
      return structure.map((name, n) => [name, entries[n], overhead[n] === null ? null : typeof overhead[n]]);
    };
    expect(await rows('irix')).toEqual([
      ['irix', null, 'number'],
      ['disco', 0, 'number'],
      ['disco', 64, 'number'],
    ]);
    expect(await rows('disco')).toEqual([
      ['irix', null, null],
      ['disco', 0, 'number'],
      ['disco', 64, 'number'],
    ]);
  });

  test('are the same table as CSV, Arrow and JSON', async () => {
    const located = study([alone], {
      vary: ['tlb.entries=16,64'],
      set: ['monitor.hotPages=null'],
      outputs: 'tlbMiss,cpi',
    });
    const out = await files(located, { store: fresh() });
    const text = (name: string) => Buffer.from(out[name], 'base64').toString();
    const { rows } = JSON.parse(text('results.json')) as { rows: Record<string, unknown>[] };
    const table = tableFromIPC(Buffer.from(out['results.arrow'], 'base64'));
    expect(table.toArray()).toEqual(rows);
    const [head, ...lines] = text('results.csv').trimEnd().split('\n');
    expect(head).toBe('trace,structure,tlb.entries,tlbMiss,cpi');
    expect(lines).toEqual(rows.map((row) => Object.values(row).join()));
    expect(rows.map((row) => row.structure)).toEqual(['irix', 'irix', 'disco', 'disco']);
  });

  test('warn of a trace that was cut off, from the store as well', async () => {
    const cut = join(folder, 'cut.csv.gz');
    const { gzipSync } = await import('node:zlib');
    writeFileSync(cut, gzipSync(readFileSync(alone)).subarray(0, 20_000));
    const located = study([cut], { vary: ['tlb.entries=16,64'] });
    const store = fresh();
    const first = await sweep(located, { store });
    expect(first.results.warnings).toEqual([expect.stringContaining('cut.csv.gz: ')]);
    const second = await sweep(located, { store });
    expect(second.plan.tasks).toEqual([]);
    expect(second.results.warnings).toEqual(first.results.warnings);
    rmSync(cut);
  });
});
