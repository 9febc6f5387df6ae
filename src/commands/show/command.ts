import type { Command } from 'commander';
import { print } from '../../terminal.ts';
import { withExamples } from '../shared/examples.ts';
import type { ShowOptions } from './show.ts';

export function addShow(program: Command): void {
  const command = program
    .command('show')
    .description(
      'List what there is: traces, workloads, machines, costs, mechanisms, exhibits, events; print one of them in full.',
    )
    .argument('[kind]', 'a kind, as disco show lists them; or the name of anything that is of one kind alone')
    .argument('[name]', 'one of the kind; or a file, where a file may describe one')
    .option('--schema', 'print the JSON Schema of this kind, for editors')
    .option('--markdown', 'print the reference of this kind: settings, columns, events, costs, recovery-costs')
    .option('--json', 'print kinds, entries, sizes and commands as data')
    .action(async (kind: string | undefined, name: string | undefined, options: ShowOptions) => {
      const { show } = await import('./show.ts');
      print(await show(kind, name, options));
    });
  withExamples(command, [
    { line: 'disco show', shows: 'the kinds of things there are, and how many of each' },
    { line: 'disco show traces', shows: 'the traces that come along: what each teaches, its size, what to type' },
    {
      line: 'disco show second-level-tlb',
      shows: 'one mechanism: its section of the paper, its setting, what it acts on',
    },
    { line: 'disco show costs flash > mine.yaml', shows: 'costs to change and to give to --costs' },
  ]);
}
