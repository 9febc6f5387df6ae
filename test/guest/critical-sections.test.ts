import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { loadGuest, withGuest } from '../../src/guest/guest-os.ts';
import { GUEST_SERVICES, GuestProfile } from '../../src/guest/profile.ts';
import { loadWorkload, synthesize } from '../../src/trace/synthetic/index.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker, markerLength, markerType } from '../../src/trace/words/markers.ts';
import type { Batch } from '../../src/trace/words/trace.ts';
import { Service, SLEEPING_LOCK } from '../../src/trace/words/vocabulary.ts';
import { collect } from '../trace/words/steps.ts';
import { encoded, irix, markersOf, reference, run, user, withoutLocks } from './guest-os-tools.ts';

const LINE = 16; // instructions
const LOCKS = Object.keys(irix.locks);
const CALLS: Partial<Record<string, number>> = {
  open: 2,
  write: 1,
  read: 0,
  execve: 59,
  systemCall: 3,
  fork: 56,
  exit: 60,
};

const synthetic = (name: string, profile = irix): Promise<Batch[]> =>
  collect(withGuest(synthesize(loadWorkload(name, ['instructions.value=2000000']), 'test'), profile).batches());

/** One call of a service, whose faults are of a space that two tasks share. */
const oneCall = (service: string): Promise<Batch[]> =>
  run(
    encoded((e) => {
      e.task('a', 1);
      e.task('b', 1);
      if (service === 'demandZero') reference(e, Kind.store, 0x5000);
      else if (service === 'quickFault') reference(e, Kind.load, 0x5000);
      else if (service === 'copyOnWrite') {
        reference(e, Kind.load, 0x5000);
        e.event(Marker.syscall, CALLS.fork);
        e.task('c', 2);
        e.task('d', 2);
        reference(e, Kind.store, 0x5000);
      } else e.event(Marker.syscall, CALLS[service]);
    }),
  );

/** Instructions with which each lock (by its name) was held in the services of this kind, and the lock taken. */
function held(batches: readonly Batch[], wanted: number): Map<string, number> {
  const names = new Map<string, number>();
  const stack: number[] = [];
  let service = -1;
  for (const { type, a, words, i } of markersOf(batches)) {
    if (type === Marker.serviceEnter) service = a;
    if (service !== wanted) continue;
    if (type === Marker.lockAcquire) stack.push(a);
    if (type === Marker.lockRelease) expect(stack.pop()).toBe(a);
    if (type === Marker.tally)
      for (const lock of stack) {
        const name = LOCKS[lock % SLEEPING_LOCK] ?? 'region';
        names.set(name, (names.get(name) ?? 0) + words[i + 1]);
      }
    if (type === Marker.serviceLeave) {
      expect(stack).toEqual([]);
      service = -1;
    }
  }
  return names;
}

describe('a critical section', () => {
  const withLocks = GUEST_SERVICES.filter(([name]) => irix.services[name].locks.length > 0);

  test.each(withLocks)('of %s is its share of the path, to a line', async (name, service) => {
    const { instructions, copyBytes, locks } = irix.services[name];
    const copy = Math.ceil(copyBytes / 48) * LINE;
    const times = held(await oneCall(name), service);
    expect(times.size).toBe(locks.length);
    for (const { lock, share, clearing } of locks) {
      // The loop that copies is in the middle of the path, and the lock is held across it; what is cleared is replay's to count.
      const inside = (times.get(lock) ?? Number.NaN) - (clearing ? 0 : copy);
      expect(Math.abs(inside - share.value * (instructions.value - copy)), lock).toBeLessThanOrEqual(
        LINE + irix.exit.length,
      );
    }
  });

  test('of a region lasts until the page is filled with zeroes, that of memlock does not', async () => {
    const order = [...markersOf(await oneCall('demandZero'))]
      .filter(({ type }) => [Marker.lockAcquire, Marker.lockRelease, Marker.zeroPage].includes(type as never))
      .map(({ type, a }) => [type, a < SLEEPING_LOCK || type === Marker.zeroPage ? 'spin' : 'sleep']);
    expect(order.map(([type]) => type)).toEqual([
      Marker.lockAcquire, Marker.lockAcquire, Marker.lockRelease, Marker.zeroPage, Marker.lockRelease,
    ]); // biome-ignore format: a list
    expect(order.map(([, who]) => who)).toEqual(['sleep', 'spin', 'spin', 'spin', 'sleep']);
  });

  test('of a region is there only where tasks share an address space, and is that space’s', async () => {
    const locksOf = (spaces: readonly number[]) =>
      run(
        encoded((e) => {
          for (const space of [...spaces, ...spaces]) e.task(`of ${spaces.indexOf(space)} ${space}`, space);
          spaces.forEach((space, n) => {
            e.task(`other ${n}`, space);
            reference(e, Kind.store, 0x100000 * (n + 1));
          });
        }),
      ).then((out) =>
        [...markersOf(out)].flatMap(({ type, a }) => (type === Marker.lockAcquire && a > SLEEPING_LOCK ? [a] : [])),
      );
    const regions = (locks: readonly number[]): number => new Set(locks.filter((a) => a >= SLEEPING_LOCK + 256)).size;
    expect(regions(await locksOf([1, 2]))).toBe(2);
    const alone = await run(encoded((e) => { e.task('a', 1); reference(e, Kind.store, 0x5000); })); // biome-ignore format: short
    const acquired = [...markersOf(alone)].filter(({ type }) => type === Marker.lockAcquire).map(({ a }) => a);
    expect(acquired).toEqual([LOCKS.indexOf('memlock')]);
  });

  test('changes no other word, and no sum of tallies', async () => {
    const told = (batches: readonly Batch[]): { words: number[]; sums: number[] } => {
      const kept: number[] = [];
      const sums = [0, 0, 0, 0, 0];
      for (const { words } of batches)
        for (let i = 0; i < words.length; ) {
          const isMarker = (words[i] & 3) === Kind.marker;
          const type = isMarker ? markerType(words[i]) : -1;
          const length = isMarker ? markerLength(words[i]) : 1;
          if (type === Marker.tally) for (let n = 0; n < sums.length; n++) sums[n] += words[i + 1 + n];
          else if (type !== Marker.lockAcquire && type !== Marker.lockRelease && type !== Marker.cpu)
            for (let k = 0; k < length; k++) kept.push(words[i + k]);
          i += length;
        }
      return { words: kept, sums };
    };
    for (const name of ['pmake8', 'radix']) {
      const [locked, plain] = [told(await synthetic(name)), told(await synthetic(name, withoutLocks))];
      expect(locked.sums).toEqual(plain.sums);
      expect(locked.words.length).toBe(plain.words.length);
      expect(locked.words.findIndex((word, n) => word !== plain.words[n])).toBe(-1);
    }
  });
});

