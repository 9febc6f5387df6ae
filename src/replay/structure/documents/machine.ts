import { z } from 'zod';
import { CachesDocument, cachesOf } from '../shapes/cache-shape.ts';
import { cpus, NodesShape, pagesPerNode } from '../shapes/numa-shape.ts';
import { powerOfTwo } from '../shapes/sets.ts';
import { machineMB } from '../shapes/sharing-shape.ts';
import { TlbShape } from '../shapes/tlb-shape.ts';
import { labels } from './labels.ts';
import { type MachineParts, machineProblems } from './machine-problems.ts';

/** Bytes of a page. */
export const pageBytes = powerOfTwo(256, 1 << 18)
  .default(4096)
  .describe('Bytes of a page.')
  .meta({ unit: 'bytes' });

const Memory = z.strictObject({ machineMB, pagesPerNode });

/** The hardware: any guest and any monitor can be put on it. */
export const Machine = z
  .strictObject({
    ...labels,
    cpus: cpus.describe("CPUs; null: one for each of the trace's. With fewer, a monitor has virtual CPUs share them."),
    pageBytes,
    memory: Memory.default(Memory.parse({})).describe('Memory.'),
    cache: CachesDocument.describe('Caches of each CPU.'),
    tlb: TlbShape.describe('The TLB of each CPU.'),
    numa: NodesShape.nullable()
      .default(null)
      .describe(
        'Coherent CPUs on nodes; null: the CPUs of a trace know nothing of each other, and all memory is local.',
      ),
  })
  .superRefine((machine, issues) => {
    const cache = cachesOf(machine.cache);
    if (cache === null)
      issues.addIssue({
        code: 'custom',
        path: ['cache'],
        message: 'expected l1i and l1d, or a unified l1 with `l1i: null` and `l1d: null` beside it',
      });
    else
      for (const { path, message } of machineProblems({ ...machine, cache } as MachineParts))
        issues.addIssue({ code: 'custom', path: [...path], message });
    if (machine.numa === null && machine.memory.pagesPerNode !== null)
      issues.addIssue({ code: 'custom', path: ['memory', 'pagesPerNode'], message: 'there are no nodes without numa' });
  });
export type Machine = z.infer<typeof Machine>;
