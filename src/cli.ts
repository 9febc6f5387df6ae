#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addCompare } from './commands/compare.ts';
import { addRecord } from './commands/record.ts';
import { addReplay } from './commands/replay.ts';
import { addReproduce } from './commands/reproduce.ts';
import { addShow } from './commands/show.ts';
import { addStart } from './commands/start.ts';
import { addTrace } from './commands/trace.ts';
import { UserError } from './errors.ts';
import { VERSION } from './version.ts';

const program = new Command('disco')
  .description('Replays memory traces through models of a ccNUMA machine and of the Disco virtual machine monitor.')
  .version(VERSION)
  .enablePositionalOptions()
  .exitOverride()
  .showHelpAfterError('(disco --help shows how)')
  .showSuggestionAfterError();

addReplay(program);
addCompare(program);
addReproduce(program);
addTrace(program);
addRecord(program);
addShow(program);
addStart(program);

/** A reader that has had enough (`| head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

/** 2: the user's input; 130: interrupted; 1: a fault of ours, with its stack. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    console.error(`disco: ${error.message}`);
    return 2;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    console.error('disco: interrupted; nothing was written');
    return 130;
  }
  console.error(error);
  return 1;
}
