import fc from 'fast-check';
import type { Holding, Moment } from '../../src/replay/counts/dependence.ts';

/** A moment with what a test says, and nothing else. */
export const moment = (own: Partial<Moment>): Moment =>
  ({ clock: 1, instructions: [], cpus: [], holdings: [], lines: [], served: [], mounts: [], ...own }) as Moment;

export const holding = (own: Partial<Holding>): Holding => ({ parts: [0], vms: [0], use: 'user', disk: -1, pages: 1, ...own }); // biome-ignore format: a line

const some = (below: number, minLength = 0) =>
  fc.uniqueArray(fc.nat(below - 1), { minLength, maxLength: below }).map((all) => all.sort((a, b) => a - b));

/** Moments of a machine with so many nodes, a CPU each, and so many virtual machines. */
export const anyMoment = (nodes: number, vms: number): fc.Arbitrary<Moment> =>
  fc
    .record({
      cpus: fc.array(some(nodes, 1), { minLength: vms, maxLength: vms }),
      holdings: fc.array(
        fc.record({
          parts: some(nodes, 1),
          vms: some(vms),
          use: fc.constantFrom<Holding['use']>('user', 'kernelText', 'cache'),
          disk: fc.integer({ min: -1, max: 2 }),
          pages: fc.integer({ min: 1, max: 500 }),
        }),
        { maxLength: 30 },
      ),
      lines: fc.array(fc.record({ node: fc.nat(nodes - 1), home: fc.nat(nodes - 1), vm: fc.integer({ min: -1, max: vms - 1 }), lines: fc.integer({ min: 1, max: 99 }) }), { maxLength: 9 }), // biome-ignore format: a line
    })
    .map(moment);
