import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { answerForOutput, print, say, sayFault } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { addAblate } from './ablate/command.ts';
import { addCompare } from './compare.ts';
import { addKernel } from './kernel.ts';
import { addRecord } from './record.ts';
import { addReplay } from './replay.ts';
import { addReproduce } from './reproduce.ts';
import { addServices } from './services/command.ts';
import { addShow } from './show.ts';
import { addStart } from './start.ts';
import { addSweep } from './sweep/command.ts';
import { addTrace } from './trace/command.ts';
import { addWorker } from './worker/command.ts';

/** The command line, without its arguments: each time anew, as it keeps the options of the last one. */
function commands(): Command {
  const program = new Command('disco')
    .description('Replays memory traces through models of a ccNUMA machine and of the Disco virtual machine monitor.')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} }); // errors are told by exitCodeFor

  addReplay(program);
  addCompare(program);
  addServices(program);
  addAblate(program);
  addSweep(program);
  addWorker(program);
  addReproduce(program);
  addTrace(program);
  addKernel(program);
  addRecord(program);
  addShow(program);
  addStart(program);
  return program;
}

/** Runs the program, as a process of its own. */
export async function main(): Promise<void> {
  answerForOutput();
  await run(process.argv.slice(2));
}

/** Carries out a command; leaves its exit code in `process.exitCode`, unless all went well. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await commands().parseAsync(args, { from: 'user' });
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
