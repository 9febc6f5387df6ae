import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { withExamples } from '../shared/examples.ts';
import { addModelOptions, GROUPS, type ModelOptions, structureNames, TRACE_HELP } from '../shared/options.ts';

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
    .argument('<trace>', TRACE_HELP)
    .optionsGroup(GROUPS.model)
    .option(
      '-s, --structures <names>',
      'structures, separated by commas; times are relative to the first',
      'irix,disco',
    );
  addModelOptions(command, 'the table and its chart')
    .option('--vm <number>', 'one virtual machine alone, where there are several', vmNumber)
    .option('--paper', "set the paper's own numbers beside, those of its pmake")
    .action(async (path: string, options: ServiceCommandOptions) => {
      const names = structureNames(options.structures);
      const { printServices } = await import('./run.ts');
      await printServices(path, names, options);
    });
  withExamples(command, [
    { line: 'disco services pmake-mips', shows: 'a recorded kernel: what its system calls and faults cost on Disco' },
    { line: 'disco services make --paper', shows: "a compile beside the paper's own Table 2" },
    { line: 'disco services synthetic:pmake8 -s irix,8vm --vm 3', shows: 'one of eight virtual machines' },
  ]);
}
