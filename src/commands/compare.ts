import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { addModelOptions, type ModelOptions, runModels } from './model.ts';
import { present } from './present.ts';

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('Replay a trace through several structures side by side; the first is 100 %.')
    .argument('<trace>', 'a trace file, or - for standard input')
    .option('-s, --structures <names>', 'structures, separated by commas', 'irix,disco');
  addModelOptions(command).action(async (path: string, options: ModelOptions & { structures: string }) => {
    const names = options.structures
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length < 2)
      throw new UserError(`--structures ${options.structures}: expected at least two names, such as irix,disco`);
    await present(await runModels(path, names, options), options);
  });
}
