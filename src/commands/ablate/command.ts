import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { withExamples } from '../shared/examples.ts';
import { addModelOptions, GROUPS, type ModelOptions, structureNames, TRACE_HELP } from '../shared/options.ts';

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
    .argument('<trace>', TRACE_HELP)
    .optionsGroup(GROUPS.model)
    .option('-s, --structures <names>', 'the bare machine and the monitor, separated by a comma', 'irix,disco');
  addModelOptions(command, 'the table and its chart')
    .option('--markdown', 'print the table in Markdown')
    .action(async (path: string, options: AblateOptions) => {
      if (options.json && options.markdown) throw new UserError('--json and --markdown: expected one of them');
      const names = structureNames(options.structures, 2);
      const { ablate } = await import('./run.ts');
      await ablate(path, names, options);
    });
  withExamples(command, [
    { line: 'disco ablate make', shows: 'what each mechanism is worth to a compile' },
    { line: 'disco ablate radix8 --markdown', shows: 'the same of a parallel sort, for a document' },
    { line: 'disco ablate shell-mips --json', shows: 'the same of a recorded kernel, for a program' },
  ]);
}
