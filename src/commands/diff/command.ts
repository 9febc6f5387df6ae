import type { Command } from 'commander';
import { withExamples } from '../shared/examples.ts';
import { GROUPS } from '../shared/options.ts';

const RESULT_HELP = 'a folder that -o wrote, a file in it, or what --json printed';

export function addDiff(program: Command): void {
  const command = program
    .command('diff')
    .description(
      'What differs between two results that were written before, what changed most first: processor time by its change; then percentages by theirs, other numbers by their relative change, and counts by the relative change times the root of how many there are.',
    )
    .argument('<before>', RESULT_HELP)
    .argument('<after>', 'another of the same kind')
    .optionsGroup(GROUPS.output)
    .option('--all', 'every number that changed, not only those that changed most')
    .option('--exit-code', 'end with 1 where a number differs, with 0 where none does')
    .option('--json', 'print the result as JSON')
    .option('-o, --out <folder>', 'write diff.html, a chart and tables into this folder')
    .action(async (before: string, after: string, options) => {
      const { printDiff } = await import('./run.ts');
      await printDiff(before, after, options);
    });
  withExamples(command, [
    {
      first: ['disco compare make -o before', 'disco compare make --set tlb.entries=128 -o after'],
      line: 'disco diff before after',
      shows: 'what a TLB twice as large does to a compile',
    },
    {
      first: ['disco ablate make --json > a', 'disco ablate radix8 --json > b'],
      line: 'disco diff a b --all',
      shows: 'what mechanisms are worth to two programs',
    },
  ]);
}
