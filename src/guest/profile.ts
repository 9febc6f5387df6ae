import { z } from 'zod';
import { origin, originated } from '../config/annotations/origins.ts';
import { dictionary } from '../config/dictionary.ts';
import { label, text } from '../config/labels.ts';
import { type ConfigKind, type Given, loadConfig, type Settings } from '../config.ts';
import { PRESET_FOLDERS } from '../presets.ts';
import { Privileged, Service } from '../trace/words/vocabulary.ts';
import { MOST_ARGUMENTS, MOST_TABLES, ProcessPage } from './kernel-memory.ts';

/** Instructions of a service: what is fitted to a published time, or assumed. */
const instructions = z.strictObject({
  value: z
    .int()
    .min(16)
    .max(1_000_000)
    .describe('Instructions of one call, without those that clear pages.')
    .meta({ unit: 'instructions' }),
  unit: z.literal('instructions'),
  ...origin,
});

/** A share, with its origin. */
const share = z.strictObject({
  value: z.number().gt(0).max(1).meta({ unit: 'share' }),
  ...origin,
});

/** Pages of a call, with their origin. */
const pages = z.strictObject({
  value: z.number().min(0).max(16).meta({ unit: 'pages' }),
  ...origin,
});

/** A part of a service's path inside a critical section: in the middle of the path, or up to its end. */
const Section = z.strictObject({
  lock: z.string().min(1).describe("One of the profile's locks."),
  share: share.describe("Of the path's instructions, those inside; clearing and the loop that copies do not count."),
  known: share
    .extend({
      before: z
        .boolean()
        .default(false)
        .describe('Ended a line of code (64 bytes) before the next section begins, which is inside of it otherwise.'),
    })
    .optional()
    .describe(
      'quickFault: the same where another task of the address space has the page, so that only a page table entry is missing; as `share` unless given.',
    ),
  every: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('One in so many calls of the service takes it; the others do not.')
    .meta({ unit: 'calls' }),
  clearing: z.boolean().default(false).describe('Held to the end of the path, while pages are filled with zeroes.'),
});

type Section = z.infer<typeof Section>;

/** A lock of the kernel. */
export const Lock = z.strictObject({
  waiters: z.enum(['spin', 'sleep']).describe('What who waits for it does; sleeping is idle time.'),
  of: z
    .enum(['kernel', 'regions'])
    .default('kernel')
    .describe(
      "The kernel's; or one for each region of an address space, for its faults, taken only where several tasks share it.",
    ),
  largest: share
    .optional()
    .describe(
      'regions: of an address space, the part of its pages in its largest region; the others are taken as one.',
    ),
});

