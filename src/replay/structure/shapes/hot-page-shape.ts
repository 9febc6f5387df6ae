import { z } from 'zod';
import { MOST_INSTRUCTIONS } from './sets.ts';

/** When a page is hot and what is done then (section 4.2.3; thresholds as in Verghese et al., ASPLOS '96). */
export const HotPageShape = z.strictObject({
  policy: z.enum(['disco', 'competitive']).default('disco').describe('What to do with a hot page.'),
  trigger: z
    .int()
    .min(1)
    .max(65535)
    .default(128)
    .describe('Misses of one CPU to a page, from another node, that make it hot.')
    .meta({ unit: 'misses' }),
  sharing: z
    .int()
    .min(1)
    .max(65535)
    .default(32)
    .describe('Misses of another CPU that make the page shared.')
    .meta({ unit: 'misses' }),
  writes: z
    .int()
    .min(1)
    .max(65535)
    .default(1)
    .describe('Misses to store, and collapses, that keep a shared page from being replicated.')
    .meta({ unit: 'misses' }),
  moves: z
    .int()
    .min(0)
    .max(65535)
    .default(1)
    .describe('Migrations of a page between two resets, at most.')
    .meta({ unit: 'migrations' }),
  resetInstructions: z
    .int()
    .min(1)
    .max(MOST_INSTRUCTIONS)
    .default(40_000_000)
    .describe('Instructions of a CPU after which all counters begin anew; 100 ms at 400 MHz.')
    .meta({ unit: 'instructions' }),
  copy: z
    .enum(['cpu', 'engine'])
    .default('cpu')
    .describe(
      'Who copies a page that moves: the CPU that missed it, through its caches; or an engine beside the memories.',
    ),
  sampleEvery: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe('Only every n-th miss of a CPU is counted.')
    .meta({ unit: 'misses' }),
});
export type HotPageShape = z.infer<typeof HotPageShape>;
