import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { Schedule, type ScheduleShape, vmOf } from '../../src/replay/disco/schedule/schedule.ts';
import { RUN_WORDS } from '../../src/trace/words/layout.ts';
import { Marker, marker } from '../../src/trace/words/markers.ts';
import { Idle, Privileged } from '../../src/trace/words/vocabulary.ts';
import { cpu, run, scheduled, shape, show, tally } from './schedule-tools.ts';

/** What comes out, as text. */
const order = (change: Partial<ScheduleShape>, virtualCpus: number, trace: number[], lookAhead?: number): string =>
  show(scheduled(shape(change), virtualCpus, [trace], lookAhead));

describe('virtual machines', () => {
  test('are blocks of consecutive virtual CPUs', () => {
    const vms = (cpus: number, vms: number) => Array.from({ length: cpus }, (_, v) => vmOf(v, cpus, vms));
    expect(vms(8, 1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(vms(8, 3)).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
    expect(vms(4, 4)).toEqual([0, 1, 2, 3]);
  });

  test('differ by one virtual CPU at most, and none is empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), fc.integer({ min: 1, max: 128 }), (cpus, wanted) => {
        const vms = Math.min(cpus, wanted);
        const sizes = new Array<number>(vms).fill(0);
        for (let v = 0; v < cpus; v++) sizes[vmOf(v, cpus, vms)]++;
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      }),
    );
  });

  test('are named where a virtual CPU takes over', () => {
    const trace = [...run(1, 5), ...cpu(1), ...run(2, 5), ...cpu(3), ...run(3, 5)];
    expect(order({ vms: 2, cpus: 4 }, 4, trace)).toBe('P0 v0/0 1 t5 P1 v1/0 2 t5 P3 v3/1 3 t5');
  });

  test('more than virtual CPUs are an error', () => {
    expect(() => new Schedule(shape({ vms: 3 }), 2)).toThrow(
      new UserError(
        'monitor.virtualCpus.vms: 3 virtual machines cannot share the trace’s 2 CPUs: each needs at least one; choose at most 2',
      ),
    );
  });
});

describe('one physical CPU', () => {
  /** Virtual CPU 0 has runs of 9, 1 and 5 instructions, then virtual CPU 1 one of 7. */
  const trace = [...run(1, 9), ...run(2, 1), ...run(3, 5), ...cpu(1), ...run(4, 7)];

  test('a quantum ends with the run that completes it', () => {
    expect(order({ quantumInstructions: 10 }, 2, trace)).toBe('P0 v0/0 1 t9 2 t1 v1/0 4 t7 v0/0 3 t5');
  });

  test('one instruction less does not end it', () => {
    expect(order({ quantumInstructions: 11 }, 2, trace)).toBe('P0 v0/0 1 t9 2 t1 3 t5 v1/0 4 t7');
  });

  test('a run is not cut, however short the quantum', () => {
    const long = [1 << 4, 2 << 4, 3 << 4, ...tally(100), ...cpu(1), ...run(4, 1), ...run(5, 1)];
    expect(order({ quantumInstructions: 1 }, 2, long)).toBe('P0 v0/0 1 2 3 t100 v1/0 4 t1 5 t1');
  });

  test('a run in pieces among those of others is one run', () => {
    const pieces = [1 << 4, ...cpu(1), 11 << 4, ...cpu(0), 2 << 4, ...cpu(1), ...tally(3), ...cpu(0), ...tally(4)];
    expect(order({}, 2, pieces)).toBe('P0 v0/0 1 2 t4 v1/0 11 t3');
  });

  test('virtual CPUs take turns in the order of their queue, each with a whole quantum', () => {
    const turns = [0, 1, 2].flatMap((v) => [
      ...cpu(v),
      ...run(10 * v, 6),
      ...run(10 * v + 1, 6),
      ...run(10 * v + 2, 6),
    ]);
    expect(order({ quantumInstructions: 12 }, 3, turns)).toBe(
      'P0 v0/0 0 t6 1 t6 v1/0 10 t6 11 t6 v2/0 20 t6 21 t6 v0/0 2 t6 v1/0 12 t6 v2/0 22 t6',
    );
  });

  test('a quantum over while nobody waits begins another, without a switch', () => {
    expect(order({ quantumInstructions: 5 }, 1, [...run(1, 5), ...run(2, 5), ...run(3, 5)])).toBe(
      'P0 v0/0 1 t5 2 t5 3 t5',
    );
  });

  test('what comes after the last tally goes with what follows, or comes last', () => {
    const mode = [marker(Marker.mode, 1)];
    expect(
      order({ quantumInstructions: 5 }, 2, [...run(1, 5), ...mode, ...run(2, 5), ...mode, ...cpu(1), ...run(3, 5)]),
    ).toBe('P0 v0/0 1 t5 v1/0 3 t5 v0/0 mode 2 t5 mode');
  });

  test('markers alone do not keep others waiting for longer than a run: the stretch is cut', () => {
    // A look-ahead of one word: whatever is whole goes out at once.
    const turns = (traps: number) =>
      order(
        {},
        2,
        [...new Array<number>(traps).fill(marker(Marker.trap)), ...cpu(1), ...run(1, 5), ...cpu(0), ...run(2, 5)],
        1,
      ).replaceAll(/(trap ?)+/g, 'traps ');
    expect(turns(RUN_WORDS - 1)).toBe('P0 v1/0 1 t5 v0/0 traps 2 t5');
    expect(turns(RUN_WORDS)).toBe('P0 v0/0 traps v1/0 1 t5 v0/0 2 t5');
  });

  test('a run is not cut by however many markers stand in it', () => {
    const traps = new Array<number>(70_000).fill(marker(Marker.trap));
    const trace = [1 << 4, ...traps, ...cpu(1), ...run(2, 5), ...cpu(0), ...tally(5)];
    expect(order({}, 2, trace, 1).replaceAll(/(trap ?)+/g, 'traps ')).toBe('P0 v1/0 2 t5 v0/0 1 traps t5');
  });
});

