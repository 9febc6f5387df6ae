import type { Workers } from '../replay/workers/choice.ts';
import type { ExhibitName } from '../reproduce/exhibits/names.ts';
import type { Runs } from '../reproduce/experiments/comparison.ts';
import type { FreshName } from '../reproduce/fresh/names.ts';
import {
  compare,
  comparisonText,
  experiment,
  experimentsFor,
  fittedInputsOf,
  jsonRows,
  plannedBoth,
  runAll,
  shownRows,
} from '../reproduce/index.ts';
import { print, progressStream, say } from '../terminal.ts';
import { freshRows } from './fresh.ts';
import { commandLine } from './shared/present.ts';
import { withProgress } from './shared/progress.ts';

/** What is to be set beside the papers, and whether it was named. */
interface Asked {
  exhibits: readonly ExhibitName[];
  fresh: readonly FreshName[];
  named: boolean;
}

/** What is changed, and by how many threads it is replayed. */
interface Threaded {
  set: string[];
  workers: Workers;
}

interface PrintOptions {
  set: string[];
  workers?: number;
  json?: boolean | undefined;
  all?: boolean;
  inputs?: boolean;
  out?: string;
}

/** `disco reproduce`: replays, with progress, prints ours beside the paper's, and writes the folder if one was named. */
export async function reproduceCommand({ exhibits, fresh, named }: Asked, options: PrintOptions): Promise<void> {
  const { set, json, out, workers = 'cores' } = options;
  if (out !== undefined) await (await import('../report/files/write.ts')).checkFolder(out);
  const { runs, before: plain } = await replayed(exhibits, { set, workers });
  const before = set.length === 0 ? undefined : compare(exhibits, plain);
  const compared = compare(exhibits, runs);
  const bands = set.length > 0 ? undefined : (await import('../reproduce/bands/committed.ts')).committedBands(exhibits).rows; // biome-ignore format: a line
  const rows = shownRows(compared, { before, bands });
  const others = await freshRows(fresh, { set, workers });
  const inputs = fittedInputsOf(runs);
  if (json) print(`${JSON.stringify([...jsonRows(rows), ...others], null, 2)}\n`);
  else {
    const { freshText } = await import('../reproduce/fresh/text.ts');
    const text = comparisonText(rows, {
      exhibits: named || options.all ? exhibits : [],
      ...(options.inputs ? { inputs } : {}),
      more: named || options.all ? [] : MORE,
    });
    print([...(rows.length > 0 ? [text] : []), ...(others.length > 0 ? [freshText(others)] : [])].join('\n'));
  }
  if (out === undefined) return;
  const { writeFiles } = await import('../reproduce/page/files.ts');
  await writeFiles(out, rows, { set, inputs, command: commandLine() }, runs);
  say(`report: ${out}/reproduction.html`);
}

const MORE = [
  'Rows of an exhibit: disco reproduce fig5. Of all of them: --all.',
  'What was fitted: --inputs. A page with charts: -o FOLDER.',
];

/** The experiments that the exhibits need, as set, and, where something is set, without that. */
async function replayed(
  exhibits: readonly ExhibitName[],
  { set, workers }: Threaded,
): Promise<{ runs: Runs; before: Runs }> {
  const names = experimentsFor(exhibits);
  const planned = names.map((name) => plannedBoth(name, set));
  const sides = set.length === 0 ? '' : ', before and after the change';
  if (!progressStream().isTTY)
    for (const { workload, configurations } of names.map(experiment))
      say(`${workload}: replaying through ${Object.keys(configurations).join(', ')}${sides}`);
  const task = names.length === 1 ? experiment(names[0]).workload : `${names.length} workloads`;
  const both = await withProgress(task, ({ onProgress, signal }) => runAll(planned, { workers, onProgress, signal }), 'instructions'); // biome-ignore format: a line
  const all: { runs: Runs; before: Runs } = { runs: {}, before: {} };
  for (const [n, { run, before }] of both.entries()) {
    all.runs[names[n]] = run;
    if (before !== undefined) all.before[names[n]] = before;
  }
  return all;
}
