import { say } from '../../terminal.ts';
import type { Trace } from '../../trace/words/trace.ts';
import { called } from './called.ts';

/** Says on standard error that the trace was cut off, if it was, or that bytes behind it were passed over; what came before is good. */
export function warnOfCut(path: string, { truncated, surplus }: Trace): void {
  for (const sentence of [truncated, surplus]) if (sentence !== undefined) say(`disco: ${called(path)}: ${sentence}`);
}
