import { UserError } from '../errors.ts';
import type { ExhibitName } from '../reproduce/index.ts';
import { print, say } from '../terminal.ts';

/** What `reproduce --bands` is given. */
export interface BandFlags {
  draws?: number;
  costDraws?: number;
  seed?: number;
  workers?: number;
  store?: string;
  json?: boolean | undefined;
  set: string[];
}

/** Flags that say nothing by themselves. */
export const LONE_FLAGS = [
  { key: 'draws', flag: '--draws' },
  { key: 'costDraws', flag: '--cost-draws' },
  { key: 'seed', flag: '--seed' },
  { key: 'workers', flag: '--workers' },
  { key: 'store', flag: '--store' },
] as const satisfies { key: keyof BandFlags; flag: string }[];

/** `disco reproduce --bands`: the bands that come with the program, or, with `--draws`, such as are made here. */
export async function printBands(exhibits: readonly ExhibitName[], flags: BandFlags): Promise<void> {
  const { bandsText } = await import('../reproduce/bands/text.ts');
  const { coverageOf } = await import('../reproduce/bands/coverage.ts');
  const made = flags.draws === undefined ? await committed(exhibits, flags) : await drawn(exhibits, flags);
  if (made === undefined) return;
  const { draws, rows, experiments } = made;
  print(
    flags.json
      ? `${JSON.stringify({ draws, coverage: coverageOf(rows), experiments, rows }, null, 2)}\n`
      : bandsText({ draws, rows, experiments }),
  );
}

async function committed(exhibits: readonly ExhibitName[], flags: BandFlags) {
  const given = flags.set.length > 0 ? '--set' : LONE_FLAGS.find(({ key }) => flags[key] !== undefined)?.flag;
  if (given !== undefined)
    throw new UserError(
      `${given}: expected --draws N beside it: the bands that come with the program are those of its presets`,
    );
  const { committedBands } = await import('../reproduce/bands/committed.ts');
  const bands = committedBands(exhibits);
  say('these bands come with the program; --draws N makes some here');
  return bands;
}

async function drawn(
  exhibits: readonly ExhibitName[],
  { draws: structural, costDraws, seed, workers, store, set }: BandFlags,
) {
  const { bands, COMMITTED, experiment, SECONDS } = await import('../reproduce/index.ts');
  const { ReplayProgress } = await import('./shared/replay-progress.ts');
  const progress = new ReplayProgress('bands');
  const barsOf = (name: Parameters<typeof experiment>[0]): number =>
    Object.keys(experiment(name).configurations).length;
  try {
    const { rows, draws, experiments } = await bands(exhibits, {
      structural: structural!,
      costs: costDraws ?? (structural === 1 ? 1 : COMMITTED.costs),
      ...(seed === undefined ? {} : { seed }),
      ...(workers === undefined ? {} : { workers }),
      ...(store === undefined ? {} : { store }),
      set,
      signal: progress.signal,
      onPlan: ({ replays, left, jobs, draws }) => {
        const seconds = left.reduce((sum, { experiment }) => sum + SECONDS[experiment], 0);
        const todo = left.reduce((sum, job) => sum + barsOf(job.experiment), 0);
        say(
          `${draws.structural} structural draws with ${draws.costs} of the costs each: ${replays} replays in ${jobs} passes, of which ${jobs - left.length} are kept already; about ${Math.ceil(seconds / 60)} minutes of one core`,
        );
        progress.start(replays, replays - todo);
      },
      onDone: (job) => progress.done(barsOf(job.experiment)),
      onPriced: (n) => progress.priced(n + 1, structural!),
    });
    return { rows, draws, experiments: withoutWeights(experiments) };
  } catch (error) {
    if (!progress.signal.aborted) throw error;
    process.exitCode = 130;
    say(`disco: interrupted; ${progress.kept} are kept, and the same command goes on from there`);
    return undefined;
  } finally {
    progress.end();
  }
}

const withoutWeights = (experiments: object): Record<string, { effective: number; widened: number }> =>
  Object.fromEntries(
    Object.entries(experiments).map(([name, { effective, widened }]) => [name, { effective, widened }]),
  );
