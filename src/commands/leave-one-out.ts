import { UserError } from '../errors.ts';
import type { Workers } from '../replay/workers/choice.ts';
import {
  type ExhibitName,
  experiment,
  FOLD_EXHIBITS,
  type Fold,
  type FoldExhibit,
  foldsText,
  leaveOneOut,
  runExperiment,
} from '../reproduce/index.ts';
import { print, progressStream, say } from '../terminal.ts';
import { withProgress } from './shared/progress.ts';

/** `disco reproduce --leave-one-out`: prints the folds of these exhibits, all that have any if none is named; exit status 1 where one is missed. */
export async function leaveOneOutCommand(
  named: readonly ExhibitName[],
  { json = false, set, workers = 'cores' }: { json?: boolean | undefined; set: string[]; workers?: Workers },
): Promise<void> {
  const folds = await leaveOneOut(named.length === 0 ? FOLD_EXHIBITS : named.map(withFolds), {
    set,
    run: (name, { configurations, ...options } = {}) => {
      const { workload, configurations: own } = experiment(name);
      const through = configurations ?? own;
      if (!progressStream().isTTY) say(`${workload}: replaying through ${Object.keys(through).join(', ')}`);
      return withProgress(workload, (progress) =>
        runExperiment(name, { ...options, configurations: through, workers, onProgress: progress.onProgress, signal: progress.signal }),
        'instructions',
      );
    },
  });
  const { text, exitCode } = foldsAnswer(folds, json);
  print(text);
  if (exitCode !== 0) process.exitCode = exitCode;
} // biome-ignore format: a call

/** What is printed of folds, and the exit status: 1 where one is missed. */
export const foldsAnswer = (folds: readonly Fold[], json: boolean): { text: string; exitCode: 0 | 1 } => ({
  text: json ? `${JSON.stringify(folds, null, 2)}\n` : foldsText(folds),
  exitCode: folds.some(({ verdict }) => verdict === 'missed') ? 1 : 0,
});

function withFolds(name: ExhibitName): FoldExhibit {
  const fold = FOLD_EXHIBITS.find((each) => each === name);
  if (fold !== undefined) return fold;
  throw new UserError(`--leave-one-out: ${name} has no folds; leave it out, or name ${FOLD_EXHIBITS.join(', ')}`);
}
