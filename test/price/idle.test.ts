import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../src/price/costs.ts';
import { barTimes, price, timeRows } from '../../src/price/price.ts';
import { CountsBuilder, type Strand } from '../../src/replay/counts/counts.ts';
import { EVENT_COUNT, Event, type EventName, Mode, SERVICES } from '../../src/replay/counts/event.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';

/** 1 ns an instruction, 1000 a request and 10 a sector. */
const costs = loadCosts('flash', [
  'clock.value=1000', 'instruction.value=1', 'diskAccess.value=1000', 'diskSector.value=10', 'nfsRequest.value=1000',
]); // biome-ignore format: a list
const structure = loadStructure('irix');

type Work = Partial<Strand> & { mode?: number; disk?: number; events: Partial<Record<EventName, number>> };
/** Prices what these strands did in one interval. */
function priced(jobs: number, ...work: Work[]) {
  const builder = new CountsBuilder(1);
  builder.begin({ window: 1, warmup: false });
  for (const { cpu = 0, vm = 0, mode = Mode.user, disk = 0, events } of work) {
    for (const [name, n] of Object.entries(events))
      builder.block(cpu, vm)[mode * SERVICES * EVENT_COUNT + Event[name as EventName]] += n;
    builder.disks(cpu)[2 * disk] += events.diskRequest ?? 0;
    builder.disks(cpu)[2 * disk + 1] += events.diskSector ?? 0;
  }
  return price(builder.finish({ structure, moves: [], jobs, footprint: [] }), costs);
}
const idle = (...args: Parameters<typeof priced>): number => barTimes(priced(...args)).idle;

describe('idle time', () => {
  const half = { instruction: 3000, diskRequest: 2, diskSector: 100 };

  test('of one job is all of the disk’s, which nothing hides', () => {
    expect(idle(1, { events: half })).toBeCloseTo(2 * 1000 + 100 * 10, 6);
  });

  test('of two jobs that use CPU and disk alike is half of that: the second finds the other at its station half the time', () => {
    // Two stations of demand d a job: alone 2 d; two jobs wait half a service at each, 3 d in all, of which 2 d is the CPU's.
    expect(idle(2, { events: half })).toBeCloseTo(1500, 6);
  });

  test('falls with each job, and goes to nothing where the CPU is the bottleneck', () => {
    const of = (jobs: number) => idle(jobs, { events: { ...half, instruction: 6000 } });
    const falling = [1, 2, 4, 8].map(of);
    expect(falling.toSorted((a, b) => b - a)).toEqual(falling);
    expect(of(60)).toBeLessThan(1);
  });

  test('is at least what the disk needs beyond the CPU’s time, whatever the jobs', () => {
    expect(idle(500, { events: { ...half, instruction: 1000 } })).toBeCloseTo(2000, 0);
  });

  test('is that of the NFS server too, another station with a queue of its own', () => {
    const asked = { instruction: 3000, nfsRequest: 3 };
    expect(idle(1, { events: asked })).toBeCloseTo(3 * 1000, 6);
    // Like CPU and disk above: three stations of demand d a job wait a third of a service each.
    expect(idle(2, { events: { ...asked, diskRequest: 3 } })).toBeCloseTo((3000 * (4 / 3) * 3) / 2 - 3000, 6);
  });

  test('of two CPUs that share a disk is longer than with a disk each, which is that of one', () => {
    const on = (...disks: number[]) => idle(disks.length, ...disks.map((disk, cpu) => ({ cpu, disk, events: half })));
    expect(on(0, 1)).toBeCloseTo(2 * on(0), 6);
    expect(on(0, 0)).toBeGreaterThan(on(0, 1) * 1.1);
  });

  test('is none without a request to a disk', () => {
    expect(idle(1, { events: { instruction: 3000 } })).toBe(0);
  });

  test('is charged once to each CPU, to its first strand, outside every service', () => {
    const times = priced(
      2,
      { cpu: 0, vm: 0, mode: Mode.kernel, events: half },
      { cpu: 0, vm: 1, events: { instruction: 10 } },
      { cpu: 1, vm: 1, events: { instruction: 10 } },
    );
    const rows = [...timeRows(times)].filter(({ part }) => part === 'idle');
    expect(rows.map(({ cpu, vm, mode, service, bar }) => [cpu, vm, mode, service, bar])).toEqual([[0, 0, 'user', 'none', 'idle']]); // biome-ignore format: a row
  });
});
