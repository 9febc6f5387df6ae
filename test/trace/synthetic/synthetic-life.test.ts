import { describe, expect, test } from 'vitest';
import { withGuest } from '../../../src/guest/guest-os.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { convert } from '../../../src/trace/operations/convert.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { loadWorkload } from '../../../src/trace/synthetic/index.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { regranule } from '../../../src/trace/words/regranule.ts';
import { Service } from '../../../src/trace/words/vocabulary.ts';
import { entered, irix, markersOf, renumbered } from '../../guest/guest-os-tools.ts';
import { collect, inMemory } from '../words/steps.ts';
import { type Happening, told, workloadFile } from './synthetic-tools.ts';

const [READ, WRITE, OPEN, FORK, EXECVE, EXIT, OTHER] = [0, 1, 2, 56, 59, 60, 0xffffff];
const TEXT_PAGES = 10;
const HEAP_PAGES = 20;
const FILE_PAGES = 6;

/** Two places for processes that live 100,000 instructions, with pages that come into use and calls. */
const shortLived = (set: Record<string, string> = {}): string =>
  workloadFile(
    `name: short-lived
cpus: Q(1)
instructions: Q(1000000)
warmup: Q(0)
jobs: Q(2)
scheduling: { quantum: Q(30000), move: Q(0) }
programs:
  p:
    processes: Q(2)
    LIFETIME
    instructionsPerFetch: Q(10)
    dataPerFetch: Q(1)
    calls:
      open: { perMillion: Q(130) }
      read: { perMillion: Q(200), disk: { requests: Q(0.5), sectors: Q(8) } }
      write: { perMillion: Q(300), disk: { requests: Q(2), sectors: Q(16) } }
      other: { perMillion: Q(410) }
    text: { pages: Q(${TEXT_PAGES}), apart: Q(3), TEXT, run: Q(4), strideBytes: Q(40) }
    data:
      heap: { shared: "no", pages: Q(${HEAP_PAGES}), begins: zeroes, run: Q(2), strideBytes: Q(8), share: Q(0.5), stores: Q(0.25) }
      file: { shared: SHARED, pages: Q(${FILE_PAGES}), FILE, run: Q(2), strideBytes: Q(8), share: Q(0.5), stores: Q(0.25) }
`
      .replace('LIFETIME', set.lifetime ?? 'lifetime: Q(100000)')
      .replace('TEXT', set.text ?? 'begins: file')
      .replace('FILE', set.file ?? 'begins: file')
      .replace('SHARED', set.shared ?? '"no"'),
  );

const happenings = async (): Promise<Happening[]> => told(await openTrace(shortLived()));
const numbers = (list: readonly Happening[]): number[] => list.flatMap((h) => (h.what === 'call' ? [h.number] : []));
const times = (list: readonly number[], number: number): number => list.filter((n) => n === number).length;

/** What each process did, and whether it came to its end. */
async function lives(): Promise<{ list: Happening[]; whole: boolean }[]> {
  const byTask = Map.groupBy(await happenings(), ({ task }) => task);
  return [...byTask.values()].map((list) => ({ list, whole: numbers(list).includes(EXIT) }));
}

