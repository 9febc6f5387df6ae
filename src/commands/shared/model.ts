import { UserError } from '../../errors.ts';
import { loadCosts } from '../../price/costs.ts';
import { totalsOf } from '../../replay/counts/counts.ts';
import { replayAll } from '../../replay/replay.ts';
import { loadStructures } from '../../replay/structure/presets.ts';
import { granuleBitsFor, type Structure } from '../../replay/structure/structure.ts';
import { checkFolder } from '../../report/files/write.ts';
import { type Run, runsOf } from '../../report/run/run.ts';
import { integer } from '../../report/text/words.ts';
import { openTrace } from '../../trace/open.ts';
import type { Trace } from '../../trace/words/trace.ts';
import type { ModelOptions } from './options.ts';
import { present } from './present.ts';
import { withProgress } from './progress.ts';
import { warnOfCut } from './warn.ts';

/** Replays a trace through structures, given by preset name or file, prices the counts and presents the result. */
export async function evaluate(path: string, structureNames: readonly string[], options: ModelOptions): Promise<void> {
  if (options.out !== undefined) await checkFolder(options.out);
  await present(await runModels(path, loadStructures(structureNames, options.set), options), options);
}

/**
 * Replays a trace through structures, side by side in one reading, and prices the counts. With `plan`, through those that it gives for
 * the trace, which may differ from the ones named in anything but their caches. Shows progress on standard error.
 */
export async function runModels(
  path: string,
  named: readonly Structure[],
  options: ModelOptions,
  plan?: (trace: Trace, signal: AbortSignal) => Promise<readonly Structure[]>,
): Promise<Run[]> {
  const costs = loadCosts(options.costs, options.setCost);
  return withProgress('replay', async ({ onProgress, signal }) => {
    const { format, raw = false, warmup, filter } = options;
    const trace = await openTrace(path, {
      granuleBits: granuleBitsFor(...named),
      raw,
      onProgress,
      signal,
      ...(format === undefined ? {} : { format }),
    });
    const structures = plan === undefined ? named : await plan(trace, signal);
    const all = await replayAll(trace, structures, { warmup, filter, signal });
    warnOfCut(path, trace);
    if (warmup > 0 && totalsOf(all[0]).instruction === 0)
      throw new UserError(
        `--warmup ${integer(warmup)} is longer than every window of the trace (${integer(totalsOf(all[0], true).instruction)} instructions in all); nothing is left to measure`,
      );
    return runsOf(trace, all, costs);
  });
}
