import { z } from 'zod';
import { origin, originated } from '../../config/annotations/origins.ts';
import { dictionary } from '../../config/dictionary.ts';
import { label, text } from '../../config/labels.ts';
import { type ConfigKind, type Given, loadConfig, type Settings } from '../../config.ts';
import { entryOf } from '../../entry.ts';
import { PRESET_FOLDERS } from '../../presets.ts';
import { BUFFER_PAGES } from '../words/encoder/encoder.ts';
import { MAX_CPUS, MAX_JOBS } from '../words/trace.ts';

/** A number with its origin; the schema of its value decides what is allowed. */
const quantity = (value: z.ZodNumber, unit: string) =>
  z.strictObject({
    value: value.meta({ unit }),
    ...origin,
  });
export type Quantity = z.infer<ReturnType<typeof quantity>>;

/** Instructions of a workload, and of any part of it, at most: four weeks at 400 MHz. */
const MOST_INSTRUCTIONS = 1e15;

/** Programs of a workload, and data regions of a program, at most. */
const MOST_NAMES = 256;

const count = (unit: string, min: number, max = MOST_INSTRUCTIONS) => quantity(z.int().min(min).max(max), unit);
const share = quantity(z.number().min(0).max(1), 'share');

/** Most disk requests of a call on average: reading ahead is several requests. */
const REQUESTS = 16;

/** Fewest instructions from one page that comes into use to the next: more than a fetch record and its data. */
const PAGE_INSTRUCTIONS = 200;

/** How references walk over a region: runs of neighbours, with jumps between them. */
const Walk = {
  pages: count('pages', 1, 1 << 18).describe('Pages of 4 KB that the region is made of.'),
  order: z
    .enum(['uniform', 'zipf', 'sweep', 'front'])
    .default('uniform')
    .describe(
      'Where a jump goes: any page alike; by popularity; the next page in turn, from one of the process’s own (sweep) or from the first, as all others do (front).',
    ),
  skew: quantity(z.number().min(0).max(4), 'exponent')
    .optional()
    .describe("zipf: the exponent; the n-th page's weight is n^-skew."),
  run: quantity(z.number().min(1).max(1e9), 'references').describe(
    'References from one jump to the next, on average (geometric).',
  ),
  places: count('places', 1, 64)
    .optional()
    .describe('Places of a page that jumps land at, evenly spaced; all 64 unless given.'),
  strideBytes: count('bytes', 4, 4096).describe('Bytes between the references of a run.'),
  workingSet: z
    .strictObject({
      pages: count('pages', 1, 1 << 18).describe('Pages of the region in use at a time.'),
      instructions: count('instructions', 1).describe(
        'Instructions of a process until its working set is another part of the region.',
      ),
    })
    .optional()
    .describe('Phases: jumps stay within a part of the region, which changes.'),
  apart: count('pages', 1, 64)
    .optional()
    .describe('Pages from one page of the region to the next: 1, or more where a program uses some of its pages only.'),
  begins: z
    .enum(['zeroes', 'file'])
    .optional()
    .describe(
      "The pages come into use one after the other, evenly over the process's lifetime; the first reference to each stores (zeroes: new memory) or reads (file: contents of a file). Without it any page is in use from the beginning.",
    ),
};

const Text = z.strictObject(Walk).describe('Code, shared by the processes of the program.');
export type WalkShape = z.infer<typeof Text>;

const Data = z.strictObject({
  ...Walk,
  shared: z
    .enum(['no', 'program', 'all'])
    .describe('Whose it is: each process has its own; one for the program; one for all that name it.'),
  share: share
    .optional()
    .describe(
      "Of the program's data references, those that go here; the shares of a program make 1, and the region that has none has the rest.",
    ),
  stores: share.describe('Of the references to it, those that store. 0: read-shared where it is shared.'),
});

/** Calls of a program by service; `other` is any that Table 2 does not list. */
export const CALLS = ['open', 'read', 'write', 'other'] as const;

const Call = z.strictObject({
  perMillion: quantity(z.number().min(0).max(10_000), 'calls').describe(
    'Calls in a million instructions of the program.',
  ),
  disk: z
    .strictObject({
      requests: quantity(z.number().min(0).max(REQUESTS), 'requests').describe(
        'Requests to the disk for each call, on average.',
      ),
      sectors: count('sectors', 1, MAX_JOBS).describe('Sectors of a request, of 512 bytes.'),
    })
    .optional()
    .describe('The disk requests calls make: writes for write, else reads.'),
});

const PACINGS = ['even', 'random'] as const;
export type Pacing = (typeof PACINGS)[number];