describe('a process with a lifetime', () => {
  test('begins with fork and execve, ends with exit, and another takes its place', async () => {
    const all = await lives();
    expect(all.length).toBeGreaterThanOrEqual(10);
    expect(all.filter(({ whole }) => !whole).length).toBeLessThanOrEqual(2);
    for (const { list, whole } of all) {
      expect(list.slice(0, 3)).toMatchObject([
        { number: FORK },
        { number: EXECVE },
        { text: expect.stringMatching(/^exec p [01]$/) },
      ]);
      expect([FORK, EXECVE].map((n) => times(numbers(list), n))).toEqual([1, 1]);
      if (whole) expect(list.at(-1)).toMatchObject({ what: 'call', number: EXIT });
    }
  });

  test('has an address space of its own', async () => {
    const spaces = (await lives()).map(
      ({ list }) => new Set(list.flatMap((h) => (h.what === 'access' ? [h.space] : []))),
    );
    for (const space of spaces) expect(space.size).toBe(1);
    expect(new Set(spaces.map((space) => [...space][0])).size).toBe(spaces.length);
  });

  test('touches every page of its regions, new memory first by a store and contents of files by none', async () => {
    for (const { list, whole } of await lives()) {
      const first = new Map<number, number>();
      for (const h of list) if (h.what === 'access' && !first.has(h.page)) first.set(h.page, h.kind);
      const kinds = [...first.values()];
      const count = (kind: number) => kinds.filter((k) => k === kind).length;
      const counts = [count(Kind.fetch), count(Kind.store), count(Kind.load)];
      if (whole) expect(counts).toEqual([TEXT_PAGES, HEAP_PAGES, FILE_PAGES]);
      else expect(counts[1]).toBeLessThanOrEqual(HEAP_PAGES);
    }
  });

  test('brings its pages into use evenly over its lifetime', async () => {
    const [, , third] = await lives();
    const seen = new Set<number>();
    const pagesAt = third.list.flatMap((h) => (h.what === 'access' ? [seen.add(h.page).size] : []));
    expect(third.whole).toBe(true);
    const half = pagesAt[Math.floor(pagesAt.length / 2)];
    expect(Math.abs(half - 18)).toBeLessThanOrEqual(3);
  });

  test('has its text on the physical pages of the others, and its data on those of the one before it', async () => {
    const frames = (await lives())
      .filter(({ whole }) => whole)
      .map(({ list }) => list.flatMap((h) => (h.what === 'frame' ? [h.frame] : [])));
    for (const list of frames) expect(new Set(list).size).toBe(TEXT_PAGES + HEAP_PAGES + FILE_PAGES);
    const all = new Set(frames.flat());
    expect(all.size).toBe(TEXT_PAGES + 2 * (HEAP_PAGES + FILE_PAGES));
  });

  test('with pages apart leaves those between untouched', async () => {
    const fetched = (await happenings()).flatMap((h) => (h.what === 'access' && h.kind === Kind.fetch ? [h.page] : []));
    const first = Math.min(...fetched);
    expect(new Set(fetched)).toEqual(new Set(Array.from({ length: TEXT_PAGES }, (_, n) => first + 3 * n)));
  });
});

describe('calls', () => {
  test('come at their rates, to the call', async () => {
    const list = await happenings();
    const found = numbers(list);
    const instructions = 10 * list.filter((h) => h.what === 'access' && h.kind === Kind.fetch).length;
    for (const [number, perMillion] of [[OPEN, 130], [READ, 200], [WRITE, 300], [OTHER, 410]] as const) {
      // Two places, each of which may owe a part of a call at both ends.
      expect(Math.abs(times(found, number) - (instructions / 1e6) * perMillion), String(number)).toBeLessThan(2);
    } // biome-ignore format: a table
  });

  test('ask the disk for what they should, right after the call', async () => {
    const list = await happenings();
    const asked = { [READ]: 0, [WRITE]: 0 };
    let call = -1;
    for (const h of list) {
      if (h.what === 'call') call = h.number;
      if (h.what === 'access') call = -1;
      if (h.what !== 'disk') continue;
      expect(call).toBe(h.write ? WRITE : READ);
      expect([h.operands[0], h.operands[2]]).toEqual([0, h.write ? 16 : 8]);
      asked[call]++;
    }
    const found = numbers(list);
    expect(Math.abs(asked[READ] - times(found, READ) / 2)).toBeLessThan(2);
    expect(Math.abs(asked[WRITE] - 2 * times(found, WRITE))).toBeLessThan(2);
    const sectors = list.flatMap((h) => (h.what === 'disk' ? [h.operands[1]] : []));
    expect(new Set(sectors).size).toBe(sectors.length);
  });

  test('that read from the disk leave the CPU to the next process', async () => {
    const list = await happenings();
    const accesses = list.map((h, i) => (h.what === 'access' ? i : -1)).filter((i) => i >= 0);
    const after = list.flatMap((h, i) => {
      const next = h.what === 'disk' && !h.write ? accesses.find((at) => at > i) : undefined;
      return next === undefined ? [] : [[h.task, list[next].task]];
    });
    expect(after.length).toBeGreaterThan(50);
    for (const [task, next] of after) expect(next).not.toBe(task);
  });
});

