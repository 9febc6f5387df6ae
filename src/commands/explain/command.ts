import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { withExamples } from '../shared/examples.ts';
import { addReading, addSet, GROUPS, WARMUP_HELP, warmup } from '../shared/options.ts';
import type { ExplainCommand } from './run.ts';

export function addExplain(program: Command): void {
  const command = program
    .command('explain')
    .description('How the monitor’s mechanisms work: a figure of each, from a trace that comes along, and slides for a lecture.')
    .argument('[mechanisms...]', 'their keys, such as second-level-tlb; without any: the list')
    .option('--all', 'all of them')
    .option('--trace <trace>', 'any trace, in place of the one that comes along for the mechanism');
  addSet(command, 'the structure, of the costs, or of a synthetic workload')
    .option('--costs <name|file>', 'costs: a preset or a YAML or JSON file', 'flash')
    .option('--warmup <amount>', WARMUP_HELP, warmup);
  addReading(command)
    .option('--no-filter', 'replay without the hot filter: slower, the same counts')
    .optionsGroup(GROUPS.output)
    .option('--json', 'print the result as JSON')
    .option('-o, --out <folder>', 'write pages, figures, tables and slides into this folder')
    .action(async (keys: string[], options: ExplainCommand) => {
      if (options.all === true && keys.length > 0) throw new UserError('--all and mechanisms: expected one or the other');
      const { explainMechanisms } = await import('./run.ts');
      await explainMechanisms(keys, options);
    });
  withExamples(command, [
    { line: 'disco explain second-level-tlb', shows: 'what a second-level TLB answers, by its size' },
    { line: 'disco explain hot-pages --trace radix8', shows: 'another trace, on which hardly a page gets hot' },
    { line: 'disco explain --all -o kit', shows: 'slides for a lecture, of all mechanisms' },
  ]);
} // biome-ignore format: a chain
