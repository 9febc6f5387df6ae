import type { Command } from 'commander';
import { addModelOptions, type ModelOptions, structureNames } from './shared/options.ts';

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('Replay a trace through several structures side by side; the first is 100 %.')
    .argument('<trace>', 'a trace file, or - for standard input')
    .option('-s, --structures <names>', 'structures, separated by commas', 'irix,disco');
  addModelOptions(command).action(async (path: string, options: ModelOptions & { structures: string }) => {
    const names = structureNames(options.structures);
    const { evaluate } = await import('./shared/model.ts');
    await evaluate(path, names, options);
  });
}
