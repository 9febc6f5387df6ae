import { type Command, Option } from 'commander';
import { excerpt, UserError } from '../../errors.ts';
import { parseCount } from '../../trace/recorder/quantity.ts';
import { MAX_CPUS } from '../../trace/words/trace.ts';
import { parseWarmup, type Warmup } from '../../trace/words/warmup.ts';

/** Options of the commands that replay. */
export interface ModelOptions {
  /** In the place of every structure's own. */
  machine?: string;
  guest?: string;
  costs: string;
  set: string[];
  warmup?: Warmup;
  format?: string;
  layout?: string;
  raw?: boolean;
  cpus?: number;
  map?: string;
  /** Copies of the trace, each a virtual machine; absent: it is divided among them. */
  vmsFrom?: VmsFrom;
  filter: boolean;
  /** Threads; absent: as many as there are cores. */
  workers?: number;
  json?: boolean;
  out?: string;
  /** Structural draws of bands; absent: none are asked for. */
  bands?: number | true;
}

/** Headings of the groups of options that several commands have. */
export const GROUPS = {
  model: 'What it is replayed through:',
  reading: 'How the trace is read:',
  running: 'How it runs:',
  output: 'What comes out:',
} as const;

/** Of the argument `<trace>`, wherever it is. */
export const TRACE_HELP =
  'a file, a name (disco show traces), synthetic:NAME (disco show workload), or - for standard input';

/** Gathers what a repeatable option is given. */
export const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** Flags of before, each with what its paths are written with now: `--set-cost X.value=1` is `--set costs.X=1`. */
const OLD_FLAGS = { '--set-cost': 'costs', '--set-workload': 'workload' } as const;

/** Adds `--set`, and answers the flags it took the place of with what to write. */
export function addSet(command: Command, what: string): Command {
  command.option(
    '--set <path=value>',
    `change a value of ${what}: tlb.entries=128, cache.l2.sizeBytes=256KiB, remoteMemory=2700ns (repeatable)`,
    collect,
    [],
  );
  for (const [flag, prefix] of Object.entries(OLD_FLAGS)) {
    const refuse = (text: string): never => {
      const [path, ...value] = text.replace(/\.value=/, '=').split('=');
      throw new UserError(`${flag} ${text}: write --set ${prefix}.${path}=${value.join('=')}`);
    };
    command.addOption(new Option(`${flag} <path=value>`).argParser(refuse).hideHelp());
  }
  return command;
}

/** Reads an option's value as a number with an optional suffix (200k, 10M). Throws a UserError that names the option. */
export const quantity = (option: string) => (text: string) => (text === '0' ? 0 : parseCount(text, option));

/** Reads an option's value as a whole number between bounds. Throws a UserError that names the option. */
export const whole =
  (option: string, least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UserError(`${option}: found ${excerpt(text)}, expected a whole number from ${least} to ${most}`);
  };

/** Of `--workers`, wherever it is. */
export const WORKERS_HELP = 'threads; as many as there are cores unless given';
export const workers = whole('--workers', 1, 128);

/** Of `--warmup`, wherever it is. */
export const WARMUP_HELP =
  "at the start of each window, counted apart: instructions (200k, 1M) or references (100refs); default: the trace's own, if any";
export const warmup = (text: string): Warmup => parseWarmup(text, '--warmup');

/** Names separated by commas, none of them empty. Throws a UserError that names the option and an example. */
export function namesOf(option: string, text: string, example: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.includes('')) return names;
  throw new UserError(
    `${option}: found ${JSON.stringify(text)}, expected names separated by commas, such as ${example}`,
  );
}

/** Names of structures separated by commas: at least two of them, at most so many. Throws a UserError. */
export function structureNames(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length >= 2 && names.length <= most && !names.includes('')) return names;
  throw new UserError(
    `--structures: found ${JSON.stringify(text)}, expected ${most === 2 ? 'two' : 'at least two'} names separated by commas, such as irix,disco`,
  );
}

/** Of `--cpus` and `--map`, wherever they are. */
export const CPUS_HELP =
  'put the tasks (threads) of a user-level trace on so many CPUs, 1 to 128, whichever they were recorded on';
export const MAP_HELP =
  'which task on which of --cpus: threads (one after the other; the default), processes (by address space), or a CSV file: task,cpu';

/** What virtual machines are made of: so many copies of the trace, or the trace and other recordings. */
export type VmsFrom = number | readonly string[];
/** How many they are. */
export const vmsOf = (from: VmsFrom): number => (typeof from === 'number' ? from : 1 + from.length);

/** Reads `trace=8`, or names of recordings. Throws a UserError. */
function vmsFrom(text: string): VmsFrom {
  const [what, count, ...rest] = text.split('=');
  if (what === 'trace' && count !== undefined && rest.length === 0) return whole('--vms-from', 1, MAX_CPUS)(count);
  const others = text.split(',').map((name) => name.trim());
  if (what !== 'trace' && count === undefined && !others.includes('') && others.length < MAX_CPUS) return others;
  throw new UserError(
    `--vms-from: found ${excerpt(text)}, expected trace=N, such as trace=8, or other recordings, such as b.arrow,c.arrow`,
  );
}

/** Adds how traces are read, a group of options. */
export const addReading = (command: Command): Command =>
  command
    .optionsGroup(GROUPS.reading)
    .option('--format <name>', 'its format, if its content does not tell; disco trace --help lists them')
    .option('--layout <line|file>', "the layout of a text's lines, such as 'ip: op(R|W) address(hex) [size]'")
    .option('--raw', "keep a full-system recording's own TLB refills")
    .option('--cpus <n>', CPUS_HELP, quantity('--cpus'))
    .option('--map <rule|file>', MAP_HELP);

/** Adds `--machine`: one for all structures, in the place of their own. */
export const addMachine = (command: Command): Command =>
  command.option(
    '--machine <name|file>',
    'the machine of every structure, in place of its own: a preset or a YAML or JSON file',
  );

/** Adds the groups of options that replaying commands share; further ones are of what comes out. `out`: what -o writes. */
export function addModelOptions(command: Command, out = 'report.html, charts and tables'): Command {
  addMachine(command.optionsGroup(GROUPS.model)).option(
    '--guest <name|file>',
    'the operating system of every structure: a preset, a file, or the profile of a kernel',
  );
  addSet(command, 'every structure, of the costs, or of a synthetic workload').option(
    '--costs <name|file>',
    'costs: a preset or a YAML or JSON file',
    'flash',
  );
  return addReading(command)
    .option('--warmup <amount>', WARMUP_HELP, warmup)
    .option(
      '--vms-from <trace=n|files>',
      'so many virtual machines, each with a copy of the whole trace on CPUs of its own, or one with the trace and one with each of these other recordings; unless given, a trace is divided among them',
      vmsFrom,
    )
    .optionsGroup(GROUPS.running)
    .option('--no-filter', 'replay without the hot filter: slower, the same counts')
    .option('--workers <n>', WORKERS_HELP, workers)
    .optionsGroup(GROUPS.output)
    .option('--json', 'print the result as JSON')
    .option('-o, --out <folder>', `write ${out} into this folder`);
}
