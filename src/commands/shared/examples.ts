import type { Command } from 'commander';

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
  return command.addHelpText('after', () => `\n${examplesText(command, examples)}`);
}

/** The examples of a command; none where it has none. */
export const examplesOf = (command: Command): readonly Example[] => EXAMPLES.get(command) ?? [];

function examplesText(command: Command, examples: readonly Example[]): string {
  const helper = command.createHelp();
  const { getOutHelpWidth } = command.configureOutput();
  const width = getOutHelpWidth?.() ?? 80;
  const lines = examples.flatMap(({ first = [], line, shows }) => [
    ...[...first, line].map((each) => `  ${each}`),
    ...helper.boxWrap(shows, width - 6).split('\n').map((text) => `      ${text}`),
  ]); // biome-ignore format: a list
  return ['Examples:', ...lines].join('\n');
}
