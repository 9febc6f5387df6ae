import { z } from 'zod';
import { powerOfTwo, setsProblem, ways } from './sets.ts';

/** A TLB. `pagesPerEntry` 2 is MIPS's even/odd pair. */
export const TlbShape = z
  .strictObject({
    entries: z
      .int()
      .min(0)
      .max(1 << 16)
      .describe('Entries; 0: no TLB, every address is translated at once.')
      .meta({ unit: 'entries' }),
    ways: ways.default('full').describe('Associativity: entries in a set, any number, or "full"; sets are a power of two.'), // biome-ignore format: a line
    pagesPerEntry: powerOfTwo(1, 64)
      .default(2)
      .describe('Consecutive pages an entry maps; 2: the even/odd pairs of MIPS.')
      .meta({ unit: 'pages' }),
    replacement: z.enum(['random', 'lru', 'fifo']).default('random').describe('Which entry of a full set makes room.'),
  })
  .superRefine(({ entries, ways }, issues) => {
    const message = entries === 0 ? undefined : setsProblem(entries, ways, 'entries');
    if (message !== undefined) issues.addIssue({ code: 'custom', path: ['ways'], message });
  });
export type TlbShape = z.infer<typeof TlbShape>;
