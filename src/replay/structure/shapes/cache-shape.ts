import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { powerOfTwo, setsProblem, ways } from './sets.ts';

/** A cache. Sizes in bytes. */
export const CacheShape = z
  .strictObject({
    sizeBytes: z
      .int()
      .min(1)
      .max(2 ** 30)
      .describe('Capacity in bytes.')
      .meta({ unit: 'bytes' }),
    lineBytes: powerOfTwo(1, 1 << 18)
      .describe('Bytes of a line.')
      .meta({ unit: 'bytes' }),
    ways: ways.describe('Associativity: lines in a set, any number, or "full"; sets are a power of two.'),
    replacement: z.enum(['lru', 'fifo', 'random']).default('lru').describe('Which line of a full set makes room.'),
    index: z.enum(['virtual', 'physical']).default('physical').describe('The address that chooses the set.'),
    tag: z
      .enum(['virtual', 'physical'])
      .default('physical')
      .describe('The address that names a line. Virtual: (address space, address).'),
    write: z.enum(['back', 'through']).default('back').describe('When stores go to the next level.'),
    writeAllocate: z.boolean().default(true).describe('Whether a store miss brings the line in.'),
    inclusive: z.boolean().default(false).describe('l2 only: a line it evicts leaves the first level too.'),
  })
  .superRefine(({ sizeBytes, lineBytes, ways, index, tag }, issues) => {
    const fail = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message });
    const lines = sizeBytes / lineBytes;
    const problem = setsProblem(lines, ways, `lines of ${lineBytes} bytes`);
    if (lineBytes > sizeBytes) fail('lineBytes', `a line larger than the cache (${sizeBytes} bytes)`);
    else if (!Number.isInteger(lines)) fail('sizeBytes', `no whole number of lines of ${lineBytes} bytes`);
    else if (problem !== undefined) fail(typeof ways === 'number' && ways > lines ? 'ways' : 'sizeBytes', problem);
    if (index === 'physical' && tag === 'virtual') fail('tag', 'a physically indexed cache with virtual tags');
  });
export type CacheShape = z.infer<typeof CacheShape>;

const l1 = CacheShape.nullable()
  .default(null)
  .describe('Unified first-level cache, in the place of l1i and l1d, which are null then; null: there are these two.');
const l2 = CacheShape.nullable().describe('Board cache, unified; null: none.');

/** The caches of a CPU, as replay reads them: of a unified first level, `l1i` and `l1d` are ports to `l1` and have its shape. */
export const CachesShape = z.strictObject({
  l1,
  l1i: CacheShape.describe('First-level instruction cache.'),
  l1d: CacheShape.describe('First-level data cache.'),
  l2,
});
export type CachesShape = z.infer<typeof CachesShape>;

/** The caches of a CPU, as people write them: a first level in one part or in two. */
export const CachesDocument = z.strictObject({
  l1,
  l1i: CacheShape.nullable().default(null).describe('First-level instruction cache; null: there is a unified l1.'),
  l1d: CacheShape.nullable().default(null).describe('First-level data cache; null: there is a unified l1.'),
  l2,
});
export type CachesDocument = z.infer<typeof CachesDocument>;

/** A document's caches as replay reads them; null: their first level is neither one part nor two. */
export function cachesOf({ l1, l1i, l1d, l2 }: CachesDocument): CachesShape | null {
  if (l1 === null) return l1i === null || l1d === null ? null : { l1, l1i, l1d, l2 };
  const isPort = (shape: CacheShape | null): boolean => shape === null || isDeepStrictEqual(shape, l1);
  return isPort(l1i) && isPort(l1d) ? { l1, l1i: l1, l1d: l1, l2 } : null;
}