describe('the idle instruction', () => {
  const idle = (a: number) => [marker(Marker.idle, a)];
  const other = [...cpu(1), ...run(9, 5)];

  for (const [name, a] of Object.entries(Idle).filter(([name]) => name !== 'resume'))
    test(`gives up the rest of the quantum (${name})`, () => {
      expect(order({}, 2, [...run(1, 5), ...idle(a), ...run(2, 5), ...other])).toBe(
        'P0 v0/0 1 t5 idle v1/0 9 t5 v0/0 2 t5',
      );
    });

  test('has no effect where a recording tells its end', () => {
    expect(order({}, 2, [...run(1, 5), ...idle(Idle.resume), ...run(2, 5), ...other])).toBe(
      'P0 v0/0 1 t5 idle 2 t5 v1/0 9 t5',
    );
  });

  const privileged = (instruction: number) => [
    1 << 4,
    marker(Marker.privileged, instruction),
    2 << 4,
    ...tally(5),
    ...run(3, 5),
    ...other,
  ];

  test('within a run takes effect at the end of the run', () => {
    expect(order({}, 2, privileged(Privileged.wait))).toBe('P0 v0/0 1 privileged 2 t5 v1/0 9 t5 v0/0 3 t5');
  });

  test('is the only privileged instruction that does', () => {
    expect(order({}, 2, privileged(Privileged.exceptionReturn))).toBe('P0 v0/0 1 privileged 2 t5 3 t5 v1/0 9 t5');
  });

  test('leaves a virtual CPU where it is if nobody waits', () => {
    expect(order({}, 1, [...run(1, 5), ...idle(Idle.wait), ...run(2, 5)])).toBe('P0 v0/0 1 t5 idle 2 t5');
  });
});

