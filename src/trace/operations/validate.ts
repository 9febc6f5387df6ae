import { WordChecker } from '../words/check/word-checker.ts';
import type { Trace } from '../words/trace.ts';

export const MAX_PROBLEMS = 20;

/**
 * Checks a trace's words (`WordChecker`), and that it was not cut off. Returns a sentence for each problem, with batch and word index, at
 * most `MAX_PROBLEMS`. Instructions are recounted only where there are details: of a container always.
 *
 * @param trace - an open trace
 * @returns sentences; none: nothing is wrong
 * @example
 * ```ts
 * import { openTrace, validate } from 'disco-replay';
 *
 * console.log(await validate(await openTrace('padded', { details: true })));
 * ```
 */
export async function validate(trace: Trace): Promise<string[]> {
  const problems: string[] = [];
  const problem = (text: string): void => {
    problems.push(text);
  };
  const checker = new WordChecker(trace.header, problem);
  for await (const batch of trace.unchecked?.(problem) ?? trace.batches()) {
    checker.check(batch);
    if (problems.length >= MAX_PROBLEMS) return problems.slice(0, MAX_PROBLEMS);
  }
  if (trace.truncated !== undefined) problems.push(trace.truncated);
  checker.end(trace.totals);
  return problems.slice(0, MAX_PROBLEMS);
}
