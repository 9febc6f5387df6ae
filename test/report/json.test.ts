import { expect, test } from 'vitest';
import { EVENT_NAMES } from '../../src/replay/counts/event.ts';
import { toJson, toJsonText } from '../../src/report/files/json.ts';
import { disco, handRuns, irix, runOf } from './fixture.ts';

test('one run is an object with the published keys and exact counts', () => {
  const run = handRuns()[0];
  const json = toJson([run]) as Record<string, never>;
  expect(Object.keys(json)).toEqual([
    'program',
    'trace',
    'structure',
    'costs',
    'times',
    'bands',
    'locality',
    'footprint',
    'caches',
    'tlbs',
    'events',
    'warmup',
  ]);
  expect(json).toMatchObject({
    trace: {
      source: 'shell.csv',
      totals: { references: 3_000_000 },
      notes: [{ kind: 'change', text: '12 rdhwr traps were left out' }],
    },
    structure: { name: 'irix' },
    times: {
      totalNs: 4750,
      bars: { user: 2500, 'user stall': 400, kernel: 1350, 'kernel stall': 500, monitor: 0 },
      parts: { tlbRefill: 350 },
    },
    events: { instruction: 1400 },
    warmup: { instruction: 77, l1iFetch: 77 },
  });
  const none = { references: 0, misses: 0 };
  expect(json.caches).toEqual({
    l1i: { fetch: { references: 1000, misses: 40 }, load: none, store: none, writeBacks: 0 },
    l1d: { fetch: none, load: none, store: { references: 100, misses: 5 }, writeBacks: 3 },
    l2: { fetch: { references: 40, misses: 0 }, load: { references: 5, misses: 5 }, store: none, writeBacks: 2 },
  });
  expect(json.tlbs).toEqual({ tlb: { references: 1000, misses: 10 }, secondLevel: null });
  expect(Object.keys(json.events)).toEqual(EVENT_NAMES);
});

test('several runs are in a list, and the monitor has a second-level TLB', () => {
  const { runs } = toJson(handRuns()) as { runs: Record<string, unknown>[] };
  expect(runs.map(({ structure }) => (structure as { name: string }).name)).toEqual(['irix', 'disco']);
  expect(runs[1].tlbs).toEqual({ tlb: { references: 1000, misses: 26 }, secondLevel: { references: 26, misses: 2 } });
  expect(runs[1].warmup).toBeNull();
});

test('a structure without a board cache says so with null', () => {
  const run = runOf({ ...disco, cache: { ...irix.cache, l2: null } }, []);
  expect(toJson([run])).toMatchObject({ caches: { l2: null }, times: { totalNs: 0 } });
});

test('the text is the object, ended by a line feed', () => {
  const text = toJsonText(handRuns());
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(toJson(handRuns()))));
  expect(text.endsWith('}\n')).toBe(true);
});