const Files = z
  .strictObject({
    common: count('pages', 1).describe(
      'Pages of files that all processes use, on disk 0: programs, libraries, headers.',
    ),
    private: count('pages', 1).describe(
      "Pages of the files of each CPU's processes, on a disk of their own: disk CPU + 1.",
    ),
    short: z
      .strictObject({
        common: count('pages', 0).describe('Of the pages of common files.'),
        private: count('pages', 0).describe("Of those of each CPU's files."),
      })
      .optional()
      .describe(
        'Blocks of half a page, the last of each: ends of files, directories and inodes, which a monitor cannot map.',
      ),
    temporaries: share
      .optional()
      .describe('Of the disk requests of write, those for temporary files, which are on disk 0; none unless given.'),
    image: count('pages', 1).describe('Pages of the common files that each execve uses: one program after the other.'),
    commonReads: share.describe('Of the pages read, those of common files; the others, and all written, are private.'),
  })
  .describe(
    'Files whose blocks the kernel keeps in its buffer cache. All were in use before: the first process of each CPU uses every page once.',
  );
export type FilesShape = z.infer<typeof Files>;

const Program = z.strictObject({
  processes: count('processes', 1, 1024).describe('Processes that run it, at any time.'),
  lifetime: count('instructions', 10_000)
    .optional()
    .describe(
      'Instructions of a process until it ends and a new one takes its place, with an address space of its own. Without it processes last as long as the trace, all in one address space.',
    ),
  copied: count('pages', 0, 1024)
    .optional()
    .describe(
      'With a lifetime: pages that are stored to between fork and execve, the first of the first data region; each is shared with the parent until then, and copied. None unless given.',
    ),
  calls: z
    .partialRecord(z.enum(CALLS), Call)
    .default({})
    .describe('System calls, but for those that begin and end processes.'),
  instructionsPerFetch: count('instructions', 1, 63).describe(
    'Instructions of a fetch record; a record fetches at most 64 bytes, so that more are those of a loop.',
  ),
  dataPerFetch: quantity(z.number().min(0).max(16), 'references').describe(
    'Loads and stores recorded for each fetch record.',
  ),
  text: Text,
  data: dictionary(Data, MOST_NAMES).describe('Regions by name.'),
});
export type ProgramShape = z.infer<typeof Program>;
export type CallShapes = ProgramShape['calls'];

/** Of a program's data references, those that go to each of its regions; the one whose share is not given has the rest. */
export function sharesOf(data: ProgramShape['data']): number[] {
  const given = Object.values(data).map(({ share }) => share?.value);
  const rest = 1 - given.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return given.map((each) => each ?? rest);
}

/**
 * A workload: seeded and reproducible. References that are certain to hit the first-level caches may be left out and their
 * instructions counted with the fetch before them, so that a trace of a given length covers more time.
 */
