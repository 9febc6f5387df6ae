import type { Command } from 'commander';
import { commands } from '../src/commands/program.ts';
import { type Example, examplesOf } from '../src/commands/shared/examples.ts';

/** Every command, the program itself first, by what is typed: `disco trace info`. */
export async function everyCommand(): Promise<{ name: string; command: Command }[]> {
  const under = (name: string, command: Command): { name: string; command: Command }[] => [
    { name, command },
    ...command.commands.flatMap((each) => under(`${name} ${each.name()}`, each)),
  ];
  return under('disco', await commands());
}

/** Every example of every help, each line once. */
export const everyExample = async (): Promise<Example[]> => [
  ...new Map(
    (await everyCommand()).flatMap(({ command }) => examplesOf(command)).map((example) => [example.line, example]),
  ).values(),
];
