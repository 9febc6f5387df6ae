import { z } from 'zod';
import { type ConfigKind, loadConfig } from '../../config.ts';
import { MAX_CPUS } from '../trace.ts';

/** Where a number of a workload comes from; `fitted` names in its source what it was fitted to. */
export const QUANTITY_KINDS = ['published', 'derived', 'assumed', 'fitted'] as const;

/** A number with its origin; the schema of its value decides what is allowed. */
const quantity = (value: z.ZodNumber) =>
  z.strictObject({
    value,
    kind: z.enum(QUANTITY_KINDS),
    source: z.string().min(1).describe('Page, formula or reason.'),
  });
export type Quantity = z.infer<ReturnType<typeof quantity>>;

const count = (min: number, max = Number.MAX_SAFE_INTEGER) => quantity(z.int().min(min).max(max));
const share = quantity(z.number().min(0).max(1));

/** How references walk over a region: runs of neighbours, with jumps between them. */
const Walk = {
  pages: count(1, 1 << 18).describe('Size of the region in 4 KB pages.'),
  order: z
    .enum(['uniform', 'zipf', 'sweep'])
    .default('uniform')
    .describe('Where a jump goes: any page alike; by popularity; the next page in turn.'),
  skew: quantity(z.number().min(0).max(4))
    .optional()
    .describe("zipf: the exponent; the n-th page's weight is n^-skew."),
  run: quantity(z.number().min(1)).describe('References from one jump to the next, on average (geometric).'),
  places: count(1, 64).optional().describe('Places of a page that jumps land at, evenly spaced; all 64 unless given.'),
  strideBytes: count(4, 4096).describe('Bytes between the references of a run.'),
  workingSet: z
    .strictObject({
      pages: count(1, 1 << 18).describe('Pages of the region in use at a time.'),
      instructions: count(1).describe('Instructions of a process until its working set is another part of the region.'),
    })
    .optional()
    .describe('Phases: jumps stay within a part of the region, which changes.'),
};

const Text = z.strictObject(Walk).describe('Code, shared by the processes of the program.');
export type WalkShape = z.infer<typeof Text>;

const Data = z.strictObject({
  ...Walk,
  shared: z
    .enum(['no', 'program', 'all'])
    .describe('Whose it is: each process has its own; one for the program; one for all that name it.'),
  share: share.describe("Of the program's data references, those that go here; the shares of a program make 1."),
  stores: share.describe('Of the references to it, those that store. 0: read-shared where it is shared.'),
});

const Program = z.strictObject({
  processes: count(1, 1024).describe('Processes that run it.'),
  instructionsPerFetch: count(1, 63).describe(
    'Instructions of a fetch record; a record fetches at most 64 bytes, so that more are those of a loop.',
  ),
  dataPerFetch: quantity(z.number().min(0).max(16)).describe('Loads and stores recorded for each fetch record.'),
  text: Text,
  data: z.record(z.string(), Data).describe('Regions by name.'),
});
export type ProgramShape = z.infer<typeof Program>;

/**
 * A workload: seeded and reproducible. References that are certain to hit the first-level caches may be left out and their
 * instructions counted with the fetch before them, so that a trace of a given length covers more time.
 */
export const Workload = z
  .strictObject({
    name: z.string(),
    description: z.string().optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
    cpus: count(1, MAX_CPUS),
    instructions: count(1).describe('Of all CPUs together.'),
    warmup: count(0).describe('Instructions at the start that are the ramp-up, for whoever replays it.'),
    scheduling: z
      .strictObject({
        quantum: count(1000).describe('Instructions until a CPU turns to the next of its processes.'),
        move: count(0).describe('Instructions of a CPU after which one waiting process goes to another CPU; 0: never.'),
      })
      .describe('Processes keep to a CPU (affinity), which shares its time among them.'),
    programs: z.record(z.string(), Program),
  })
  .superRefine((workload, issues) => {
    for (const [program, { text, data }] of Object.entries(workload.programs)) {
      const at = ['programs', program];
      const fail = (path: string[], message: string) =>
        issues.addIssue({ code: 'custom', path: [...at, ...path], message });
      const shares = Object.values(data).reduce((sum, { share }) => sum + share.value, 0);
      if (Math.abs(shares - 1) > 1e-9) fail(['data'], `the shares make ${Number(shares.toFixed(6))}, expected 1`);
      const walks: [string[], WalkShape][] = [[['text'], text]];
      for (const [name, region] of Object.entries(data)) walks.push([['data', name], region]);
      for (const [path, { order, skew, pages, workingSet }] of walks) {
        if ((order === 'zipf') !== (skew !== undefined))
          fail([...path, 'skew'], 'expected with order zipf, and only there');
        if (workingSet !== undefined && workingSet.pages.value > pages.value)
          fail([...path, 'workingSet', 'pages'], `a working set larger than the region (${pages.value} pages)`);
      }
      for (const [name, region] of Object.entries(data))
        for (const other of Object.values(workload.programs)) {
          const same = region.shared === 'all' ? other.data[name] : undefined;
          if (same?.shared === 'all' && same.pages.value !== region.pages.value)
            fail(['data', name, 'pages'], `shared by all, but of ${same.pages.value} pages elsewhere`);
        }
    }
  });
export type Workload = z.infer<typeof Workload>;

export const WORKLOADS: ConfigKind<Workload> = {
  noun: 'workload',
  schema: Workload,
  presets: new URL('./', import.meta.url),
};

/** A workload by preset name or file, with overrides such as `seed=2`. Throws UserError with file:line:column. */
export const loadWorkload = (nameOrPath: string, overrides: readonly string[] = []): Workload =>
  loadConfig(WORKLOADS, nameOrPath, overrides);

/** The numbers that were fitted, by their path, such as `programs.vcs.text.run`. */
export function fittedNumbers(workload: Workload): { path: string; value: number; source: string }[] {
  const found: { path: string; value: number; source: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const q = value as Partial<Quantity>;
    if (q.kind === 'fitted') found.push({ path, value: q.value as number, source: q.source as string });
    else for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`);
  };
  visit(workload, '');
  return found;
}
