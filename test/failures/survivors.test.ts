import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { struckInTurn } from '../../src/failures/aftermath.ts';
import { containmentOf } from '../../src/failures/containment.ts';
import { type Loss, nodeLost } from '../../src/failures/loss.ts';
import { type After, after, type Priced } from '../../src/failures/survivors/after.ts';
import { goesOn, type NotReplayed } from '../../src/failures/survivors/goes-on.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import type { Counts } from '../../src/replay/counts/counts.ts';
import { replay, replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import { openTrace } from '../../src/trace/open.ts';
import { paced } from '../pace.ts';
import { temporaryFolder } from '../temporary.ts';
import { Draws } from './random.ts';

const folder = temporaryFolder('survivors');
const costs = loadCosts('flash');

/** A program on each of four CPUs, in turns of any length, so that several are within runs of references at any moment; half of what they touch is theirs. */
function written(seed: number): string {
  const chance = new Draws(seed);
  const lines: string[] = [];
  while (lines.length < 5000) {
    const cpu = chance.below(4);
    for (let n = chance.below(40); n >= 0; n--) {
      const page = 4096 * chance.below(24) + 128 * chance.below(32) + (cpu + 1) * 0x100000;
      lines.push(`${cpu},${cpu + 1},u,I,${(0x400000 + 4 * n).toString(16)},4,`);
      lines.push(`${cpu},${cpu + 1},u,${chance.below(2) === 0 ? 'S' : 'L'},${page.toString(16)},4,`);
    }
  }
  const path = join(folder, `${seed}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const priced = (counts: Counts): Priced => ({ counts, times: price(counts, costs) });

/** What `disco failures` does with a loss at a share of the trace. */
async function lose(path: string, structure: Structure, loss: Loss, share: number): Promise<After | NotReplayed> {
  const replayed = async (options: Parameters<typeof replay>[2]): Promise<Counts> =>
    replay(await openTrace(path, { granuleBits: 4 }), structure, { warmup: 0, ...options });
  const ranges = loss.ranges.map((first) => ({ node: 0, first, last: first }));
  const { moments } = (await replayed({ dependences: {} })).dependences!;
  const clock = Math.floor(share * moments.at(-1)!.clock);
  const { dependences } = await replayed({ dependences: { at: [clock], ranges } });
  const containment = containmentOf(structure, dependences!);
  const on = goesOn(struckInTurn(dependences!, containment, [{ ...loss, clock }]), containment);
  if (typeof on === 'string') return on;
  const lost = priced(await replayed({ loss: on.loss }));
  return after(on.survivors, lost, priced(await replayed({ loss: { ...on.loss, spared: true } })));
}

const machines = (name: string, ...set: string[]): Structure => loadStructure(name, ['monitor.nodesPerCell=1', ...set]);
const SHARED = ['machine.cpus=2', 'monitor.virtualCpus.quantumInstructions=1000'];

describe('survivors', () => {
  test('execute as many instructions after the loss as undisturbed, on CPUs of their own or shared ones', async () => {
    for (let seed = 1; seed <= paced(2, 8); seed++)
      for (const set of [[], SHARED, [...SHARED, 'monitor.virtualCpus.affinity=false']]) {
        const chance = new Draws(seed);
        const found = await lose(
          written(seed),
          machines('4vm', ...set),
          nodeLost(chance.below(2)),
          chance.below(60) / 100,
        );
        if (typeof found === 'string') continue;
        expect(found.survivors.length).toBeGreaterThan(0);
        expect(found.lost.instructions).toBe(found.spared.instructions);
        expect(found.lost.instructions).toBeGreaterThan(0);
        expect(found.lost.cpus).toBeLessThanOrEqual(found.spared.cpus);
        expect(found.lost.busiest).toBeLessThanOrEqual(found.lost.ns);
      }
  });

  test('of a node that nobody uses go on as if nothing were', async () => {
    for (let seed = 1; seed <= paced(2, 8); seed++) {
      const found = await lose(written(seed), machines('4vm', 'numa.nodes=8'), nodeLost(7), 0.4);
      expect(found).toMatchObject({ survivors: [0, 1, 2, 3] });
      expect((found as After).lost).toEqual((found as After).spared);
    }
  });

  test('are replayed only where there are any, and where a replay can go on without what is lost', async () => {
    const path = written(1);
    const none: Loss = { nodes: [], cpus: [], disks: [], ranges: [] };
    for (const name of ['irix', '4vm']) expect(await lose(path, loadStructure(name), nodeLost(1), 0.5)).toBe('nobody');
    for (const loss of [
      { ...none, disks: [9] },
      { ...nodeLost(1), disks: [9] },
      { ...none, ranges: [5000] },
    ])
      expect(await lose(path, machines('4vm'), loss, 0.5)).toBe('parts');
    expect(await lose(path, machines('4vm', 'monitor.cellSurvives=true'), { ...none, cpus: [1] }, 0.5)).toBe('parts');
    expect(await lose(path, machines('4vm'), { ...none, cpus: [1] }, 0.5)).toEqual(await lose(path, machines('4vm'), nodeLost(1), 0.5)); // biome-ignore format: a line
  });

  test('of several structures are replayed in one reading, each with a loss of its own', async () => {
    const open = () => openTrace(written(1), { granuleBits: 4 });
    const structures = [machines('4vm'), machines('2vm')];
    const loss = [
      { at: 5000, nodes: [1] },
      { at: 9000, nodes: [0], spared: true },
    ];
    const together = await replayAll(await open(), structures, { loss });
    for (const [n, each] of structures.entries())
      expect(together[n]).toEqual(await replay(await open(), each, { loss: loss[n] }));
    await expect(replayAll(await open(), structures, { loss: loss.slice(1) })).rejects.toThrow('losses of 1 structures, where 2 are replayed; expected one, or one for each'); // biome-ignore format: a line
  });

  test('have nothing left to do after the trace’s end', async () => {
    const found = await lose(written(1), machines('4vm'), nodeLost(1), 1);
    expect(found).toMatchObject({ survivors: [0, 2, 3], lost: { instructions: 0, ns: 0 } });
  });
});
