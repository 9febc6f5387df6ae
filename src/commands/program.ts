import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { layOutFor } from '../report/text/width.ts';
import { answerForOutput, print, say, sayFault } from '../terminal.ts';
import { VERSION } from '../version.ts';

type Add = (program: Command) => void;

/** What adds each command, in the order of the help; loaded for those that are wanted. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  replay: async () => (await import('./replay.ts')).addReplay,
  compare: async () => (await import('./compare.ts')).addCompare,
  services: async () => (await import('./services/command.ts')).addServices,
  ablate: async () => (await import('./ablate/command.ts')).addAblate,
  sweep: async () => (await import('./sweep/command.ts')).addSweep,
  worker: async () => (await import('./worker/command.ts')).addWorker,
  reproduce: async () => (await import('./reproduce.ts')).addReproduce,
  trace: async () => (await import('./trace/command.ts')).addTrace,
  kernel: async () => (await import('./kernel.ts')).addKernel,
  record: async () => (await import('./record.ts')).addRecord,
  show: async () => (await import('./show.ts')).addShow,
  start: async () => (await import('./start.ts')).addStart,
};

/** The commands that a command line needs: the one it names, none for the version, else all, of which help and hints speak. */
function wanted(first: string | undefined): (() => Promise<Add>)[] {
  if (first === '--version' || first === '-V') return [];
  return first !== undefined && Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]] : Object.values(COMMANDS);
}

/** The command line, without its arguments: each time anew, as it keeps the options of the last one. */
async function commands(first: string | undefined): Promise<Command> {
  const program = new Command('disco')
    .description('Replays memory traces through models of a ccNUMA machine and of the Disco virtual machine monitor.')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} }); // errors are told by exitCodeFor

  for (const load of wanted(first)) (await load())(program);
  return program;
}

/** Runs the program, as a process of its own. */
export async function main(): Promise<void> {
  answerForOutput();
  layOutFor(process.stdout.isTTY ? process.stdout.columns : undefined);
  await run(process.argv.slice(2));
}

/** Carries out a command; leaves its exit code in `process.exitCode`, unless all went well. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await (await commands(args[0])).parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeFor(error);
  }
}

/** 2: the user's input; 130: interrupted; 1: a fault of ours, with its stack. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') say(`disco: ${usage(error.message)}`);
    return 2;
  }
  if (error instanceof UserError) {
    say(`disco: ${error.message}`);
    return 2;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    say('disco: interrupted; nothing was written');
    return 130;
  }
  sayFault(error);
  return 1;
}

/** Commander's message as one line: what is wrong, and the nearest word known or where to look. */
function usage(message: string): string {
  const [what, ...more] = message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.*)\?\)$/.exec(more.join(' '));
  return `${what}; ${meant === null ? 'disco --help shows how' : `did you mean ${meant[1]}?`}`;
}
