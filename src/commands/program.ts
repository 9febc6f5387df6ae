import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { laidOut } from '../report/text/message.ts';
import { layOutFor } from '../report/text/width.ts';
import { answerForOutput, layMessagesOut, print, printData, say, sayFault, terminalColumns } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { withExamples } from './shared/examples.ts';
import { HELP_COMMAND, layOut } from './shared/help.ts';
import { FIRST, WHAT, welcome } from './welcome.ts';

type Add = (program: Command) => void;

/** Every command: its group in the help, in that order, and what adds it, loaded for those that are wanted. */
const COMMANDS = {
  'Begin:': {
    start: async () => (await import('./start.ts')).addStart,
    explain: async () => (await import('./explain/command.ts')).addExplain,
  },
  'Replay and compare:': {
    replay: async () => (await import('./replay.ts')).addReplay,
    compare: async () => (await import('./compare.ts')).addCompare,
    services: async () => (await import('./services/command.ts')).addServices,
    ablate: async () => (await import('./ablate/command.ts')).addAblate,
    diff: async () => (await import('./diff/command.ts')).addDiff,
  },
  'What if:': {
    sweep: async () => (await import('./sweep/command.ts')).addSweep,
    failures: async () => (await import('./failures/command.ts')).addFailures,
    worker: async () => (await import('./worker/command.ts')).addWorker,
  },
  'The paper:': {
    reproduce: async () => (await import('./reproduce.ts')).addReproduce,
  },
  'Traces:': {
    trace: async () => (await import('./trace/command.ts')).addTrace,
    kernel: async () => (await import('./kernel.ts')).addKernel,
    record: async () => (await import('./record/command.ts')).addRecord,
  },
  'Look up:': {
    show: async () => (await import('./show/command.ts')).addShow,
    doctor: async () => (await import('./doctor/command.ts')).addDoctor,
    completion: async () => (await import('./completion/command.ts')).addCompletion,
  },
} as const satisfies Record<string, Record<string, () => Promise<Add>>>;

const LISTED: readonly { name: string; group: string; load: () => Promise<Add> }[] = Object.entries(COMMANDS).flatMap(
  ([group, commands]) => Object.entries(commands).map(([name, load]) => ({ name, group, load })),
);

/** The commands that a command line needs: the one it names, none for the version, else all, of which help and hints speak. */
function wanted(first: string | undefined): typeof LISTED {
  if (first === '--version' || first === '-V') return [];
  const named = LISTED.filter(({ name }) => name === first);
  return named.length > 0 ? named : LISTED;
}

/** The command line, without its arguments, with all commands unless one is named: each time anew, as it keeps the options of the last one. */
export async function commands(first?: string): Promise<Command> {
  const program = layOut(new Command('disco'))
    .description(WHAT)
    .version(VERSION, '-V, --version', 'print the version')
    .helpCommand(...HELP_COMMAND)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} }); // errors are told by exitCodeFor

  for (const { group, load } of wanted(first)) {
    program.commandsGroup(group);
    (await load())(program);
  }
  program.helpCommand(true); // in the last group
  return withExamples(program, FIRST);
}

/** Runs the program, as a process of its own. */
export async function main(): Promise<void> {
  answerForOutput();
  layOutFor(terminalColumns());
  layMessagesOut(laidOut);
  await run(process.argv.slice(2));
}

/** Carries out a command; leaves its exit code in `process.exitCode`, unless all went well. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    if (args.length === 0) return print(welcome());
    if (args[0] === 'complete')
      return await printData(await (await import('./completion/answer.ts')).answer(args.slice(1), commands));
    await (await commands(args[0])).parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = await exitCodeFor(error, args);
  }
}

/** 2: the user's input; 130: interrupted; 1: a fault of ours, with its stack. */
async function exitCodeFor(error: unknown, args: readonly string[]): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') say(`disco: ${await usage(error.message, args)}`);
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

/** Commander's message as one line: what is wrong, and the nearest word known, who has the option, or where to look. */
async function usage(message: string, args: readonly string[]): Promise<string> {
  const [what, ...more] = message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .split('\n');
  const near = /^\(Did you mean (.*)\?\)$/.exec(more.join(' '))?.[1];
  const [, kind, word] = /^unknown (command|option) '(.*)'$/s.exec(what) ?? [];
  const { helpOf, meantCommand, ownersOf } = await import('./pointers/index.ts');
  const { EXHIBIT_NAMES } = await import('../reproduce/exhibits/names.ts');
  const pointer =
    kind === 'option'
      ? ownersOf(word, await commands())
      : kind === 'command' && near === undefined
        ? meantCommand(word, LISTED.map(({ name }) => name), EXHIBIT_NAMES)
        : ''; // biome-ignore format: conditions
  const last = near === undefined ? `${helpOf(args, await commands())} shows how` : `did you mean ${near}?`;
  return `${what}${pointer}${near === undefined && pointer !== '' ? '' : `; ${last}`}`;
}
