import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { hanging } from '../../report/text/text-table.ts';
import { endingsOf, TRACE_FORMATS } from '../../trace/formats.ts';
import { type Example, withExamples } from '../shared/examples.ts';
import { HELP_COMMAND } from '../shared/help.ts';
import { addReading, GROUPS, quantity, TRACE_HELP } from '../shared/options.ts';
import type { ConvertCommandOptions, FetchOptions, ProfileCommandOptions, TraceOptions } from './options.ts';

/** `disco trace info | head | profile | validate | convert | fetch`. */
export function addTrace(program: Command): void {
  const trace = program
    .command('trace')
    .description('Look at traces, check them, turn one format into another, make those of the catalogue.')
    .commandsGroup('Commands:')
    .helpCommand(...HELP_COMMAND);
  const on = (name: string, description: string, examples: readonly Example[]): Command =>
    withExamples(
      addReading(trace.command(name).description(description).argument('<trace>', TRACE_HELP)).optionsGroup(
        GROUPS.output,
      ),
      examples,
    );

  on('info', 'What a trace is: source, counts, what was dropped.', [
    { line: 'disco trace info make', shows: 'who recorded what, how many references it has, and of what' },
    { line: 'disco trace info pmake-mips --json', shows: 'the same of a whole kernel, for a program' },
  ])
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: TraceOptions & { json?: boolean }) => {
      await (await import('./inspect.ts')).printInfo(path, options);
    });

  on('head', 'The first records, as CSV.', [
    { line: 'disco trace head make', shows: 'ten records, and what their columns mean' },
    { line: 'disco trace head pmake-mips -n 40', shows: 'what a kernel does first' },
  ])
    .option('-n, --records <n>', 'how many', quantity('--records'), 10)
    .action(async (path: string, options: TraceOptions & { records: number }) => {
      await (await import('./inspect.ts')).printHead(path, options);
    });

  on('profile', 'What a trace is like on any machine: footprint, mix, sharing, reuse distances, working set.', [
    { line: 'disco trace profile make', shows: 'footprint, mix and reuse distances of a compile' },
    { line: 'disco trace profile false-sharing -o shared', shows: 'which lines threads share, as a page' },
    { line: 'disco trace profile radix8 --no-reuse --json', shows: 'the quick half, for a program' },
  ])
    .option(
      '--line <bytes>',
      'the lines of the reuse distances: a power of two from 16 to 4096',
      quantity('--line'),
      64,
    )
    .option('--no-reuse', 'without reuse distances: faster')
    .option('--json', 'print it as JSON')
    .option('-o, --out <folder>', 'write the page, the tables and the charts into this folder')
    .action(async (path: string, options: ProfileCommandOptions) => {
      await (await import('./profile.ts')).printProfile(path, options);
    });

  on('validate', 'Check a trace from end to end; exit code 2 if there is anything wrong.', [
    { line: 'disco trace validate raytrace8', shows: 'whether it is whole, and keeps the rules of the format' },
    { line: 'disco trace head make | disco trace validate -', shows: 'the same of what comes through a pipe' },
  ]).action(async (path: string, options: TraceOptions) => {
    await (await import('./inspect.ts')).check(path, options);
  });

  on('convert', `Write a trace in the format of the output name: ${endingsOf()}.`, [
    { line: 'disco trace convert padded padded.csv', shows: 'a text that other tools read' },
    { line: 'disco trace convert padded padded.din.gz', shows: 'for DineroIV, compressed' },
    { line: 'disco trace convert synthetic:pmake8 pmake8.arrow', shows: 'a synthetic workload, kept as it is' },
    { line: 'disco trace convert shell-mips events.arrow --events', shows: 'what happened when, without references' },
  ])
    .argument('<out>', 'the output file, or - for CSV on standard output')
    .option('--level <1-22>', "zstd's level for a container", compressionLevel)
    .option('--windows <numbers>', 'only these windows, from 1: 1,3,6', windowNumbers)
    .option('--events', 'events and counts of instructions alone: of a long run a small file, which is not replayed')
    .action(async (path: string, out: string, options: ConvertCommandOptions) => {
      await (await import('./inspect.ts')).convertTrace(path, out, options);
    });

  trace.addHelpText('after', formatsText);
  withExamples(trace, [
    { line: 'disco trace info make', shows: 'what a trace is' },
    { line: 'disco trace convert padded padded.csv', shows: 'the same trace in a format that other tools read' },
    { line: 'disco trace profile radix8', shows: 'what a trace is like on any machine' },
  ]);
  const fetch = trace
    .command('fetch')
    .description('Make a trace of the catalogue by its command; without a name, list those that can be made.')
    .argument('[name]', 'a trace of the list')
    .option('-o, --out <file>', 'the container to write; NAME.arrow unless given')
    .option('--level <1-22>', "zstd's level", compressionLevel)
    .action(async (name: string | undefined, options: FetchOptions) => {
      await (await import('./fetch.ts')).fetchTrace(name, options);
    });
  withExamples(fetch, [
    { line: 'disco trace fetch', shows: 'what can be made, and what that needs' },
    {
      line: 'disco trace fetch false-sharing',
      shows: 'a trace of the catalogue, made by its recipe',
      needs: ['cc', 'qemu-x86_64'],
    },
  ]);
}

/** Formats for `--format`: the one place of help that lists them. */
const formatsText = (): string => {
  const calls = Map.groupBy(TRACE_FORMATS, ({ called }) => called);
  const lines = [...calls].flatMap(([called, formats]) =>
    hanging('  ', `${called}: ${formats.map(({ name }) => name).join(', ')}`),
  );
  return `\nFormats that are read:\n${lines.join('\n')}`;
};

function compressionLevel(text: string): number {
  const level = Number(text);
  if (Number.isInteger(level) && level >= 1 && level <= 22) return level;
  throw new UserError(`--level: found ${JSON.stringify(text)}, expected a whole number from 1 to 22`);
}

function windowNumbers(text: string): number[] {
  const numbers = text.split(',').map((each) => each.trim());
  if (numbers.every((each) => /^\d+$/.test(each))) return numbers.map(Number);
  throw new UserError(`--windows: found ${JSON.stringify(text)}, expected numbers from 1, separated by commas`);
}
