import type { Command } from 'commander';
import { enumerate } from '../../report/text/words.ts';

/** Every command's name as it is typed behind `disco`, with the command. */
function everyCommand(program: Command): [name: string, command: Command][] {
  const under = (prefix: string, command: Command): [string, Command][] =>
    command.commands.flatMap((each) => {
      const name = `${prefix}${each.name()}`;
      return [[name, each] as [string, Command], ...under(`${name} `, each)];
    });
  return under('', program);
}

/** Which commands have an option that another was given: `; --vary is an option of disco sweep`; '' where none has. */
export function ownersOf(flag: string, program: Command): string {
  const [name] = flag.split('=', 1);
  const owners = everyCommand(program).filter(([, { options }]) => options.some(({ long, short, hidden }) => !hidden && (long === name || short === name))); // biome-ignore format: a line
  if (owners.length === 0) return '';
  return `; ${name} is an option of ${enumerate(owners.map(([each]) => `disco ${each}`))}`;
}

/** The line that prints the help of the command that a command line names: `disco trace info --help`. */
export function helpOf(args: readonly string[], program: Command): string {
  const names: string[] = [];
  let command: Command | undefined = program;
  for (const arg of args) {
    command = command.commands.find((each) => each.name() === arg);
    if (command === undefined) break;
    names.push(`${arg} `);
  }
  return `disco ${names.join('')}--help`;
}
