import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { runModels } from './model.ts';
import { present } from './present.ts';

/** The recorded compile that comes with the package. */
const TRACE = new URL('../../traces/make.arrow', import.meta.url);

export function addStart(program: Command): void {
  program
    .command('start')
    .description('The main job on the trace that comes with the program: a recorded compile, natively and on Disco.')
    .option('-o, --out <folder>', 'where the report goes', 'reports/latest')
    .action(async (options: { out: string }) => {
      const path = fileURLToPath(TRACE);
      await access(path).catch(() => {
        throw new UserError(`${path} is missing; it comes with the package`);
      });
      const structures = ['irix', 'disco'];
      const warmup = 0;
      const runs = await runModels(path, structures, { costs: 'flash', set: [], setCost: [], warmup, filter: true });
      await present(runs, { out: options.out });
    });
}
