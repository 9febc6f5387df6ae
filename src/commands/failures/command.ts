import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { withExamples } from '../shared/examples.ts';
import { addModelOptions, collect, GROUPS, namesOf, TRACE_HELP } from '../shared/options.ts';
import { type FailuresOptions, OF_RECORDINGS, OF_WORKLOADS } from './options.ts';

export function addFailures(program: Command): void {
  const command = program
    .command('failures')
    .description('When hardware fails: which virtual machines, pages and work the loss of each node takes, at each moment of a trace, by how the monitor is divided into cells.')
    .argument('<trace>', TRACE_HELP)
    .optionsGroup(GROUPS.model)
    .option('-s, --structures <names>', `structures, separated by commas; times are relative to the first (default: those that fit the trace: ${OF_WORKLOADS}; of a recorded trace ${OF_RECORDINGS})`)
    .option('--cells <sizes>', 'nodes of a cell, separated by commas; one: one monitor for all nodes (default: as the structure has it, or one,1)')
    .option('--recovery <name|file>', 'recovery costs and failure rates, a preset or a YAML or JSON file; --set recovery.detection=20ms changes one (default: flash)')
    .optionsGroup('What is lost, instead of each node at each moment:')
    .option('--lose <what>', 'node=3, cpu=2, disk=0 or memory=3:0-4MB; several numbers with commas (repeatable: at once)', collect, [])
    .option('--at <clock>', 'when: instructions of all CPUs (200k) or percent of the trace (default: 50%)')
    .option('--scenario <name|file>', 'losses one after another, from a preset or a YAML or JSON file');
  addModelOptions(command, 'a page, tables and charts').action(async (path: string, options: FailuresOptions) => {
    const { lose, at, scenario } = options;
    if (scenario !== undefined && (lose.length > 0 || at !== undefined))
      throw new UserError(`--scenario and ${lose.length > 0 ? '--lose' : '--at'}: expected one or the other`);
    if (at !== undefined && lose.length === 0) throw new UserError('--at is of what --lose names: --lose node=3 --at 50%');
    const names = options.structures === undefined ? undefined : namesOf('--structures', options.structures, 'irix,8vm');
    const { failures } = await import('./run.ts');
    await failures(path, names, options);
  });
  withExamples(command, [
    { line: 'disco failures synthetic:pmake8', shows: 'eight compiles in 1 to 8 virtual machines: what the loss of a node takes' },
    { line: 'disco failures synthetic:pmake8 -s 8vm --cells one,4,1', shows: 'the monitor divided further and further' },
    { line: 'disco failures radix8 --lose node=3 --at 50%', shows: 'a sort whose fourth node is lost halfway' },
    { line: 'disco failures synthetic:pmake8 --scenario two-nodes', shows: 'two nodes lost, one after the other' },
  ]);
} // biome-ignore format: a chain
