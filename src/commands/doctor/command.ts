import type { Command } from 'commander';
import { print } from '../../terminal.ts';
import { withExamples } from '../shared/examples.ts';
import { GROUPS } from '../shared/options.ts';

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('What of the programs that recording, sweeps and notebooks use is here, and how to get the rest.')
    .optionsGroup(GROUPS.output)
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { examine } = await import('./examine.ts');
      const examined = await examine();
      if (json) return print(`${JSON.stringify(examined, null, 2)}\n`);
      const { doctorText } = await import('./text.ts');
      print(doctorText(examined));
    });
  withExamples(command, [
    { line: 'disco doctor', shows: 'what is here, what it is for, what is missing' },
    { line: 'disco doctor --json', shows: 'the same for a program, or for a report of a fault' },
  ]);
}
