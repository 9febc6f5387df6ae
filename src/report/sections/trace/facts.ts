import { totalsOf } from '../../../replay/counts/counts.ts';
import type { Report } from '../../run/report.ts';
import { integer, plural } from '../../text/words.ts';

/** Facts about the trace and what of it was measured: name and value. */
export function traceFacts({ base, windows }: Report): [string, string][] {
  const { trace, counts, totals: measured } = base;
  const { header, totals } = trace;
  const facts: [string, string][] = [['trace', header.source]];
  if (header.command !== undefined) facts.push(['recorded', header.command]);
  const level = header.level === 'system' ? 'full system' : 'user level';
  facts.push(['format', `${header.format}, ${level}, ${header.architecture}, ${plural(counts.cpus, 'CPU')}`]);
  if (totals !== undefined) {
    const { references, fetches, loads, stores } = totals;
    facts.push([
      'references',
      `${integer(references)} (${integer(fetches)} fetches, ${integer(loads)} loads, ${integer(stores)} stores)`,
    ]);
    facts.push(['instructions', integer(totals.instructions)]);
  }
  const warmup = totalsOf(counts, true).instruction;
  facts.push([
    'measured',
    `${integer(measured.instruction)} instructions in ${plural(windows.length, 'window')}, ${warmup === 0 ? 'no warm-up' : `after a warm-up of ${integer(warmup)}`}`,
  ]);
  return facts;
}
