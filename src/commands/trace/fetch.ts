import { CATALOGUE } from '../../catalogue/entry.ts';
import { makeTrace, missingOf } from '../../catalogue/make.ts';
import { packagesOf, programsOf, type Recipe } from '../../catalogue/recipe.ts';
import { amount, cpus } from '../../catalogue/text.ts';
import { loadConfig, presetNames, suggestion } from '../../config.ts';
import { excerpt, UserError } from '../../errors.ts';
import { hanging, paragraph } from '../../report/text/text-table.ts';
import { print, progressStream, say } from '../../terminal.ts';
import { type Progress, progressPrinter } from '../../trace/recorder/run/progress.ts';
import { withProgress } from '../shared/progress.ts';
import type { FetchOptions } from './options.ts';
import { sayReplaces } from './replaces.ts';

/** Makes the trace of this name and says what it is; without a name, lists those that can be made. Throws a UserError, or an AbortError at Ctrl-C. */
export async function fetchTrace(name: string | undefined, { out, level }: FetchOptions): Promise<void> {
  if (name === undefined) {
    print(await fetchList());
    return;
  }
  const recipe = recipeOf(name);
  const path = out ?? `${name}.arrow`;
  if (!path.endsWith('.arrow')) throw new UserError(`--out ${path}: expected a name that ends in .arrow`);
  await sayReplaces(path);
  const printer = progressPrinter(progressStream());
  const recorded = (progress: Progress): void => printer.update({ ...progress, expected: recipe.references });
  const totals = await withProgress('write', async ({ onProgress, signal }) => {
    const written = (bytes: number, total: number | undefined): void => {
      printer.end();
      onProgress(bytes, total);
    };
    const options = { out: path, signal, onRecording: recorded, onProgress: written };
    try {
      return await makeTrace(name, recipe, level === undefined ? options : { ...options, level });
    } finally {
      printer.end();
    }
  });
  say(`made: ${path}, ${amount(totals.references)} references, ${cpus(totals.cpus)}`);
}

/** Names and recipes of what can be made. */
const recipes = (): [name: string, description: string, recipe: Recipe][] =>
  presetNames(CATALOGUE).flatMap((name): [string, string, Recipe][] => {
    const { description, recipe } = loadConfig(CATALOGUE, name);
    return recipe === undefined ? [] : [[name, description, recipe]];
  });

function recipeOf(name: string): Recipe {
  const all = recipes();
  const found = all.find(([each]) => each === name);
  if (found !== undefined) return found[2];
  const names = all.map(([each]) => each);
  if (presetNames(CATALOGUE).includes(name))
    throw new UserError(`${name} comes along, and no command makes it: disco replay ${name}; those that are made: ${names.join(', ')}`);
  throw new UserError(`unknown trace ${excerpt(name)}${suggestion(name, names)}; those that are made: ${names.join(', ')}`);
} // biome-ignore format: long lines

async function fetchList(): Promise<string> {
  const lines = await Promise.all(
    recipes().map(async ([name, description, recipe]) => {
      const missing = await missingOf(programsOf(recipe));
      return [
        '',
        ...paragraph(`${name}: ${description}`),
        ...hanging('  has      ', `${amount(recipe.references)} references`),
        ...hanging('  needs    ', programsOf(recipe).join(', ')),
        ...(missing.length === 0 ? [] : hanging('  missing  ', `${missing.join(', ')} (apt-get install ${packagesOf(missing)})`)),
      ];
    }),
  );
  return `${['Made by disco trace fetch NAME:', ...lines.flat()].join('\n')}\n`;
} // biome-ignore format: a long line
