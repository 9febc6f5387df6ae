import { say } from '../../terminal.ts';
import type { Trace } from '../../trace/words/trace.ts';

/** Says on standard error that the trace was cut off, if it was; what came before is good. */
export function warnOfCut(path: string, { truncated }: Trace): void {
  if (truncated !== undefined) say(`disco: ${path === '-' ? 'standard input' : path}: ${truncated}`);
}
