import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { endingsOf } from '../../trace/formats.ts';
import { addReading, quantity } from '../shared/options.ts';
import type { ConvertCommandOptions, FetchOptions, ProfileCommandOptions, TraceOptions } from './options.ts';

/** `disco trace info | head | profile | validate | convert | fetch`. */
export function addTrace(program: Command): void {
  const trace = program
    .command('trace')
    .description('Look at traces, check them, turn one format into another, make those of the catalogue.');
  const on = (name: string, description: string): Command =>
    addReading(
      trace.command(name).description(description).argument('<trace>', 'a trace file, or - for standard input'),
    );

  on('info', 'What a trace is: source, counts, what was dropped.')
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: TraceOptions & { json?: boolean }) => {
      await (await import('./inspect.ts')).printInfo(path, options);
    });

  on('head', 'The first records, as CSV.')
    .option('-n, --records <n>', 'how many', quantity('--records'), 10)
    .action(async (path: string, options: TraceOptions & { records: number }) => {
      await (await import('./inspect.ts')).printHead(path, options);
    });

  on('profile', 'What a trace is like on any machine: footprint, mix, sharing, reuse distances, working set.')
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

  on('validate', 'Check a trace from end to end; exit code 2 if there is anything wrong.').action(
    async (path: string, options: TraceOptions) => {
      await (await import('./inspect.ts')).check(path, options);
    },
  );

  on('convert', `Write a trace in the format of the output name: ${endingsOf()}.`)
    .argument('<out>', 'the output file, or - for CSV on standard output')
    .option('--level <1-22>', "zstd's level for a container", compressionLevel)
    .option('--windows <numbers>', 'only these windows, from 1: 1,3,6', windowNumbers)
    .action(async (path: string, out: string, options: ConvertCommandOptions) => {
      await (await import('./inspect.ts')).convertTrace(path, out, options);
    });

  trace
    .command('fetch')
    .description('Make a trace of the catalogue by its command; without a name, list those that can be made.')
    .argument('[name]', 'a trace of the list')
    .option('-o, --out <file>', 'the container to write; NAME.arrow unless given')
    .option('--level <1-22>', "zstd's level", compressionLevel)
    .action(async (name: string | undefined, options: FetchOptions) => {
      await (await import('./fetch.ts')).fetchTrace(name, options);
    });
}

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
