import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { FORMATS } from '../../trace/formats.ts';
import { parseCount } from '../../trace/recorder/quantity.ts';

/** Options of the commands that replay. */
export interface ModelOptions {
  costs: string;
  set: string[];
  setCost: string[];
  warmup: number;
  format?: string;
  raw?: boolean;
  filter: boolean;
  json?: boolean;
  out?: string;
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** Reads an option's value as a number with an optional suffix (200k, 10M). Throws a UserError that names the option. */
export const quantity = (option: string) => (text: string) => (text === '0' ? 0 : parseCount(text, option));

/** Names of structures separated by commas: at least two of them, at most so many. Throws a UserError. */
export function structureNames(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length >= 2 && names.length <= most && !names.includes('')) return names;
  throw new UserError(
    `--structures: found ${JSON.stringify(text)}, expected ${most === 2 ? 'two' : 'at least two'} names separated by commas, such as irix,disco`,
  );
}

/** `out`: what -o writes. */
export function addModelOptions(command: Command, out = 'report.html, charts and tables'): Command {
  return command
    .option(
      '--set <key=value>',
      'change a value of every structure, e.g. cache.l2.sizeBytes=262144 (repeatable)',
      collect,
      [],
    )
    .option('--costs <name|file>', 'costs: a preset or a YAML or JSON file', 'flash')
    .option('--set-cost <key=value>', 'change a cost, e.g. localMemory.value=400 (repeatable)', collect, [])
    .option('--warmup <instructions>', 'at the start of each window, counted apart (200k, 1M)', quantity('--warmup'), 0)
    .option('--format <name>', `the trace's format, if its content does not tell: ${FORMATS.join(', ')}`)
    .option('--raw', "keep a full-system recording's own TLB refills")
    .option('--no-filter', 'replay without the hot filter: slower, the same counts')
    .option('--json', 'print the result as JSON')
    .option('-o, --out <folder>', `write ${out} into this folder`);
}
