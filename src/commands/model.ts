import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../errors.ts';
import { loadCosts } from '../price/costs.ts';
import { price } from '../price/price.ts';
import { loadStructure } from '../replay/presets.ts';
import { replayAll } from '../replay/replay.ts';
import { granuleBitsFor } from '../replay/structure.ts';
import type { Run } from '../report/run.ts';
import { FORMATS, openTrace } from '../trace/open.ts';
import { parseCount } from '../trace/recorder/quantity.ts';
import { withProgress } from './progress.ts';

/** Options of the commands that replay. */
export interface ModelOptions {
  costs: string;
  set: string[];
  setCost: string[];
  warmup: number;
  format?: string;
  raw?: boolean;
  filter: boolean;
  json?: boolean;
  out?: string;
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** A number with an optional suffix (200k, 10M), as an option's value. */
export function quantity(text: string): number {
  try {
    return text === '0' ? 0 : parseCount(text, 'value');
  } catch (error) {
    throw new InvalidArgumentError(error instanceof UserError ? error.message : String(error));
  }
}

export function addModelOptions(command: Command): Command {
  return command
    .option(
      '--set <key=value>',
      'change a value of every structure, e.g. cache.l2.sizeBytes=262144 (repeatable)',
      collect,
      [],
    )
    .option('--costs <name|file>', 'costs: a preset or a YAML or JSON file', 'flash')
    .option('--set-cost <key=value>', 'change a cost, e.g. localMemory.value=400 (repeatable)', collect, [])
    .option('--warmup <instructions>', 'at the start of each window, counted apart (200k, 1M)', quantity, 0)
    .option('--format <name>', `the trace's format, if its content does not tell: ${FORMATS.join(', ')}`)
    .option('--raw', "keep a full-system recording's own TLB refills")
    .option('--no-filter', 'replay without the hot filter: slower, the same counts')
    .option('--json', 'print the result as JSON')
    .option('-o, --out <folder>', 'write report.html, charts and tables into this folder');
}

/** Replays a trace through structures, given by preset name or file, and prices the counts. */
export async function runModels(
  path: string,
  structureNames: readonly string[],
  options: ModelOptions,
): Promise<Run[]> {
  const structures = structureNames.map((name) => loadStructure(name, options.set));
  const costs = loadCosts(options.costs, options.setCost);
  return withProgress('replay', async ({ onProgress, signal }) => {
    const { format, raw = false, warmup, filter } = options;
    const trace = await openTrace(path, {
      granuleBits: granuleBitsFor(...structures),
      raw,
      onProgress,
      signal,
      ...(format === undefined ? {} : { format }),
    });
    const all = await replayAll(trace, structures, { warmup, filter, signal });
    const { header, totals, notes } = trace;
    return all.map((counts, n) => ({
      structure: structures[n],
      counts,
      costs,
      times: price(counts, costs),
      trace: { header, totals, notes },
    }));
  });
}
