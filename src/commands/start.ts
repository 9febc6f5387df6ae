import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { withExamples } from './shared/examples.ts';

/** The recorded compile that comes with the package. */
const NAME = 'make';
const TRACE = new URL(`../../traces/${NAME}.arrow`, import.meta.url);
const OUT = 'reports/latest';

export function addStart(program: Command): void {
  const command = program
    .command('start')
    .description('The main job on the trace that comes with the program: a recorded compile, natively and on Disco.')
    .option('-o, --out <folder>', 'where the report goes', OUT)
    .action(async ({ out }: { out: string }) => {
      const path = fileURLToPath(TRACE);
      await access(path).catch(() => {
        throw new UserError(`${path} is missing; it comes with the package`);
      });
      const { makeFolders } = await import('../trace/bytes/atomic-file.ts');
      const { evaluate } = await import('./shared/model.ts');
      if (out === OUT) await makeFolders(dirname(OUT));
      const { shipped } = await import('../trace/open.ts');
      // By its name, which what is printed repeats, unless that is something else here.
      await evaluate(shipped(NAME) === path ? NAME : path, ['irix', 'disco'], {
        costs: 'flash',
        set: [],
        filter: true,
        out,
      });
    });
  withExamples(command, [
    { line: 'disco start', shows: 'where the time of a compile goes, as text, and as a page in reports/latest' },
    { line: 'disco start -o first', shows: 'the page, its charts and tables in a folder of your choice' },
  ]);
}
