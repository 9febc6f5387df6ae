import { type Command, Option } from 'commander';
import { parseCount } from '../../trace/recorder/quantity.ts';
import { withExamples } from '../shared/examples.ts';
import {
  addMachine,
  addReading,
  addSet,
  collect,
  GROUPS,
  quantity,
  WARMUP_HELP,
  WORKERS_HELP,
  warmup,
  whole,
  workers,
} from '../shared/options.ts';
import { ENGINES, parsePortion, type SweepCommandOptions } from './options.ts';

export function addSweep(program: Command): void {
  const command = program
    .command('sweep')
    .description('What if: a study, or traces and what to vary; every point from as few replays as are exact.')
    .argument(
      '<study|trace...>',
      'a study (a preset or a YAML file) and perhaps traces instead of its own; or traces alone',
    )
    .optionsGroup('What varies:')
    .option(
      '--vary <path=values>',
      'an axis: tlb.entries=32,64,128, remoteMemory=300ns..3us:100ns or tlb.entries=32..512:log5 (repeatable)',
      collect,
      [],
    )
    .option(
      '--zip <paths>',
      'axes, separated by commas, that go together instead of each with each (repeatable)',
      collect,
      [],
    );
  command
    .option(
      '--draws <n>',
      'what each point may be by the priors of what is assumed: 5, 50 and 95 % of so many structural draws, 1 to 64',
      whole('--draws', 1, 64),
    )
    .option('--cost-draws <n>', 'draws of the costs for each: 1 to 64 (8 unless given)', whole('--cost-draws', 1, 64));
  addMachine(addSet(command, 'all points, of structures or costs'))
    .option('-s, --structures <names>', 'presets or files, separated by commas')
    .option('--costs <names>', 'presets or files, separated by commas');
  addReading(command)
    .option('--warmup <amount>', WARMUP_HELP, warmup)
    .optionsGroup(GROUPS.running)
    .option('--plan', 'print what would be done, and do nothing')
    .addOption(new Option('--engine <name>', 'where replays run').choices(ENGINES).default('threads'))
    .option('--workers <n>', `${WORKERS_HELP}; with slurm, of each array task`, workers)
    .option('--redis <url>', 'for --engine redis; better in DISCO_REDIS_URL (default: redis://127.0.0.1:6379)')
    .option(
      '--resume',
      'replay nothing: collect what is there, or say what is missing; with --engine slurm, submit that',
    )
    .option('--portions <n>', 'with --engine slurm: tasks of the array', (text) => parseCount(text, '--portions'))
    .option('--portion <i/n>', 'do one of n parts, print no results', parsePortion)
    .option('--memory <bytes>', 'for a decoded trace; a longer one is read several times', quantity('--memory'))
    .option('--store <folder>', 'where counts are kept, for all sweeps (default: .disco/counts)')
    .optionsGroup(GROUPS.output)
    .option('--baseline <name>', 'the structure that overhead is measured against')
    .option('--outputs <names>', 'columns, separated by commas: totalMs, cpi, tlbMiss, tlbMissPer1000, …')
    .option('--name <name>', "names the results' folder")
    .option('-o, --out <folder>', 'where the results go (default: reports/sweeps/NAME)')
    .option('--pareto <x,y>', 'a chart of two columns, of which less is better, with the points that none beats')
    .option('--no-charts', 'write no charts and no page')
    .option('--json', 'print the results as JSON')
    .action(async (inputs: string[], options: SweepCommandOptions) => {
      const { runSweep } = await import('./run.ts');
      await runSweep(inputs, options);
    });
  withExamples(command, [
    {
      line: 'disco sweep make --vary remoteMemory=300ns..3us:300ns',
      shows: 'a compile as remote memory goes further away, from one replay',
    },
    { line: 'disco sweep tlb-reach make --plan', shows: 'how many replays a study takes, without doing them' },
    { line: 'disco sweep tlb-reach make --no-charts --json', shows: 'the study itself, for a program' },
  ]);
}
