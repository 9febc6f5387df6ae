import { excerpt, UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { type GuestProfile, type GuestService, Profile, type ServiceShape } from '../profile.ts';
import { type CommonPath, commonPath, perEntryOf, statusWritesOf, tlbWritesOf } from './common.ts';
import { CODE_LINE_BYTES, type Details } from './details.ts';
import type { KernelProfile, KernelService } from './index.ts';
import type { Spread } from './spread.ts';

/**
 * Entries seen from beginning to end of which numbers are taken. Of so many, their standard deviation is itself known to a quarter:
 * 1 / sqrt(2 (n - 1)).
 */
export const LEAST_ENTRIES = 10;
/** The most that the standard error of the mean instructions may be, of the mean: a quarter, too. */
export const MOST_ERROR = 0.25;

/** Of a service that no exception begins. */
const NO_TRAP = { statusWrites: 0, tlbWrites: 0 };
/** Services in which a kernel goes to page tables. */
const FAULTS: readonly string[] = ['demandZero', 'quickFault', 'copyOnWrite', 'fault'];
/** Calls that a recording with their numbers tells apart. */
const NAMED: readonly string[] = ['open', 'read', 'write', 'execve', 'fork', 'exit'];
/** Pages of data that the inserter adds to those of the profile: kernel stack and u-area; here stack and descriptor of the task. */
const OWN_PAGES = 2;

/** Instructions of a path in a profile, beside those that copy (`ServiceShape`). */
const LEAST_PATH = 17;
const MOST_PATH = 1_000_000;
/** Of pages of data, writes of Status and TLB writes a profile has no more (`ServiceShape`). */
const MOST = 256;

const round = (n: number, digits = 1): string => n.toFixed(digits);

/** `39.6 of 16 entries, standard deviation 12.1`. */
const said = (spread: Spread, times = 1): string =>
  `${round(spread.mean * times)}, mean of ${spread.count} entries, standard deviation ${round(spread.deviation * times)}`;

/** A line of a profile: a number that was measured. */
const measured = (key: string, value: number | string, source: string, unit = ''): string =>
  `${key}: { value: ${value}${unit}, kind: measured, source: ${JSON.stringify(source)} }`;

/** Why a service's numbers are not taken; undefined: they are. */
function problemOf(service: KernelService | undefined): string | undefined {
  const details = service?.details;
  if (details === undefined) return 'no entry of it was seen from beginning to end';
  const { count, error, mean } = details.instructions;
  if (count < LEAST_ENTRIES)
    return `${count} ${count === 1 ? 'entry' : 'entries'} seen whole, fewer than ${LEAST_ENTRIES}`;
  if (error > MOST_ERROR)
    return `the standard error of its instructions is ${round(100 * error, 0)} % of their mean of ${round(mean, 0)} (${count} entries), above ${100 * MOST_ERROR} %`;
  return undefined;
}

/** Instructions of an entry, without those that clear pages: these come on top of a profile's path. A copy is part of it, and stays. */
const pathOf = ({ details }: KernelService, { copyBytes }: ServiceShape): number =>
  Math.round(details!.instructions.mean - (copyBytes === 0 ? details!.fillingStores.mean : 0));

/** Why a path is too short or too long for a profile; undefined: it is neither. */
function shortness(service: KernelService, shape: ServiceShape): string | undefined {
  const path = pathOf(service, shape);
  const least = Math.floor(shape.copyBytes / 3) + LEAST_PATH; // 48 bytes by 16 instructions, as the profile's copy loop
  if (path >= least && path <= MOST_PATH) return undefined;
  return `its ${path} instructions are ${path < least ? `fewer than the ${least}` : `more than the ${MOST_PATH}`} of a profile`;
}

/** A whole number that the profile's schema allows. */
const limit = (n: number): number => Math.min(MOST, Math.max(0, Math.round(n)));

/**
 * A guest profile as YAML, of what a recorded kernel did in its complete entries from user mode, on top of another profile, whose numbers stay where
 * there is nothing, or too little, to measure. Comments say which and why. Throws a UserError where not one service can be measured.
 *
 * @param kernel - what `kernelProfile` measured with `details: true`
 * @param options - the profile's name, the profile below it, and what the comments say of where it comes from
 * @returns YAML
 * @example
 * ```ts
 * import { kernelProfile, loadGuest, measuredProfile, openTrace } from 'disco-replay';
 *
 * const source = 'pmake-mips';
 * const kernel = await kernelProfile(await openTrace(source, { details: true }), { details: true });
 * const yaml = measuredProfile(kernel, { name: 'pmake', base: loadGuest('irix-5.3'), source, command: 'pmake.ts' });
 * console.log(yaml.length);
 * ```
 */
export function measuredProfile(
  kernel: KernelProfile,
  { name, base, source, command }: { name: string; base: GuestProfile; source: string; command: string },
): string {
  if (name.trim() === '' || !Profile.shape.name.safeParse(name).success)
    throw new UserError(`--profile: found ${excerpt(name)}, expected a name for the profile, such as linux-6.1`);
  const services = Object.keys(Profile.shape.services.shape) as GuestService[];
  const found = new Map(services.map((each) => [each, serviceOf(kernel, each)]));
  const problems = new Map(
    services.map((each) => [each, problemOf(found.get(each)) ?? shortness(found.get(each)!, base.services[each])]),
  );
  const taken = services.filter((each) => problems.get(each) === undefined);
  if (taken.length === 0)
    throw new UserError(
      `${source}: no service can be measured:\n${services.map((each) => `  ${each}: ${problems.get(each)}`).join('\n')}`,
    );
  const trapping = kernel.services.filter((each) => each.from === 'user' && each.service !== 'contextSwitch' && problemOf(each) === undefined); // biome-ignore format: a line
  const common = commonPath(trapping);
  const lines = taken.map((each) => serviceLines(each, found.get(each)!, base.services[each], common, kernel));
  const kept = services.filter((each) => problems.get(each) !== undefined);
  const untold = kernel.services.filter((each) => each.service === 'fault' && each.from === 'user');
  const text = [
    `# Measured by: ${printable(command)}`,
    `# Of entries from user mode seen from beginning to end: means, what is nested in them left out. A service's numbers are taken of ${LEAST_ENTRIES} entries or more whose instructions have`,
    `# a standard error of ${100 * MOST_ERROR} % of their mean or less. All that is not here is as in ${base.name}, critical sections among it.`,
    ...kept.map((each) => `# As in ${base.name}: ${each}: ${problems.get(each)}.`),
    ...untold.map(({ entries }) => `# ${entries} faults are not told apart in the recording, so that demandZero, quickFault and copyOnWrite have none of them.`),
    `extends: ${base.name}`,
    `name: ${JSON.stringify(name)}`,
    `description: ${JSON.stringify(`A kernel as it was recorded: ${source}`)}`,
    ...globalLines(kernel, base, lines, trapping),
    ...segmentLines(trapping),
    ...pathLines(common, trapping),
    'services:',
    ...lines.flatMap(({ own }) => own),
  ]; // biome-ignore format: a text
  return `${text.join('\n')}\n`;
}

/** The service as it was entered from user mode; a switch of tasks from wherever most were. */
function serviceOf({ services }: KernelProfile, name: GuestService): KernelService | undefined {
  const own = services.filter(({ service }) => service === name);
  return name === 'contextSwitch'
    ? own.toSorted((a, b) => b.complete - a.complete)[0]
    : own.find(({ from }) => from === 'user');
}

interface Measured {
  own: string[];
  shape: Pick<ServiceShape, 'textPages' | 'fixedPages' | 'varyingPages'>;
}

function serviceLines(
  name: GuestService,
  service: KernelService,
  base: ServiceShape,
  common: CommonPath,
  kernel: KernelProfile,
): Measured {
  const { instructions, text, data, lines, filled, fillingStores, fixedPages: always } = service.details!;
  const clears = base.copyBytes === 0 && fillingStores.mean > 0;
  const path = pathOf(service, base);
  const textPages = Math.max(1, Math.round(text.mean), Math.ceil((lines.mean * CODE_LINE_BYTES) / 4096));
  const textBytes = Math.max(512, Math.round(lines.mean * CODE_LINE_BYTES));
  const fixedPages = limit(always - OWN_PAGES);
  const varyingPages = limit(data.mean - OWN_PAGES - fixedPages);
  const trap = name === 'contextSwitch' ? NO_TRAP : common;
  const numbered = kernel.services.some(({ service }) => NAMED.includes(service));
  const all = name === 'systemCall' && !numbered ? '; all calls, as the recording has no numbers of them' : '';
  const status = statusWritesOf(service);
  const tlb = tlbWritesOf(service);
  const cleared = clears
    ? `; less ${round(fillingStores.mean, 0)} stores that filled ${round(filled.mean, 2)} pages, which a profile has beside its path`
    : '';
  const numbers: [string, number, string, string?][] = [
    ['instructions', path, `${said(instructions)}${cleared}${all}`, ', unit: instructions'],
    ['textBytes', textBytes, `${said(lines, CODE_LINE_BYTES)}: lines of ${CODE_LINE_BYTES} bytes`],
    ['textPages', textPages, said(text)],
    ['fixedPages', fixedPages, `${always} pages of data that nine in ten entries of ${data.count} touch, less ${OWN_PAGES}: stack and descriptor of the task`],
    ['varyingPages', varyingPages, `${said(data)}, less those and the fixed; pages filled are left out`],
    ['statusWrites', limit(status - trap.statusWrites), `${round(status)} of an entry, each di and ei taken for one, as the R10000 has neither; less ${trap.statusWrites} of the way in and out`],
    ['tlbWrites', limit(tlb - trap.tlbWrites), `${round(tlb)} of an entry, refills left out; less ${trap.tlbWrites} of the way in and out`],
  ]; // biome-ignore format: a table
  return {
    own: [`  ${name}:`, ...numbers.map(([key, value, source, unit]) => `    ${measured(key, value, source, unit)}`)],
    shape: { textPages, fixedPages, varyingPages },
  };
}

/** The kernel's size, as far as it was seen, and at least what its services need; how often it loads and stores. */
function globalLines(
  { pages }: KernelProfile,
  base: GuestProfile,
  taken: readonly Measured[],
  trapping: readonly KernelService[],
): string[] {
  const shapes = [...Object.values(base.services), ...taken.map(({ shape }) => shape)];
  const needed = {
    text: Math.max(...shapes.map(({ textPages }) => textPages)),
    data: Math.max(base.sharedPages, ...shapes.map(({ fixedPages, varyingPages }) => fixedPages + varyingPages)),
  };
  const seen = pages ?? { text: 0, data: 0 };
  const size = (key: string, least: number, found: number, what: string): string[] =>
    found >= least
      ? [measured(key, found, `distinct pages of the kernel's segments ${what} in complete entries; a kernel has more than a recording sees`)]
      : [`# ${key}: ${found} were seen, fewer than a service of ${base.name} needs (${least}): as there.`]; // biome-ignore format: a line
  const details = trapping.map((service) => service.details!);
  const sum = (value: (details: Details) => number): number =>
    details.reduce((all, each) => all + value(each) * each.instructions.count, 0);
  const executed = sum(({ instructions, fillingStores }) => instructions.mean - fillingStores.mean);
  const work = (kind: 'loads' | 'stores'): number =>
    trapping.reduce((all, { perEntry, complete }) => all + (perEntry?.[kind] ?? 0) * complete, 0);
  const filling = sum(({ fillingStores }) => fillingStores.mean);
  const entries = details.reduce((all, { instructions }) => all + instructions.count, 0);
  const where = `of ${entries} complete entries, stores that fill pages left out of both`;
  const shares: [string, number, string][] = [
    ['loadsPerInstruction', work('loads') / executed, 'loads'],
    ['storesPerInstruction', (work('stores') - filling) / executed, 'stores'],
  ];
  return [
    ...size('textPages', needed.text, seen.text, 'fetched from'),
    ...size('dataPages', needed.data, seen.data, 'loaded or stored to'),
    ...shares.map(([key, n, what]) =>
      n >= 0 && n <= 1
        ? measured(key, round(n, 3), `${what} ÷ instructions ${where}`)
        : `# ${key}: as in ${base.name}; the recording has no instructions beside those that fill pages.`,
    ),
  ];
}

/** Where page tables are, by whether faults go to pages of the kernel that the TLB maps. */
function segmentLines(trapping: readonly KernelService[]): string[] {
  const faults = trapping.filter(({ service }) => FAULTS.includes(service));
  if (faults.length === 0) return [];
  const entries = faults.reduce((sum, { complete }) => sum + complete, 0);
  const mapped = faults.reduce((sum, { perEntry, complete }) => {
    const { kernel, unmapped } = perEntry!.pages!;
    return sum + (kernel - unmapped) * complete;
  }, 0);
  const mean = mapped / entries;
  return [
    measured('tableSegment', mean < 0.5 ? 'kseg0' : 'kseg2', `${round(mean)} kernel pages of a fault are in segments that the TLB maps, mean of ${entries}; one at least where page tables are`),
  ]; // biome-ignore format: a line
}

/** Ways in and out, whose lists can have no origin beside them. */
function pathLines(common: CommonPath, trapping: readonly KernelService[]): string[] {
  const counts = trapping.map((service) => {
    const all = perEntryOf(service, () => true);
    return `${service.service} ${round(all)}`;
  });
  const list = (all: readonly string[]): string => `[${all.join(', ')}]`;
  return [
    `# Measured: of each register the accesses that each of ${trapping.map(({ service }) => service).join(', ')} has on the mean at least; their order is not. All privileged instructions of an entry: ${counts.join(', ')}.`,
    '# What is beyond these lists, statusWrites and tlbWrites (other reads, cache operations, which the R10000 needs none of) a profile cannot say.',
    `entry: ${list(common.entry)}`,
    `exit: ${list(common.exit)}`,
    'wiredSwitch: []',
  ];
}
