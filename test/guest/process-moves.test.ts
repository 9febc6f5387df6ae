import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Affinity } from '../../src/guest/affinity.ts';
import { ProcessMoves } from '../../src/guest/process-moves.ts';
import { type Counts, countRows } from '../../src/replay/counts/counts.ts';
import { reuseKey } from '../../src/replay/machine/variants.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { loadWorkload, synthesize } from '../../src/trace/synthetic/index.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker, marker, markerOperand, markerType } from '../../src/trace/words/markers.ts';
import { Mode } from '../../src/trace/words/vocabulary.ts';
import { items, rebatched, run, traces } from '../replay/schedule-tools.ts';

const cpu = (n: number): number[] => [marker(Marker.cpu, n)];
/** The stream comes to another task: a service of the kernel, as the guest inserts it. */
const switchTo = (task: number): number[] => [
  marker(Marker.run, task),
  marker(Marker.mode, Mode.kernel),
  marker(Marker.serviceEnter, 1),
  ...run(99, 5),
  marker(Marker.serviceLeave),
  marker(Marker.mode, Mode.user),
];

function moved(batches: Iterable<ArrayLike<number>>, cpus: number, kernels = 1, affinity = 0, most?: number): number[] {
  const kernelOf = (c: number): number => Math.floor((c * kernels) / cpus);
  const stage = new ProcessMoves({ affinityInstructions: affinity, kernels, kernelOf }, cpus, most);
  const out: number[] = [];
  for (const batch of batches) for (const words of stage.push(Uint32Array.from(batch))) out.push(...words);
  for (const words of stage.finish()) out.push(...words);
  return out;
}

/** References with their CPU: `0:5`. */
function places(words: readonly number[]): string {
  let at = 0;
  const told: string[] = [];
  for (const [word] of items(words))
    if ((word & 3) !== Kind.marker) told.push(`${at}:${word >>> 4}`);
    else if (markerType(word) === Marker.cpu) at = markerOperand(word);
  return told.filter((each) => !each.endsWith(':99')).join(' ');
}

/** Two CPUs with two tasks each; both switch, again and again, after a run of 10 instructions. */
const trace = (rounds: number): number[] =>
  Array.from({ length: rounds }, (_, n) =>
    [0, 1].flatMap((c) => [...cpu(c), ...switchTo(2 * c + (n % 2)), ...run(10 * c + (n % 2), 10)]),
  ).flat();

const inAnyOrder = (words: Parameters<typeof places>[0]): string[] => places(words).split(' ').sort();

describe('processes without affinity', () => {
  test('exchange CPUs where both have switched, after half of the switches on two CPUs', () => {
    expect(places(moved([trace(4)], 2))).toBe('0:0 1:10 0:1 1:11 0:0 0:10 1:1 0:11');
  });

  test('stay with their kernel: two kernels of one CPU each leave every word', () => {
    expect(places(moved([trace(6)], 2, 2))).toBe(places(trace(6)));
  });

  test('do not exchange while a lock is held', () => {
    const locked = trace(6).flatMap((word) =>
      word === marker(Marker.cpu, 0) ? [word, marker(Marker.lockAcquire, 1)] : [word],
    );
    expect(inAnyOrder(moved([locked], 2))).toEqual(inAnyOrder(trace(6)));
  });

  test('do not exchange where one is in the warm-up and the other is not', () => {
    const measured = [...cpu(1), marker(Marker.measure), 0, 0, 0, 0, 0, ...trace(6)];
    expect(inAnyOrder(moved([measured], 2))).toEqual(inAnyOrder(trace(6)));
  });

  test('are not held back beyond the end of the warm-up, which each CPU has once', () => {
    const ends = [0, 1].flatMap((c) => [...cpu(c), marker(Marker.measure), 0, 0, 0, 0, 0]);
    const rounds = (n: number) =>
      [0, 1].map((c) => [...cpu(c), ...switchTo(2 * c + (n % 2)), ...run(10 * c + (n % 2), 10)]);
    const pieces = Array.from({ length: 6 }, (_, n) => rounds(n)).flat();
    pieces.forEach((_, at) => {
      const words = moved([[...pieces.slice(0, at), ends, ...pieces.slice(at)].flat()], 2);
      const measured: number[] = [];
      let on = 0;
      for (const [word] of items(words)) {
        if ((word & 3) !== Kind.marker) continue;
        if (markerType(word) === Marker.cpu) on = markerOperand(word);
        else if (markerType(word) === Marker.measure) measured.push(on);
      }
      expect(measured.sort(), `before piece ${at}`).toEqual([0, 1]);
    });
  });

  test('are not held back for more words than may wait', () => {
    const last = [0, 1].flatMap((c) => [...cpu(c), ...run(7, 1)]);
    const alone = [...trace(3), ...Array.from({ length: 9 }, () => last).flat()];
    expect(places(moved([alone], 2, 1, 0, 20))).not.toBe(places(moved([alone], 2)));
    expect(
      places(moved([alone], 2, 1, 0, 20))
        .split(' ')
        .sort(),
    ).toEqual(places(alone).split(' ').sort());
  });
});

