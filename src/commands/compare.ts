import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { addModelOptions, type ModelOptions } from './options.ts';

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('Replay a trace through several structures side by side; the first is 100 %.')
    .argument('<trace>', 'a trace file, or - for standard input')
    .option('-s, --structures <names>', 'structures, separated by commas', 'irix,disco');
  addModelOptions(command).action(async (path: string, options: ModelOptions & { structures: string }) => {
    const names = options.structures.split(',').map((name) => name.trim());
    if (names.length < 2 || names.includes(''))
      throw new UserError(
        `--structures: found ${JSON.stringify(options.structures)}, expected at least two names separated by commas, such as irix,disco`,
      );
    const { evaluate } = await import('./model.ts');
    await evaluate(path, names, options);
  });
}
