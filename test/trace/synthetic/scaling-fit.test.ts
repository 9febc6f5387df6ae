import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../../src/price/costs.ts';
import type { Bar } from '../../../src/price/parts.ts';
import { barTimes, price } from '../../../src/price/price.ts';
import { inNanoseconds } from '../../../src/price/units.ts';
import { type Counts, countRows } from '../../../src/replay/counts/counts.ts';
import { replay } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { loadWorkload, synthesize } from '../../../src/trace/synthetic/index.ts';

const costs = loadCosts('flash');
interface Run {
  counts: Counts;
  bars: Record<Bar, number>;
}

/** As the paper ran IRIX (5.4): pages placed round robin. */
async function onIrix(name: string): Promise<Run> {
  const workload = loadWorkload(name);
  const structure = loadStructure('irix', ['numa.placement=roundRobin']);
  const counts = await replay(synthesize(workload, name), structure, { warmup: workload.warmup.value });
  return { counts, bars: barTimes(price(counts, costs)) };
}

/** Events measured, all in all. */
function measured(counts: Counts, wanted: string, wantedMode?: string): number {
  let sum = 0;
  for (const { warmup, event, mode, count } of countRows(counts))
    if (!warmup && event === wanted && (wantedMode === undefined || mode === wantedMode)) sum += count;
  return sum;
}

type Published = Record<'user' | 'user stall' | 'kernel' | 'sync' | 'idle', number>;

/** Each segment in per cent of the paper's bar, whose user execution is taken as the measure. */
function segments({ bars }: Run, published: Published): Published {
  const scale = published.user / bars.user;
  return {
    user: published.user,
    'user stall': bars['user stall'] * scale,
    kernel: (bars.kernel + bars['kernel stall']) * scale,
    sync: bars.sync * scale,
    idle: bars.idle * scale,
  };
}

function near(ours: Published, published: Published): void {
  for (const segment of Object.keys(published) as (keyof Published)[])
    expect(Math.abs(ours[segment] - published[segment]), `${segment}: ${ours[segment]}`).toBeLessThan(1);
  const total = Object.values(ours).reduce((sum, x) => sum + x, 0);
  expect(Math.abs(total - 100), `total ${total}`).toBeLessThan(1);
}

describe('eight pmakes on IRIX', async () => {
  const published = { user: 18.31, 'user stall': 9.82, kernel: 34.06, sync: 22.74, idle: 15.07 };
  const run = await onIrix('pmake8');

  test('take Figure 7’s bar, each segment within a point, with a disk for each CPU and the root disk', () => {
    near(segments(run, published), published);
  });

  test('stall for more than half of the kernel’s time on lines that other CPUs have written (5.4: 67 %)', () => {
    const { remoteMemory, localMemory, dirtyMemory, boardCacheHit } = inNanoseconds(costs);
    const stalled =
      measured(run.counts, 'dirtyRead', 'kernel') * (dirtyMemory - boardCacheHit) +
      measured(run.counts, 'remoteUpgrade', 'kernel') * remoteMemory +
      measured(run.counts, 'localUpgrade', 'kernel') * localMemory;
    const share = stalled / (run.bars.kernel + run.bars['kernel stall']);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.67);
  });
});

test('RADIX on IRIX takes Figure 7’s bar, each segment within a point', async () => {
  const published = { user: 20.82, 'user stall': 29.6, kernel: 22.25, sync: 5.02, idle: 22.31 };
  const run = await onIrix('radix');
  expect(measured(run.counts, 'diskRequest')).toBe(0);
  near(segments(run, published), published);
});
