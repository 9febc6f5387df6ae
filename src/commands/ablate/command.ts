import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { addModelOptions, type ModelOptions, structureNames } from '../shared/options.ts';

interface AblateOptions extends ModelOptions {
  structures: string;
  markdown?: boolean;
}

export function addAblate(program: Command): void {
  const command = program
    .command('ablate')
    .description(
      "What each of the monitor's mechanisms is worth on a trace: every one off by itself, and on by itself.",
    )
    .argument('<trace>', 'a trace file, or - for standard input')
    .option('-s, --structures <names>', 'the bare machine and the monitor, separated by a comma', 'irix,disco')
    .option('--markdown', 'print the table in Markdown');
  addModelOptions(command, 'the table and its chart').action(async (path: string, options: AblateOptions) => {
    if (options.json && options.markdown) throw new UserError('--json and --markdown: expected one of them');
    const names = structureNames(options.structures, 2);
    const { ablate } = await import('./run.ts');
    await ablate(path, names, options);
  });
}
