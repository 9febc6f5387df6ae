import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { addModelOptions, type ModelOptions, structureNames } from '../shared/options.ts';

interface ServiceCommandOptions extends ModelOptions {
  structures: string;
  vm?: number;
  paper?: boolean;
}

/** A virtual machine's number. Throws a UserError. */
function vmNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UserError(`--vm: found ${JSON.stringify(text)}, expected the number of a virtual machine, from 0`);
}

export function addServices(program: Command): void {
  const command = program
    .command('services')
    .description(
      'Table 2 of the paper for any trace: what each service of the operating system costs, and where that goes.',
    )
    .argument('<trace>', 'a trace file, or - for standard input')
    .option(
      '-s, --structures <names>',
      'structures, separated by commas; times are relative to the first',
      'irix,disco',
    )
    .option('--vm <number>', 'one virtual machine alone, where there are several', vmNumber)
    .option('--paper', "set the paper's own numbers beside, those of its pmake");
  addModelOptions(command, 'the table and its chart').action(async (path: string, options: ServiceCommandOptions) => {
    const names = structureNames(options.structures);
    const { printServices } = await import('./run.ts');
    await printServices(path, names, options);
  });
}
