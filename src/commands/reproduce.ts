import { type Command, InvalidArgumentError } from 'commander';
import { suggestion } from '../config.ts';
import {
  compare,
  comparisonText,
  EXHIBITS,
  type Exhibit,
  runWorkload,
  WORKLOAD_NAMES,
  type WorkloadName,
  type WorkloadRun,
} from '../reproduce/index.ts';
import { withProgress } from './progress.ts';

interface ReproduceOptions {
  json?: boolean;
  set: string[];
  setCost: string[];
  setWorkload: string[];
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** Arguments come one at a time. */
function exhibit(text: string, previous: Exhibit[] = []): Exhibit[] {
  const known = EXHIBITS.find((name) => name === text.toLowerCase());
  if (known === undefined)
    throw new InvalidArgumentError(`no such exhibit${suggestion(text, EXHIBITS)}; known: ${EXHIBITS.join(', ')}.`);
  return previous.includes(known) ? previous : [...previous, known];
}

export function addReproduce(program: Command): void {
  program
    .command('reproduce')
    .description("Set ours beside the paper's: published, predicted, difference, and what was fitted.")
    .argument('[exhibits...]', `of the paper: ${EXHIBITS.join(', ')}; all unless named`, exhibit)
    .option('--json', 'print an array of { exhibit, workload, configuration, segment, published, predicted, fitted }')
    .option(
      '--set <key=value>',
      'change a value of every structure, of the monitor in Disco alone (repeatable)',
      collect,
      [],
    )
    .option('--set-cost <key=value>', 'change a cost, e.g. memoryOccupancy.value=150 (repeatable)', collect, [])
    .option('--set-workload <key=value>', 'change a value of every workload, e.g. seed=2 (repeatable)', collect, [])
    .action(async (named: Exhibit[], { json, ...options }: ReproduceOptions) => {
      const runs: Partial<Record<WorkloadName, WorkloadRun>> = {};
      for (const name of WORKLOAD_NAMES) {
        if (!process.stderr.isTTY) console.error(`${name}: replaying through three machines`);
        runs[name] = await withProgress(name, ({ onProgress, signal }) =>
          runWorkload(name, { ...options, onProgress, signal }),
        );
      }
      const all = runs as Record<WorkloadName, WorkloadRun>;
      const rows = compare(named.length === 0 ? EXHIBITS : named, all);
      process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : comparisonText(rows, all));
    });
}
