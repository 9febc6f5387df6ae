import type { Parameters } from './program.ts';

/** What guests do in the tests: next to nothing; some of everything; more than a TLB, and a batch of requests, has room for. */
export const DRAWS: Readonly<Record<string, Parameters>> = {
  least: {
    iterations: 1, pages: 1, sweeps: 1, rounds: 0, fresh: 0, freed: 0, copied: 0, threadPointers: 0, locks: 0,
    requests: [], diskInterrupts: false, interrupts: 0, pauses: 0, timers: [],
  },
  some: {
    iterations: 37, pages: 20, sweeps: 3, rounds: 4, fresh: 5, freed: 3, copied: 2, threadPointers: 6, locks: 4,
    requests: [
      [
        { write: false, sector: 3, offset: 512, bytes: 8192 },
        { write: true, sector: 40, offset: 1024, bytes: 1536 },
      ],
      [{ write: false, sector: 40, offset: 0, bytes: 1024 }],
    ],
    diskInterrupts: false, interrupts: 3, pauses: 2, timers: [0],
  },
  more: {
    iterations: 1500, pages: 230, sweeps: 4, rounds: 25, fresh: 17, freed: 17, copied: 9, threadPointers: 40, locks: 31,
    // Those of a group are done in any order, so that they must not concern each other.
    requests: Array.from({ length: 12 }, (_, n) =>
      n % 4 === 3
        ? [{ write: n === 7, sector: 13 * n, offset: 512 * n, bytes: 512 * (20 + n) }]
        : Array.from({ length: 1 + ((5 * n) % 6) }, (_, k) => ({
            write: (n + k) % 3 === 0,
            sector: 17 * n + 8 * k,
            offset: 512 * 7 * k,
            bytes: 512 * (1 + ((3 * n + 5 * k) % 7)),
          })),
    ),
    diskInterrupts: true, interrupts: 11, pauses: 5, timers: [2, 0, 1, 5],
  },
}; // biome-ignore format: a table
