import { WordChecker } from '../words/check/word-checker.ts';
import type { Trace } from '../words/trace.ts';

export const MAX_PROBLEMS = 20;

/**
 * Checks a trace's words (`WordChecker`), and that it was not cut off. Returns a sentence for each problem, with batch and word index, at
 * most `MAX_PROBLEMS`. Instructions are recounted only where the trace was opened with its details. A container is to be opened
 * `unchecked`, or the first problem is thrown.
 */
export async function validate(trace: Trace): Promise<string[]> {
  const problems: string[] = [];
  const checker = new WordChecker(trace.header, (text) => problems.push(text));
  for await (const batch of trace.batches()) {
    checker.check(batch);
    if (problems.length >= MAX_PROBLEMS) return problems.slice(0, MAX_PROBLEMS);
  }
  if (trace.truncated !== undefined) problems.push(trace.truncated);
  checker.end(trace.totals);
  return problems.slice(0, MAX_PROBLEMS);
}
