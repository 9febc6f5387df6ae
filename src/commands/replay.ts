import type { Command } from 'commander';
import { withExamples } from './shared/examples.ts';
import { addModelOptions, GROUPS, type ModelOptions, TRACE_HELP } from './shared/options.ts';
import { beginReading } from './shared/reading.ts';

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('Replay a trace through one structure: caches, TLB, where the time goes.')
    .argument('<trace>', TRACE_HELP)
    .optionsGroup(GROUPS.model)
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
  withExamples(command, [
    { line: 'disco replay make', shows: 'a compile on one machine: caches, TLB, where the time goes' },
    { line: 'disco replay radix8 -s disco --json', shows: 'a parallel sort on Disco, its numbers as JSON' },
    { line: 'disco replay make --set tlb.entries=128', shows: 'the same with a TLB of twice the size' },
    { line: 'disco trace convert padded - | disco replay -', shows: 'a trace that comes through a pipe' },
  ]);
}
