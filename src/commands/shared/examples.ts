import type { Command } from 'commander';
import { hanging } from '../../report/text/text-table.ts';

/** A command line that runs as it stands in an empty folder, from names that come along. */
export interface Example {
  /** `disco compare make`: at most 56 characters, so that help of 60 columns shows it whole. */
  line: string;
  /** Lines that make what it takes, where no name that comes along does: they are shown and run before it. */
  first?: readonly string[];
  /** What it shows, in a few words without a full stop. */
  shows: string;
  /** Programs it takes besides this package, as PATH has them: `valgrind`. */
  needs?: readonly string[];
  /** Whether it goes on until it is told to stop. */
  stays?: true;
}

const EXAMPLES = new WeakMap<Command, readonly Example[]>();

/** Examples at the end of the command's help; `test/examples.test.ts` runs every one. Answers the command. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  EXAMPLES.set(command, examples);
  return command.addHelpText('after', () => ['\nExamples:', ...exampleLines(examples)].join('\n'));
}

/** The examples of a command; none where it has none. */
export const examplesOf = (command: Command): readonly Example[] => EXAMPLES.get(command) ?? [];

/** Examples as wide as the terminal: command lines, whole, and beneath them what they show. */
export const exampleLines = (examples: readonly Example[]): string[] =>
  examples.flatMap(({ first = [], line, shows }) => [
    ...[...first, line].map((each) => `  ${each}`),
    ...hanging('      ', shows),
  ]);
