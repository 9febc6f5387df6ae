import { type Command, InvalidArgumentError } from 'commander';
import { suggestion } from '../config.ts';
import {
  compare,
  comparisonText,
  EXHIBIT_NAMES,
  type ExhibitName,
  experiment,
  experimentsFor,
  type Runs,
  runExperiment,
} from '../reproduce/index.ts';
import { withProgress } from './shared/progress.ts';

interface ReproduceOptions {
  json?: boolean;
  set: string[];
  setCost: string[];
  setWorkload: string[];
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** Arguments come one at a time. */
function exhibit(text: string, previous: ExhibitName[] = []): ExhibitName[] {
  const known = EXHIBIT_NAMES.find((name) => name === text.toLowerCase());
  if (known === undefined)
    throw new InvalidArgumentError(
      `no such exhibit${suggestion(text, EXHIBIT_NAMES)}; known: ${EXHIBIT_NAMES.join(', ')}.`,
    );
  return previous.includes(known) ? previous : [...previous, known];
}

export function addReproduce(program: Command): void {
  program
    .command('reproduce')
    .description("Set ours beside the paper's: published, predicted, difference, and what was fitted.")
    .argument('[exhibits...]', `of the paper: ${EXHIBIT_NAMES.join(', ')}; all unless named`, exhibit)
    .option('--json', 'print an array of { exhibit, workload, configuration, segment, published, predicted, fitted }')
    .option(
      '--set <key=value>',
      'change a value of every structure, of the monitor in Disco alone (repeatable)',
      collect,
      [],
    )
    .option('--set-cost <key=value>', 'change a cost, e.g. memoryOccupancy.value=150 (repeatable)', collect, [])
    .option('--set-workload <key=value>', 'change a value of every workload, e.g. seed=2 (repeatable)', collect, [])
    .action(async (named: ExhibitName[], { json, ...options }: ReproduceOptions) => {
      const exhibits = named.length === 0 ? EXHIBIT_NAMES : named;
      const runs: Runs = {};
      for (const name of experimentsFor(exhibits)) {
        const { workload, configurations } = experiment(name);
        if (!process.stderr.isTTY)
          console.error(`${workload}: replaying through ${Object.keys(configurations).join(', ')}`);
        runs[name] = await withProgress(workload, ({ onProgress, signal }) =>
          runExperiment(name, { ...options, onProgress, signal }),
        );
      }
      const rows = compare(exhibits, runs);
      process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : comparisonText(rows, runs));
    });
}