describe('several physical CPUs', () => {
  const of = (virtualCpu: number, ...runs: [granule: number, instructions: number][]) => [
    ...cpu(virtualCpu),
    ...runs.flatMap(([granule, instructions]) => run(granule, instructions)),
  ];

  test('the least advanced is next, of those level the lowest', () => {
    const trace = [...of(0, [1, 10], [2, 10]), ...of(1, [11, 4], [12, 6], [13, 4])];
    expect(order({ cpus: 2 }, 3, trace)).toBe('P0 v0/0 1 t10 P1 v1/0 11 t4 12 t6 P0 2 t10 P1 13 t4');
  });

  test('with affinity each has the virtual CPUs of its own queue', () => {
    const trace = [0, 1, 2, 3].flatMap((v) => of(v, [10 * v, 5], [10 * v + 1, 5]));
    expect(order({ cpus: 2, quantumInstructions: 5 }, 4, trace)).toBe(
      'P0 v0/0 0 t5 P1 v1/0 10 t5 P0 v2/0 20 t5 P1 v3/0 30 t5 P0 v0/0 1 t5 P1 v1/0 11 t5 P0 v2/0 21 t5 P1 v3/0 31 t5',
    );
  });

  /** Virtual CPUs 0 and 2 belong to physical CPU 0, virtual CPU 1 to physical CPU 1; the quanta of 1 end earlier. */
  const three = [
    ...of(0, [1, 10], [2, 10], [3, 10]),
    ...of(1, [11, 5], [12, 5], [13, 30]),
    ...of(2, [21, 10], [22, 10]),
  ];

  test('with affinity a physical CPU keeps to its queue while it has something to run', () => {
    expect(order({ cpus: 2, quantumInstructions: 10 }, 3, three)).toBe(
      'P0 v0/0 1 t10 P1 v1/0 11 t5 12 t5 P0 v2/0 21 t10 P1 13 t30 P0 v0/0 2 t10 v2/0 22 t10 v0/0 3 t10',
    );
  });

  test('without affinity all share one queue', () => {
    expect(order({ cpus: 2, quantumInstructions: 10, affinity: false }, 3, three)).toBe(
      'P0 v0/0 1 t10 P1 v1/0 11 t5 12 t5 P0 v2/0 21 t10 P1 v0/0 2 t10 P0 v1/0 13 t30 P1 v2/0 22 t10 P0 v0/0 3 t10',
    );
  });

  test('one with nothing to run takes the first that waits in the longest queue', () => {
    // Physical CPU 1 runs dry at once: 3 and 6 wait behind 0, 5 behind 2.
    const trace = [0, 2, 3, 5, 6].flatMap((v) => of(v, [10 * v, 8], [10 * v + 1, 8]));
    const begin = order({ cpus: 3, quantumInstructions: 100 }, 7, trace).split(' ').slice(0, 18).join(' ');
    // 1 and 4 have nothing to do.
    expect(begin).toBe('P0 v0/0 0 t8 P1 v3/0 30 t8 P2 v2/0 20 t8 P0 1 t8 P1 31 t8');
  });

  test('what was taken stays where it is', () => {
    // Physical CPU 1 has nothing of its own. It takes virtual CPU 0, which waits at 5, and keeps it.
    const trace = [...of(0, [1, 5], [2, 5], [3, 5]), ...of(2, [21, 5], [22, 5])];
    expect(order({ cpus: 2, quantumInstructions: 5 }, 3, trace)).toBe(
      'P0 v0/0 1 t5 v2/0 21 t5 P1 v0/0 2 t5 P0 22 t5 P1 3 t5',
    );
  });

  test('what was taken goes on no earlier than it left', () => {
    // Virtual CPU 0 leaves physical CPU 0 at 50; physical CPU 1 has nothing more at 10, and runs it from 50 on.
    const trace = [...of(0, [1, 50], [2, 50]), ...of(1, [11, 10]), ...of(2, [21, 20], [22, 15], [23, 20])];
    expect(order({ cpus: 2, quantumInstructions: 50 }, 3, trace)).toBe(
      'P0 v0/0 1 t50 P1 v1/0 11 t10 P0 v2/0 21 t20 P1 v0/0 2 t50 P0 22 t15 23 t20',
    );
  });

  test('one that had nothing to run does not make up for it', () => {
    // With a look-ahead of one word virtual CPU 1 has nothing to do until its words come.
    const trace = [...of(0, [1, 10], [2, 10]), ...of(1, [11, 6], [12, 6], [13, 6]), ...of(0, [3, 10], [4, 10])];
    expect(order({ cpus: 2 }, 3, trace, 1)).toBe('P0 v0/0 1 t10 2 t10 P1 v1/0 11 t6 12 t6 13 t6 P0 3 t10 4 t10');
  });
});