/** What one call of a service does. Pages are of 4 KB. */
export const ServiceShape = z
  .strictObject({
    instructions,
    textBytes: z
      .int()
      .min(512)
      .max(1 << 20)
      .describe('Bytes of code on its path; the path loops where instructions exceed it.')
      .meta({ unit: 'bytes' }),
    textPages: z.int().min(1).max(4096).describe('Pages this code is spread over.').meta({ unit: 'pages' }),
    fixedPages: z.int().min(0).max(256).describe('Global data pages that every call uses.').meta({ unit: 'pages' }),
    varyingPages: z
      .int()
      .min(0)
      .max(256)
      .describe('Global data pages that differ from call to call.')
      .meta({ unit: 'pages' }),
    copyBytes: z
      .int()
      .min(0)
      .max(1 << 16)
      .default(0)
      .describe('Bytes copied from or to a page of the buffer cache.')
      .meta({ unit: 'bytes' }),
    tlbWrites: z
      .int()
      .min(0)
      .max(256)
      .default(0)
      .describe('TLB writes outside the refill handler.')
      .meta({ unit: 'writes' }),
    statusWrites: z
      .int()
      .min(0)
      .max(256)
      .default(0)
      .describe('Writes of Status beyond those of entry and exit.')
      .meta({ unit: 'writes' }),
    zeroedPages: z
      .int()
      .min(0)
      .max(MOST_TABLES)
      .default(0)
      .describe('Page tables of the process that must begin as zeroes.')
      .meta({ unit: 'pages' }),
    freshPages: pages
      .optional()
      .describe(
        'Pages that it takes from the free list besides. fork: of kernel stack and u-area; execve: for arguments; write: the part of its calls by which a file grows into another page of the buffer cache.',
      ),
    freedPages: pages
      .optional()
      .describe(
        'Pages that it puts on the free list. exit: of what fork took; execve: its arguments, then the page tables before; systemCall: the part of its calls that give back a page by which a file has grown, if one has.',
      ),
    locks: z.array(Section).max(4).default([]).describe('Critical sections, each inside the one before it.'),
    trap: z.boolean().default(true).describe('Whether an exception begins it; false: it runs inside another service.'),
  })
  .refine((s) => s.textBytes <= s.textPages * 4096, {
    message: 'more code than fits in textPages',
    path: ['textBytes'],
  })
  .refine((s) => s.instructions.value > s.copyBytes / 3 + 16, {
    message: 'more than the instructions can copy (48 bytes by 16 instructions)',
    path: ['copyBytes'],
  });
export type ServiceShape = z.infer<typeof ServiceShape>;

const PRIVILEGED = /^(?:eret|tlbwi|(?:mfc0|mtc0) (?:\d|[12]\d|3[01]))$/;
const privileged = z.string().regex(PRIVILEGED, 'expected "mfc0 REGISTER", "mtc0 REGISTER", "tlbwi" or "eret"');

const perInstruction = (what: string) =>
  z.number().min(0).max(1).describe(`${what} of the kernel, on average.`).meta({ unit: 'per instruction' });

/** A profile without what its numbers must be to each other. */
export const Profile = z.strictObject({
  name: label,
  description: text.optional(),
  textPages: z.int().min(1).max(4096).describe('Pages of kernel code.').meta({ unit: 'pages' }),
  dataPages: z.int().min(1).max(8192).describe('Pages of global kernel data.').meta({ unit: 'pages' }),
  sharedPages: z
    .int()
    .min(1)
    .max(8192)
    .describe(
      'Of the global data, pages that do not grow with what the kernel runs; the others are shared out among the CPUs, whose processes and files they describe.',
    )
    .meta({ unit: 'pages' }),
  globalsBytes: z
    .union([z.literal(32), z.literal(64), z.literal(128)])
    .default(32)
    .describe('Global variables: bytes from one piece of 32 bytes to the next.')
    .meta({ unit: 'bytes' }),
  pageTables: z
    .enum(['space', 'task'])
    .default('space')
    .describe(
      "Whose page tables are: an address space's; or each task's, so that tasks which share a space fault on the same pages.",
    ),
  tableSegment: z
    .strictObject({
      value: z
        .enum(['kseg0', 'kseg2'])
        .describe('kseg0: unmapped, as all else; kseg2: through the TLB wherever the kernel runs.'),
      ...origin,
    })
    .optional()
    .describe('The segment that page tables are in; kseg0 unless given.'),
  bufferPages: z
    .int()
    .min(1)
    .max(65_536)
    .describe('Pages of the buffer cache that reads and writes go to.')
    .meta({ unit: 'pages' }),
  interruptInstructions: z
    .int()
    .min(1000)
    .max(1e15)
    .describe('Instructions of a CPU from one clock interrupt to the next.')
    .meta({ unit: 'instructions' }),
  loadsPerInstruction: perInstruction('Loads of an instruction'),
  storesPerInstruction: perInstruction('Stores of an instruction'),
  entry: z.array(privileged).max(256).describe('Privileged instructions from the exception to the service.'),
  exit: z.array(privileged).max(256).describe('Privileged instructions from the service back to the user.'),
  wiredSwitch: z
    .array(privileged)
    .max(64)
    .default([])
    .describe(
      'Privileged instructions that give a wired TLB entry its other use, at the end of `entry` and again at the beginning of `exit`.',
    ),
  locks: dictionary(Lock, 64).prefault({}).describe('Locks by name.'),
  services: z.strictObject({
    demandZero: ServiceShape,
    quickFault: ServiceShape,
    open: ServiceShape,
    write: ServiceShape,
    read: ServiceShape,
    execve: ServiceShape,
    systemCall: ServiceShape,
    interrupt: ServiceShape,
    fork: ServiceShape,
    exit: ServiceShape,
    contextSwitch: ServiceShape,
    copyOnWrite: ServiceShape,
  }),
});

