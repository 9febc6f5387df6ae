import { join } from 'node:path';
import { enumerate, integer, plural } from '../../report/text/words.ts';
import { arrayScript, sbatch } from '../../sweep/engines/slurm.ts';
import type { Plan } from '../../sweep/plan/plan.ts';
import { allTasks, portionsOf } from '../../sweep/plan/portion.ts';
import { say } from '../../terminal.ts';
import { makeFolders, writeAside } from '../../trace/bytes/atomic-file.ts';
import type { SweepCommandOptions } from './options.ts';

/** Scripts and logs of arrays. */
const FOLDER = join('.disco', 'slurm');
/** Tasks of an array, at most, unless told: Slurm's own limit is 1001 where nobody raised it. */
const MOST = 1000;

/** Writes an array script for what is missing of a plan, and submits it where there is Slurm; says on standard error what was done and what to do next. */
export async function submitArray(plan: Plan, inputs: readonly string[], options: SweepCommandOptions): Promise<void> {
  const { name } = plan.study;
  const portions = options.portions ?? Math.min(MOST, allTasks(plan).length);
  const numbers = portionsOf(plan, portions).flatMap(({ tasks }, n) => (tasks.length > 0 ? [n + 1] : []));
  const words = sweepWords(inputs, options);
  const script = join(FOLDER, `${name}.sh`);
  await makeFolders(FOLDER);
  const text = arrayScript({
    name, portions, numbers,
    cpus: options.workers ?? 1,
    folder: process.cwd(),
    logs: FOLDER,
    program: [process.execPath, process.argv[1]],
    sweep: words,
  }); // biome-ignore format: short
  await writeAside(script, (handle) => handle.writeFile(text));
  const what = `${numbers.length} of ${plural(portions, 'portion')}`;
  const job = await sbatch(script);
  say(
    job === null
      ? `disco: no sbatch here; ${what} are in ${script}: on the cluster, from this folder, sbatch ${script}`
      : `disco: ${what} submitted as Slurm job ${job}, by ${script}`,
  );
  say('disco: when it has ended, the same command with --resume instead of --engine slurm collects the results');
}

/** What is missing of a plan: how many replays, and of what. */
export function missingText({ replays, stored }: Plan): string {
  const missing = replays.filter((_, n) => !stored.has(n));
  const groups = Map.groupBy(missing, ({ trace, structure }) => `${structure.name} on ${trace.path}`);
  const parts = Array.from(groups, ([name, { length }]) => `${integer(length)} of ${name}`);
  return `${integer(missing.length)} of ${plural(replays.length, 'replay')} ${missing.length === 1 ? 'is' : 'are'} missing: ${enumerate(parts)}`;
}

/** The words of a command line that asks for the same points, of the same store. */
function sweepWords(inputs: readonly string[], options: SweepCommandOptions): string[] {
  const repeated = (['vary', 'zip', 'set'] as const).flatMap((flag) =>
    options[flag].flatMap((value) => [`--${flag}`, value]),
  );
  const single = (
    [
      'structures',
      'costs',
      'baseline',
      'outputs',
      'name',
      'warmup',
      'format',
      'layout',
      'cpus',
      'map',
      'memory',
      'store',
    ] as const
  ).flatMap((flag) => (options[flag] === undefined ? [] : [`--${flag}`, `${options[flag]}`]));
  const raw = options.raw ? ['--raw'] : [];
  const engine = options.workers === undefined ? ['--engine', 'process'] : ['--workers', `${options.workers}`];
  return [...inputs, ...repeated, ...single, ...raw, ...engine];
}