test('affinity is built up by use, lost while others use the CPU, and is none below 3 %', () => {
  const affinity = new Affinity(1000, 2);
  affinity.begin(1, 0);
  affinity.advance(0, 5000);
  affinity.end(1);
  affinity.begin(2, 0);
  affinity.advance(0, 999);
  expect(affinity.has(1)).toBe(true);
  affinity.advance(1, 5000);
  expect(affinity.has(1)).toBe(true);
  affinity.advance(0, 1);
  expect(affinity.has(1)).toBe(false);
  affinity.begin(3, 1);
  affinity.advance(1, 30);
  affinity.end(3);
  expect(affinity.has(3)).toBe(false);
});

test('every word comes out once, wherever batches end', () => {
  const kinds = fc.tuple(
    traces(),
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
    fc.constantFrom(1, 2, 4),
  );
  fc.assert(
    fc.property(kinds, ([words, sizes, kernels]) => {
      const plain = (all: ArrayLike<number>): string[] =>
        items(all).flatMap((item) => (item[0] === marker(Marker.cpu, markerOperand(item[0])) ? [] : [item.join(' ')]));
      const out = moved([words], 4, kernels);
      expect(plain(out).sort()).toEqual(plain(words).sort());
      expect(moved(rebatched(words, sizes), 4, kernels)).toEqual(out);
    }),
  );
});

describe('a workload', () => {
  const workload = loadWorkload('pmake8', ['instructions.value=3000000', 'scheduling.quantum.value=20000']);
  const run = (preset: string, set: string[], warmup = 0): Promise<Counts> =>
    replay(synthesize(workload, 'test'), loadStructure(preset, set), { warmup });
  const sum = (counts: Counts, wanted: string, mode?: string): number =>
    [...countRows(counts)].reduce(
      (n, row) => (row.event === wanted && (mode === undefined || row.mode === mode) ? n + row.count : n),
      0,
    );
  const on = 'guest.affinityInstructions=1000';
  const off = 'guest.affinityInstructions=null';

  test('does the same work, and misses more in TLBs that are not its own', async () => {
    const [still, moved, again] = [await run('irix', [off]), await run('irix', [on]), await run('irix', [on])];
    for (const event of ['instruction', 'l1iFetch', 'l1dLoad', 'l1dStore'])
      expect(sum(moved, event, 'user'), event).toBe(sum(still, event, 'user'));
    for (const event of ['lockAcquired', 'pageCleared', 'diskRequest', 'trap'])
      expect(sum(moved, event)).toBe(sum(still, event));
    expect(sum(moved, 'tlbMiss')).toBeGreaterThan(sum(still, 'tlbMiss'));
    expect([...countRows(again)]).toEqual([...countRows(moved)]);
    const warmed = await run('irix', [on], 1e6);
    for (const event of ['instruction', 'l1dLoad', 'tlbMiss'])
      expect(sum(warmed, event), event).toBe(sum(moved, event));
  });

  test('with one CPU for each kernel is as without, to the bit', async () => {
    const vms = 'monitor.virtualCpus.vms=8';
    expect([...countRows(await run('disco', [vms, on]))]).toEqual([...countRows(await run('disco', [vms, off]))]);
  });

  test('whose processes move between all CPUs is not divided among virtual machines', async () => {
    const engineering = loadWorkload('engineering', ['instructions.value=1000000']);
    const divided = (vms: number): Promise<Counts> =>
      replay(synthesize(engineering, 'e'), loadStructure('disco', [`monitor.virtualCpus.vms=${vms}`]));
    await expect(divided(2)).rejects.toThrow(
      /^structure disco divides the CPUs among 2 virtual machines .*scheduling\.move=0$/,
    );
    await expect(divided(1)).resolves.toBeDefined();
  });
});

test('what is out of bounds is told at its key; replays with and without moves share no machine', () => {
  for (const wrong of ['-1', '1.5', 'often'])
    expect(() => loadStructure('irix', [`guest.affinityInstructions=${wrong}`])).toThrow(/guest\.affinityInstructions/);
  const keyOf = (value: string) => reuseKey(loadStructure('irix', [`guest.affinityInstructions=${value}`]));
  expect(keyOf('1M')).not.toBe(keyOf('null'));
});