/** A guest kernel as its references: what it executes and touches for each service, and under which locks. */
export const GuestProfile = Profile.superRefine((profile, issues) => {
  const { locks, services, sharedPages, dataPages, wiredSwitch } = profile;
  const fail = (path: (string | number)[], message: string) => issues.addIssue({ code: 'custom', path, message });
  const writes = wiredSwitch.filter((instruction) => instruction === 'tlbwi').length;
  if (wiredSwitch.length > 0 && writes !== 1)
    fail(['wiredSwitch'], `expected one tlbwi, as one entry changes its use, found ${writes}`);
  if (wiredSwitch.includes('eret')) fail(['wiredSwitch'], 'eret leaves the kernel: it ends `exit`');
  for (const { path, message } of pageProblems(profile)) fail(path, message);
  if (sharedPages > dataPages) fail(['sharedPages'], `more than the ${dataPages} data pages`);
  for (const [lock, { of, largest }] of Object.entries(locks))
    if ((of === 'regions') !== (largest !== undefined))
      fail(['locks', lock, 'largest'], 'expected with a lock of regions, and only there');
  for (const [service, { locks: sections }] of Object.entries(services))
    sections.forEach((section, n) => {
      const at = ['services', service, 'locks', n];
      if (!Object.hasOwn(locks, section.lock))
        fail([...at, 'lock'], `no such lock; the profile has ${Object.keys(locks).join(', ') || 'none'}`);
      if (sections.findIndex(({ lock }) => lock === section.lock) < n) fail([...at, 'lock'], 'acquired already');
      const outer = sections[n - 1];
      if (section.known?.before) {
        const next = sections[n + 1];
        if (n > 0 || sections.length !== 2 || section.clearing || next.clearing)
          fail([...at, 'known', 'before'], 'expected in the first of two sections, neither with clearing');
        else if (section.known.value >= (1 - ofKnown(next).share.value) / 2)
          fail(
            [...at, 'known', 'value'],
            `no room ahead of the section of ${next.lock}, which is in the middle of the path`,
          );
      }
      const isInside =
        outer === undefined || outer.known?.before === true || isWithin(ofKnown(section), ofKnown(outer));
      if (outer !== undefined && !(isWithin(section, outer) && isInside))
        fail(at, `not within the section of ${outer.lock}, which is acquired before`);
    });
});

/** Of what services take pages, the most, and what a call must be for a part of one to mean something. */
const MOST_FRESH = { fork: ProcessPage.tables, execve: MOST_ARGUMENTS, write: 1 } as const;

