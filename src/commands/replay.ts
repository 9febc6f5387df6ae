import type { Command } from 'commander';
import { addModelOptions, type ModelOptions } from './shared/options.ts';
import { beginReading } from './shared/reading.ts';

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('Replay a trace through one structure: caches, TLB, where the time goes.')
    .argument('<trace>', 'a trace file, or - for standard input')
    .option(
      '-s, --structure <name|file>',
      'structure: a preset (disco show lists them) or a YAML or JSON file',
      'flash',
    );
  addModelOptions(command).action(async (path: string, options: ModelOptions & { structure: string }) => {
    const begun = beginReading(path, options); // while the rest is loaded
    try {
      const { evaluate } = await import('./shared/model.ts');
      await evaluate(path, [options.structure], options, begun);
    } finally {
      begun?.close();
    }
  });
}