export const Workload = z
  .strictObject({
    name: label,
    description: text.optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe('Of all that is drawn at random: the same seed makes the same trace.'),
    cpus: count('CPUs', 1, MAX_CPUS).describe('CPUs that the processes run on.'),
    instructions: count('instructions', 1).describe('Instructions of all CPUs together.'),
    warmup: count('instructions', 0).describe(
      'Instructions at the start that are the ramp-up, for whoever replays it.',
    ),
    jobs: count('processes', 1, 1024)
      .optional()
      .describe('Processes that can wait for a disk at the same time; idle time is computed from it.'),
    scheduling: z
      .strictObject({
        quantum: count('instructions', 1000).describe('Instructions until a CPU turns to the next of its processes.'),
        move: count('instructions', 0).describe(
          'Instructions of a CPU after which one waiting process goes to another CPU, where some have more processes than others; 0: never, and the guest may move them (`guest.affinityInstructions`).',
        ),
      })
      .describe('Processes keep to a CPU (affinity), which shares its time among them.'),
    pacing: z
      .enum(PACINGS)
      .default('even')
      .describe(
        'When calls and new pages come: evenly; or at random, with the same means, so that processes of one kind on several CPUs do not take turns.',
      ),
    files: Files.optional(),
    programs: dictionary(Program, MOST_NAMES),
  })
  .superRefine((workload, issues) => {
    checkFiles(workload, (path, message) => issues.addIssue({ code: 'custom', path, message }));
    for (const [program, { text, data, lifetime, copied }] of Object.entries(workload.programs)) {
      const at = ['programs', program];
      const fail = (path: string[], message: string) =>
        issues.addIssue({ code: 'custom', path: [...at, ...path], message });
      const open = Object.keys(data).filter((name) => entryOf(data, name)?.share === undefined);
      const shares = sharesOf(data);
      const sum = shares.reduce((all, each) => all + each, 0);
      if (open.length > 1)
        fail(['data'], `${open.join(' and ')} have no share; expected one at most, which has the rest`);
      else if (shares.some((each) => each < 0))
        fail(['data'], `the shares make ${Number((1 - Math.min(...shares)).toFixed(6))}, expected at most 1`);
      else if (Math.abs(sum - 1) > 1e-9) fail(['data'], `the shares make ${Number(sum.toFixed(6))}, expected 1`);
      const [first] = Object.values(data);
      if (copied !== undefined && lifetime === undefined)
        fail(['copied'], 'expected with a lifetime of the program, whose processes are forked');
      else if (copied !== undefined && copied.value > (first?.pages.value ?? 0))
        fail(['copied'], `more than the ${first?.pages.value ?? 0} pages of the first data region`);
      const walks: [string[], WalkShape][] = [[['text'], text]];
      for (const [name, region] of Object.entries(data)) walks.push([['data', name], region]);
      if (text.begins === 'zeroes') fail(['text', 'begins'], 'code is the contents of a file');
      for (const [path, { order, skew, pages, workingSet, begins }] of walks) {
        if (begins !== undefined && lifetime === undefined)
          fail([...path, 'begins'], 'expected with a lifetime of the program, over which the pages come into use');
        if (begins === undefined && lifetime !== undefined)
          fail(
            [...path, 'begins'],
            'expected in a program with a lifetime, whose processes find none of their pages in use',
          );
        if (begins !== undefined && (order === 'sweep' || order === 'front' || workingSet !== undefined))
          fail([...path, 'begins'], 'pages that come into use in turn are neither swept nor in working sets');
        if (begins !== undefined && lifetime !== undefined && pages.value * PAGE_INSTRUCTIONS > lifetime.value)
          fail([...path, 'pages'], `more than a page in ${PAGE_INSTRUCTIONS} instructions comes into use`);
        if ((order === 'zipf') !== (skew !== undefined))
          fail([...path, 'skew'], 'expected with order zipf, and only there');
        if (workingSet !== undefined && workingSet.pages.value > pages.value)
          fail([...path, 'workingSet', 'pages'], `a working set larger than the region (${pages.value} pages)`);
      }
      for (const [name, { shared }] of Object.entries(data))
        if (lifetime !== undefined && shared !== 'no')
          fail(
            ['data', name, 'shared'],
            'processes with a lifetime have address spaces of their own, and share nothing',
          );
      for (const [name, region] of Object.entries(data))
        for (const other of Object.values(workload.programs)) {
          const same = region.shared === 'all' ? entryOf(other.data, name) : undefined;
          if (same?.shared === 'all' && same.pages.value !== region.pages.value)
            fail(['data', name, 'pages'], `shared by all, but of ${same.pages.value} pages elsewhere`);
        }
    }
  });
export type Workload = z.infer<typeof Workload>;

function checkFiles(
  { files, cpus, programs }: { files?: FilesShape | undefined; cpus: Quantity; programs: Record<string, ProgramShape> },
  fail: (path: string[], message: string) => void,
): void {
  if (files === undefined) return;
  const pages = files.common.value + cpus.value * files.private.value;
  if (pages > BUFFER_PAGES) fail(['files'], `${pages} pages of files, more than the ${BUFFER_PAGES} of a buffer cache`);
  for (const whose of ['common', 'private'] as const)
    if (files.short !== undefined && files.short[whose].value > files[whose].value)
      fail(['files', 'short', whose], `more than the ${files[whose].value} pages of these files`);
  if (files.image.value > files.common.value)
    fail(['files', 'image'], `more than the ${files.common.value} pages of common files`);
  for (const [name, { text, lifetime }] of Object.entries(programs)) {
    if (lifetime !== undefined && text.pages.value > files.image.value)
      fail(['programs', name, 'text', 'pages'], `more than the ${files.image.value} pages of a program's image`);
  }
}

export const WORKLOADS: ConfigKind<Workload> = {
  noun: 'workload',
  annotated: true,
  schema: Workload,
  example: 'workload.instructions=10M',
  normalise: originated(() => Workload),
  presets: PRESET_FOLDERS.workload,
};

/** A workload by preset name or file, with settings such as `seed=2`. Throws UserError with file:line:column. */
export const loadWorkload = (given: Given, settings: Settings = []): Workload => loadConfig(WORKLOADS, given, settings);

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