/** Pages of services that the kernel has not, and pages taken or given back that cannot be. */
function pageProblems({ services, textPages, dataPages }: z.infer<typeof Profile>) {
  const problems: { path: string[]; message: string }[] = [];
  for (const [name, shape] of Object.entries(services)) {
    const fail = (key: string, message: string) => problems.push({ path: ['services', name, key], message });
    const { freshPages, freedPages } = shape;
    if (shape.textPages > textPages) fail('textPages', `more than the kernel's ${textPages} pages of code`);
    if (shape.fixedPages > dataPages) fail('fixedPages', `more than the kernel's ${dataPages} pages of data`);
    else if (shape.fixedPages + shape.varyingPages > dataPages)
      fail('varyingPages', `with ${shape.fixedPages} fixed pages more than the kernel's ${dataPages} pages of data`);
    const mayTake = name === 'fork' || name === 'execve';
    if (shape.zeroedPages > 0 && !mayTake) fail('zeroedPages', 'only fork and execve make page tables');
    if (freshPages !== undefined) {
      const most = MOST_FRESH[name as keyof typeof MOST_FRESH] as number | undefined;
      if (most === undefined) fail('freshPages', 'only fork, execve and write take pages besides');
      else if (freshPages.value > most) fail('freshPages', `more than the ${most} that ${name} can take`);
      else if (mayTake && !Number.isInteger(freshPages.value)) fail('freshPages', 'expected whole pages');
    }
    if (freedPages === undefined) continue;
    const taken = takenBefore(name, services);
    if (taken === undefined) fail('freedPages', 'only exit, execve and systemCall give pages back');
    else if (freedPages.value > taken) fail('freedPages', `more pages than are taken (${taken})`);
    else if (name !== 'systemCall' && !Number.isInteger(freedPages.value)) fail('freedPages', 'expected whole pages');
  }
  return problems;
}

/** Pages that a service can give back at most, as they were taken before; undefined: it gives none back. */
function takenBefore(name: string, { fork, execve, write }: z.infer<typeof Profile>['services']): number | undefined {
  const taken = ({ zeroedPages, freshPages }: ServiceShape): number => zeroedPages + (freshPages?.value ?? 0);
  if (name === 'exit') return taken(fork);
  if (name === 'execve') return taken(execve);
  if (name === 'systemCall') return (write.freshPages?.value ?? 0) > 0 ? 1 : 0;
  return undefined;
}

const ofKnown = ({ known, ...section }: Section): Section => ({ ...section, share: known ?? section.share });

/** Whether a section lies within another: those in the middle end before the path does. */
function isWithin(inner: Section, outer: Section): boolean {
  if (inner.clearing && !outer.clearing) return false;
  const least = outer.clearing && !inner.clearing ? (1 + inner.share.value) / 2 : inner.share.value;
  return outer.share.value >= least;
}
export type GuestProfile = z.infer<typeof GuestProfile>;
export type GuestService = keyof GuestProfile['services'];

/** Services in the profile, with their numbers in the trace. */
export const GUEST_SERVICES = (Object.keys(Profile.shape.services.shape) as GuestService[]).map(
  (name): [GuestService, Service] => [name, Service[name]],
);

export const GUESTS: ConfigKind<GuestProfile> = {
  noun: 'guest',
  annotated: true,
  schema: GuestProfile,
  normalise: originated(() => GuestProfile),
  presets: PRESET_FOLDERS.profile,
};

/**
 * A guest by preset name or file, with settings such as `services.open.textPages=20`. Throws UserError with file:line:column.
 *
 * @param given - a preset's name, a file, or keys and values
 * @param settings - texts `path=value`, or values by their paths. Default: none
 * @returns the profile of a guest's kernel
 * @example
 * ```ts
 * import { loadGuest } from 'disco-replay';
 *
 * const longer = loadGuest('irix-5.3', { 'services.open.textPages': 20 });
 * console.log(longer.name, longer.services.open.textPages);
 * ```
 */
export const loadGuest = (given: Given, settings: Settings = []): GuestProfile => loadConfig(GUESTS, given, settings);

/** The operand of `Marker.privileged` for `mfc0 12` and the like. */
export function privilegedOperand(text: string): number {
  const [name, register] = text.split(' ');
  if (name === 'eret') return Privileged.exceptionReturn;
  if (name === 'tlbwi') return Privileged.tlbWriteIndexed;
  return (name === 'mfc0' ? Privileged.readRegister : Privileged.writeRegister) | (Number(register) << 8);
}