test.each(['pmake8', 'radix', 'pmake', 'database'])(
  'in %s each CPU releases what it acquired last, within the service',
  async (name) => {
    const stacks = new Map<number, number[]>();
    let [cpu, acquires, releases] = [0, 0, 0];
    const faulty: string[] = [];
    for (const { type, a } of markersOf(await synthetic(name))) {
      if (type === Marker.cpu) cpu = a;
      const stack = stacks.get(cpu) ?? [];
      stacks.set(cpu, stack);
      if (type === Marker.lockAcquire) {
        acquires++;
        if (stack.includes(a)) faulty.push(`${a} acquired twice`);
        stack.push(a);
      } else if (type === Marker.lockRelease) {
        releases++;
        if (stack.pop() !== a) faulty.push(`${a} was not the last`);
      } else if ((type === Marker.serviceLeave || type === Marker.serviceEnter) && stack.length > 0)
        faulty.push(`${stack} held`);
    }
    expect(faulty).toEqual([]);
    expect(acquires).toBeGreaterThan(0);
    expect(releases).toBe(acquires);
  },
);

test('that one call in four takes is taken by the first of each four', async () => {
  const out = await run(
    encoded((e) => {
      for (let n = 0; n < 9; n++) e.event(Marker.syscall, 3);
    }),
  );
  const taken: number[] = [];
  for (const { type } of markersOf(out)) {
    if (type === Marker.serviceEnter) taken.push(0);
    if (type === Marker.lockAcquire) taken[taken.length - 1]++;
  }
  expect(taken).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test('ahead of the next is released before that is acquired, in a fault on a page that the address space has', async () => {
  const out = await run(
    encoded((e) => {
      for (const task of ['a', 'b']) {
        e.task(task, 1);
        reference(e, Kind.load, 0x5000);
      }
    }),
  );
  const faults: string[] = [];
  for (const { type, a } of markersOf(out)) {
    if (type === Marker.serviceEnter && a === Service.quickFault) faults.push('');
    const name = a >= SLEEPING_LOCK ? 'R' : 'm';
    if (type === Marker.lockAcquire) faults[faults.length - 1] += name;
    if (type === Marker.lockRelease) faults[faults.length - 1] += name.toLowerCase() === 'r' ? 'r' : '.';
  }
  expect(faults.at(-1)).toBe('Rrm.');
});

describe('a profile’s mistakes', () => {
  test.each([
    ['a lock that is not there', 'services.open.locks=[{lock: big, share: {value: 0.5, kind: assumed, source: x}}]', /no such lock; the profile has memlock, vm, region/],
    ['a section of regions that nobody measured', 'locks.region.largest=null', /largest/],
    ['no room ahead of the next section', 'services.quickFault.locks.0.known.value=0.4', /no room ahead of the section of memlock/],
    ['ahead of nothing', 'services.quickFault.locks.1.known.before=true', /expected in the first of two sections/],
    ['more shared pages than pages', 'sharedPages=1700', /more than the 1683 data pages/],
  ])('%s', (_, override, message) => {
    const load = () => loadGuest('irix-5.3', [override]);
    expect(load).toThrow(UserError);
    expect(load).toThrow(message);
  }); // biome-ignore format: a table
});

test('a section up to the end must hold the one in the middle: just so much is taken, a little less is not', () => {
  const least = (1 + irix.services.demandZero.locks[1].share.value) / 2;
  const issues = (share: number): string[] => {
    const profile = structuredClone(irix);
    profile.services.demandZero.locks[0].share.value = share;
    return GuestProfile.safeParse(profile).error?.issues.map(({ message }) => message) ?? [];
  };
  expect(issues(least)).toEqual([]);
  expect(issues(least - 1e-6)).toEqual(['not within the section of region, which is acquired before']);
});

test('the least share that is used holds a line at most', async () => {
  const tiny = structuredClone(irix);
  tiny.services.open.locks = [
    { lock: 'vm', share: { value: 1e-6, kind: 'assumed', source: 'x' }, every: 1, clearing: false },
  ];
  const out = await run(
    encoded((e) => e.event(Marker.syscall, 2)),
    user(),
    tiny,
  );
  expect(held(out, Service.open).get('vm') ?? 0).toBe(0);
});