test('through a guest each page of new memory is a demand zero fault, each other a quick one, and the former are freed once at exit', async () => {
  const trace = await openTrace(shortLived());
  const out = await collect(withGuest(trace, irix).batches());
  expect(await validate(inMemory({ ...trace.header, level: 'system' }, renumbered(out)))).toEqual([]);
  const processes = await lives();
  const ended = processes.filter(({ whole }) => whole).length;
  const services = entered(out);
  expect(times(services, Service.execve)).toBe(processes.length);
  expect(times(services, Service.exit)).toBe(ended);
  expect(times(services, Service.demandZero)).toBeGreaterThanOrEqual(HEAP_PAGES * ended);
  expect(times(services, Service.demandZero)).toBeLessThanOrEqual(HEAP_PAGES * processes.length);
  // The kernel's own pages, which are numbered from the top, are given back besides.
  const freed = [...markersOf(out)].flatMap(({ type, a }) => (type === Marker.freePage && a < 2 ** 19 ? [a] : []));
  expect(freed).toHaveLength(HEAP_PAGES * ended);
  expect(new Set(freed).size).toBe(freed.length);
});

test('jobs are in the header, and go with the trace through a guest, other granules and files', async () => {
  const file = shortLived();
  const trace = await openTrace(file);
  expect(trace.header.jobs).toBe(2);
  expect(withGuest(trace, irix).header.jobs).toBe(2);
  expect(regranule(trace, 3).header.jobs).toBe(2);
  for (const ending of ['arrow', 'csv']) {
    const out = `${file}.${ending}`;
    await convert(await openTrace(file), out);
    expect((await openTrace(out)).header.jobs, ending).toBe(2);
  }
  expect((await openTrace('synthetic:database')).header).not.toHaveProperty('jobs');
});

describe('a specification is refused', () => {
  const load = (set: Record<string, string>) => () => loadWorkload(shortLived(set));

  test('when pages come into use but nothing says over which lifetime', () => {
    expect(load({ lifetime: '' })).toThrow(
      /some\.workload\.yaml:\d+:\d+: programs\.p\.text\.begins: .*expected with a lifetime/,
    );
  });

  test('when a process with a lifetime finds pages in use, or shares some', () => {
    expect(load({ file: 'order: uniform' })).toThrow(
      /programs\.p\.data\.file\.begins: .*expected in a program with a lifetime/,
    );
    expect(load({ shared: 'program' })).toThrow(/programs\.p\.data\.file\.shared: .*address spaces of their own/);
  });

  test('when code begins as zeroes, or pages in use are swept', () => {
    expect(load({ text: 'begins: zeroes' })).toThrow(/programs\.p\.text\.begins: .*code is the contents of a file/);
    expect(load({ text: 'begins: file, order: sweep' })).toThrow(/neither swept nor in working sets/);
  });

  test('when a lifetime is too short for its pages, on both sides of the edge', () => {
    const lifetime = (n: number) =>
      load({ lifetime: `lifetime: Q(${n})`, file: 'begins: file, places: Q(1)', text: 'begins: file' });
    expect(lifetime(10_000)).not.toThrow();
    expect(lifetime(9_999)).toThrow(/lifetime\.value: /);
    const pages = (n: number) => () =>
      loadWorkload(shortLived({ lifetime: 'lifetime: Q(20000)' }), [`programs.p.data.heap.pages.value=${n}`]);
    expect(pages(100)).not.toThrow();
    expect(pages(101)).toThrow(/more than a page in 200 instructions/);
  });

  test('when a call is not known', () => {
    expect(() => loadWorkload(shortLived(), ['programs.p.calls.opne.perMillion.value=1'])).toThrow(/calls/);
  });
});
