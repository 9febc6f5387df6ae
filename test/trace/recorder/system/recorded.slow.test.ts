import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { lacks } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { compareGuest } from './guest/compare.ts';
import { SECTORS } from './guest/guest.ts';
import { BUFFER_PAGES, type DiskRequest, type Parameters } from './guest/program.ts';
import { streamOf } from './guest/stream.ts';

let folder = '';
beforeAll(() => {
  folder = temporaryFolder('drawn');
});

const BUFFER_SECTORS = BUFFER_PAGES * 8;
const upTo = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });

/** Requests that are sent together concern different sectors, and different parts of the buffer: which is first is open. */
const group: fc.Arbitrary<DiskRequest[]> = fc
  .record({
    first: upTo(SECTORS - BUFFER_SECTORS - 1),
    cuts: fc.uniqueArray(upTo(BUFFER_SECTORS - 1, 1), { maxLength: 5 }),
    writes: upTo(63),
  })
  .map(({ first, cuts, writes }) => {
    const edges = [0, ...cuts.sort((one, other) => one - other), BUFFER_SECTORS];
    return edges.slice(1).map((end, n) => ({
      write: ((writes >> n) & 1) === 1,
      sector: first + edges[n],
      offset: 512 * edges[n],
      bytes: 512 * (end - edges[n]),
    }));
  });

const guests: fc.Arbitrary<Parameters> = fc
  .record({
    iterations: upTo(300, 1),
    pages: upTo(250, 1),
    sweeps: upTo(4, 1),
    rounds: upTo(40),
    fresh: upTo(30),
    freed: upTo(30),
    copied: upTo(20),
    threadPointers: upTo(50),
    locks: upTo(40),
    requests: fc.array(group, { maxLength: 6 }),
    diskInterrupts: fc.boolean(),
    interrupts: upTo(20),
    pauses: upTo(6),
    timers: fc.array(upTo(12), { maxLength: 6 }),
    sharedVector: fc.boolean(),
  })
  .map((drawn) => ({ ...drawn, freed: Math.min(drawn.freed, drawn.fresh) }));

test.skipIf(lacks('qemu-system-mipsel', 'cc'))(
  'any guest is recorded as its interpreter computes it, and twice the same (needs qemu-system-mipsel, cc)',
  () =>
    fc.assert(
      fc.asyncProperty(guests, async (parameters) => {
        const { machine, stream, differences } = await compareGuest(folder, 'drawn', parameters);
        expect(differences).toEqual([]);
        const second = await streamOf(machine);
        for (const each of [stream, second]) each.fill(0, 8, 12); // the emulator's process
        expect(second.equals(stream)).toBe(true);
      }),
      { numRuns: 40 },
    ),
);
