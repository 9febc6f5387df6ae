import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { EXHIBIT_NAMES, type ExhibitName } from '../reproduce/exhibits/names.ts';
import type { Runs } from '../reproduce/index.ts';
import { print, progressStream, say } from '../terminal.ts';
import { addSet } from './shared/options.ts';

interface ReproduceOptions {
  json?: boolean;
  set: string[];
}

/** The exhibits of these names, each once; all if there are none. Throws a UserError. */
async function exhibitsOf(named: readonly string[]): Promise<readonly ExhibitName[]> {
  const { suggestion } = await import('../config/suggestion.ts');
  const exhibits = named.map((text) => {
    const known = EXHIBIT_NAMES.find((name) => name === text.toLowerCase());
    if (known !== undefined) return known;
    const meant = suggestion(text, EXHIBIT_NAMES);
    throw new UserError(`no such exhibit ${JSON.stringify(text)}${meant}; known: ${EXHIBIT_NAMES.join(', ')}`);
  });
  return exhibits.length === 0 ? EXHIBIT_NAMES : [...new Set(exhibits)];
}

export function addReproduce(program: Command): void {
  const command = program
    .command('reproduce')
    .description("Set ours beside the paper's: published, predicted, difference, and what was fitted.")
    .argument('[exhibits...]', `of the paper: ${EXHIBIT_NAMES.join(', ')}; all unless named`)
    .option(
      '--json',
      'print an array of { exhibit, workload, configuration, segment, published, predicted, fitted, verdict }',
    );
  addSet(
    command,
    'every structure (of the monitor in Disco alone), of the costs, or of the workloads (workload.seed=2)',
  ).action(async (named: string[], { json, ...options }: ReproduceOptions) => {
    const exhibits = await exhibitsOf(named);
    const { compare, comparisonText, experiment, experimentsFor, runExperiment } = await import(
      '../reproduce/index.ts'
    );
    const { withProgress } = await import('./shared/progress.ts');
    const runs: Runs = {};
    for (const name of experimentsFor(exhibits)) {
      const { workload, configurations } = experiment(name);
      if (!progressStream().isTTY) say(`${workload}: replaying through ${Object.keys(configurations).join(', ')}`);
      runs[name] = await withProgress(workload, ({ onProgress, signal }) =>
        runExperiment(name, { ...options, onProgress, signal }),
      );
    }
    const rows = compare(exhibits, runs);
    print(json ? `${JSON.stringify(rows, null, 2)}\n` : comparisonText(rows, runs));
  });
}