describe('a virtual CPU that the trace says nothing of', () => {
  const late = [
    ...run(1, 5),
    ...run(2, 5),
    ...run(3, 5),
    ...cpu(1),
    ...run(11, 5),
    ...cpu(0),
    ...run(4, 5),
    ...run(5, 5),
  ];
  /** Words of a run of one reference while it waits. */
  const RUN = 7 + 2;

  test('is waited for while there is room for what others do', () => {
    expect(order({ quantumInstructions: 5 }, 2, late, 3 * RUN)).toBe(
      'P0 v0/0 1 t5 v1/0 11 t5 v0/0 2 t5 3 t5 4 t5 5 t5',
    );
  });

  test('loses its turn once there is no room, and has it again when its words come', () => {
    expect(order({ quantumInstructions: 5 }, 2, late, 2 * RUN)).toBe(
      'P0 v0/0 1 t5 2 t5 3 t5 4 t5 v1/0 11 t5 v0/0 5 t5',
    );
    expect(order({ quantumInstructions: 5 }, 2, late, 2 * RUN + 1)).toBe(
      'P0 v0/0 1 t5 v1/0 11 t5 v0/0 2 t5 3 t5 4 t5 5 t5',
    );
  });

  test('loses its turn for good at the end of the trace', () => {
    expect(order({ quantumInstructions: 5 }, 9, [...cpu(7), ...run(1, 5), ...run(2, 5)])).toBe('P0 v7/0 1 t5 2 t5');
  });

  test('is not named', () => expect(order({ cpus: 3 }, 128, [])).toBe(''));
});

describe('what all share', () => {
  const region = (n: number) => [marker(Marker.region, n), 1, n, 0, 0];
  const task = (n: number) => [marker(Marker.task, n), n, 0, 1];
  const window = [marker(Marker.window), 1, 0, 1, 0];

  test('regions and tasks are introduced before what waits, all else stays in its place', () => {
    const note = [marker(Marker.note, 1), 0x61];
    const frame = [marker(Marker.frame, 3), 1, 0];
    const trace = [
      ...cpu(1),
      ...run(1, 5),
      ...note,
      ...region(0),
      ...frame,
      ...task(0),
      ...run(2, 5),
      ...cpu(0),
      ...run(3, 5),
    ];
    expect(order({}, 2, trace)).toBe('region task P0 v0/0 3 t5 v1/0 1 t5 note frame 2 t5');
  });

  test('a gap comes after all that was before it and before all that comes after', () => {
    const before = [...cpu(1), ...run(1, 5), ...cpu(0), ...run(2, 5), marker(Marker.mode, 1)];
    const after = [...run(3, 5), ...cpu(1), ...run(4, 5)];
    expect(order({}, 2, [...before, ...window, ...after])).toBe(
      'P0 v0/0 2 t5 mode v1/0 1 t5 window v0/0 3 t5 v1/0 4 t5',
    );
  });

  test('behind a gap the schedule begins anew: queues, clocks and quanta', () => {
    const shape = { cpus: 2, quantumInstructions: 10 };
    // Physical CPU 1 takes virtual CPU 2, and is ahead in the end.
    const first = [...run(1, 3), ...cpu(2), ...run(21, 30), ...cpu(0)];
    const second = [...run(1, 7), ...run(2, 7), ...cpu(1), ...run(11, 7), ...run(12, 7), ...cpu(2), ...run(21, 7)];
    expect(order(shape, 3, first)).toBe('P0 v0/0 1 t3 P1 v2/0 21 t30');
    expect(order(shape, 3, second)).toBe('P0 v0/0 1 t7 P1 v1/0 11 t7 P0 2 t7 P1 12 t7 P0 v2/0 21 t7');
    expect(order(shape, 3, [...first, ...window, ...second])).toBe(
      'P0 v0/0 1 t3 P1 v2/0 21 t30 window P0 1 t7 P1 v1/0 11 t7 P0 2 t7 P1 12 t7 P0 v2/0 21 t7',
    );
  });

  test('an access in two parts is one, whatever stands between them', () => {
    const continued = [marker(Marker.continued)];
    const cut = [
      1 << 4,
      ...continued,
      ...tally(5),
      marker(Marker.idle),
      ...region(0),
      2 << 4,
      ...tally(5),
      ...run(3, 5),
    ];
    expect(order({ quantumInstructions: 1 }, 2, [...cut, ...cpu(1), ...run(4, 5)])).toBe(
      'region P0 v0/0 1 continued t5 idle 2 t5 v1/0 4 t5 v0/0 3 t5',
    );
  });
});

describe('a bad trace', () => {
  test('with a CPU beyond those it should have is an error', () => {
    expect(() => scheduled(shape(), 2, [cpu(2)])).toThrow(
      new UserError('the trace names CPU 2; it should have 2 CPUs (0 to 1)'),
    );
    expect(scheduled(shape(), 2, [cpu(1)])).toEqual([]);
  });

  test('that ends within a marker is an error', () => {
    expect(() => scheduled(shape(), 2, [tally(5).slice(0, -1)])).toThrow(
      new UserError('the trace is corrupt: the operands of its last marker are cut off'),
    );
  });
});
