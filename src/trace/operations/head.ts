import { csvText } from '../csv/write.ts';
import type { Trace } from '../words/trace.ts';

/** The first records (references and events) of a trace as CSV, its comments and column names before them. */
export async function head(trace: Trace, records: number): Promise<string> {
  const lines: string[] = [];
  let rest = '';
  let left = records;
  for await (const piece of csvText(trace)) {
    const whole = (rest + piece).split('\n');
    rest = whole.pop()!;
    for (const line of whole) {
      const isRecord = /^\d/.test(line);
      if (isRecord && left-- === 0) return lines.join('');
      lines.push(`${line}\n`);
    }
  }
  return lines.join('') + rest;
}
