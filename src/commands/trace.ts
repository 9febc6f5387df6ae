import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../errors.ts';
import { convert } from '../trace/convert.ts';
import { head } from '../trace/head.ts';
import { FORMATS, openTrace } from '../trace/open.ts';
import { totalsOfTrace } from '../trace/totals.ts';
import type { Totals, TraceHeader } from '../trace/trace.ts';
import { validate } from '../trace/validate.ts';
import { quantity } from './model.ts';
import { withProgress } from './progress.ts';

interface TraceOptions {
  format?: string;
  raw?: boolean;
}

/** `disco trace info | convert | validate | head`. */
export function addTrace(program: Command): void {
  const trace = program.command('trace').description('Look at traces, check them, turn one format into another.');
  const on = (name: string, description: string): Command =>
    trace
      .command(name)
      .description(description)
      .argument('<trace>', 'a trace file, or - for standard input')
      .option('--format <name>', `the trace's format, if its content does not tell: ${FORMATS.join(', ')}`)
      .option('--raw', "keep a full-system recording's own TLB refills");

  on('info', 'What a trace is: source, counts, what was dropped.')
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: TraceOptions & { json?: boolean }) => {
      const facts = await withProgress('read', async (progress) => {
        const { format, raw = false } = options;
        const opened = await openTrace(path, {
          ...(format === undefined ? {} : { format }),
          raw,
          ...progressOf(progress),
        });
        const totals = await totalsOfTrace(opened);
        return { header: opened.header, totals, notes: opened.notes };
      });
      process.stdout.write(options.json ? `${JSON.stringify(facts, null, 2)}\n` : describe(facts));
    });

  on('head', 'The first records, as CSV.')
    .option('-n, --records <n>', 'how many', quantity, 10)
    .action(async (path: string, options: TraceOptions & { records: number }) => {
      const opened = await openTrace(path, { ...options, details: true });
      process.stdout.write(await head(opened, options.records));
    });

  on('validate', 'Check a trace from end to end; exit code 2 if there is anything wrong.').action(
    async (path: string, options: TraceOptions) => {
      const problems = await withProgress('validate', async (progress) =>
        validate(await openTrace(path, { ...options, details: true, ...progressOf(progress) })),
      );
      if (problems.length > 0)
        throw new UserError(`${path}: ${problems.length} problem(s)\n${problems.map((p) => `  ${p}`).join('\n')}`);
      console.log(`${path}: whole and consistent`);
    },
  );

  on(
    'convert',
    'Write a trace in the format of the output name: .arrow, .csv, .din or .lackey, with .gz or .zst behind it.',
  )
    .argument('<out>', 'the output file, or - for CSV on standard output')
    .option('--level <1-22>', "zstd's level for a container", compressionLevel)
    .option('--windows <numbers>', 'only these windows, from 1: 1,3,6')
    .action(async (path: string, out: string, options: TraceOptions & { windows?: string; level?: number }) => {
      const windows = options.windows?.split(',').map(windowNumber);
      const notes = await withProgress('convert', async (progress) => {
        const opened = await openTrace(path, { ...options, details: true, ...progressOf(progress) });
        const { level } = options;
        await convert(opened, out, {
          ...(windows === undefined ? {} : { windows }),
          ...(level === undefined ? {} : { level }),
          signal: progress.signal,
        });
        return opened.notes;
      });
      for (const note of notes) console.error(note);
    });
}

const progressOf = ({
  onProgress,
  signal,
}: {
  onProgress: (bytes: number, total: number | undefined) => void;
  signal: AbortSignal;
}) => ({ onProgress, signal });

function compressionLevel(text: string): number {
  const level = Number(text);
  if (!Number.isInteger(level) || level < 1 || level > 22) throw new InvalidArgumentError('expected 1 to 22');
  return level;
}

function windowNumber(text: string): number {
  if (!/^\d+$/.test(text.trim()))
    throw new UserError(`--windows: found ${JSON.stringify(text)}, expected numbers from 1, separated by commas`);
  return Number(text);
}

interface Facts {
  header: TraceHeader;
  totals: Totals;
  notes: readonly string[];
}

function describe({ header, totals, notes }: Facts): string {
  const number = (n: number): string => n.toLocaleString('en-US');
  const lines = [
    ['source', header.source],
    ...(header.command === undefined ? [] : [['command', header.command]]),
    ['format', header.format],
    ['level', `${header.level}, ${header.architecture} address space`],
    [
      'references',
      `${number(totals.references)}: ${number(totals.fetches)} fetches, ${number(totals.loads)} loads, ${number(totals.stores)} stores`,
    ],
    ['instructions', number(totals.instructions)],
    ['events', number(totals.events)],
    ['tasks', number(totals.tasks)],
    ['memory', `${number(totals.regions)} regions of 256 KB touched`],
    ['windows', totals.windows === 0 ? 'none: one continuous recording' : number(totals.windows)],
    ...notes.map((note) => ['note', note]),
  ];
  return lines.map(([name, value]) => `${name.padEnd(13)} ${value}\n`).join('');
}
