import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { Structure } from '../../src/replay/structure/structure.ts';
import { program } from '../golden/program.ts';
import { ours, run } from './model.ts';
import type { Shape } from './oracle.ts';

interface Golden {
  caches: Record<string, Record<'l1i' | 'l1d' | 'l2', Shape> & { caches: unknown }>;
  tlbs: Record<string, { entries: number; entryBytes: number; ways: number; references: number; misses: number }>;
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/dineroiv.json', import.meta.url), 'utf8'));
const accesses = program(200_000);
const virtual = { index: 'virtual', tag: 'virtual' } as const;
const anyTlb = { entries: 64, replacement: 'lru' } as const;

describe('DineroIV’s own counts', () => {
  test.each(Object.entries(golden.caches))(
    'are ours, cache by cache and kind by kind: %s',
    (_, { l1i, l1d, l2, caches }) => {
      const structure = Structure.parse({
        cache: { l1i: { ...l1i, ...virtual }, l1d: { ...l1d, ...virtual }, l2: { ...l2, ...virtual } },
        tlb: anyTlb,
      });
      const { tlb: _tlb, writeBacks: _writeBacks, ...counted } = ours(run(accesses, structure));
      expect(counted).toEqual(caches);
    },
  );

  test.each(Object.entries(golden.tlbs))(
    'are ours for a TLB: %s',
    (_, { entries, entryBytes, ways, references, misses }) => {
      const cache = { sizeBytes: 32768, lineBytes: 64, ways: 2, ...virtual };
      const structure = Structure.parse({
        pageBytes: entryBytes / 2,
        cache: { l1i: cache, l1d: cache, l2: null },
        tlb: { entries, ways, pagesPerEntry: 2, replacement: 'lru' },
      });
      const e = totalsOf(run(accesses, structure));
      expect({ references: e.tlbReference, misses: e.tlbMiss }).toEqual({ references, misses });
    },
  );
});
