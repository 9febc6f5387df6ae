import { type Provenance, withProvenance } from '../../catalogue/provenance.ts';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { originFacts, type TraceFact } from '../../report/sections/trace/facts.ts';
import { hanging } from '../../report/text/text-table.ts';
import { print, say } from '../../terminal.ts';
import { openTrace } from '../../trace/open.ts';
import { convert } from '../../trace/operations/convert.ts';
import { head } from '../../trace/operations/head.ts';
import { validate } from '../../trace/operations/validate.ts';
import { totalsOfTrace } from '../../trace/words/totals.ts';
import type { Note, OpenOptions, Totals, Trace, TraceHeader } from '../../trace/words/trace.ts';
import { called } from '../shared/called.ts';
import { withProgress } from '../shared/progress.ts';
import { warnOfCut } from '../shared/warn.ts';
import type { ConvertCommandOptions, TraceOptions } from './options.ts';
import { sayReplaces } from './replaces.ts';

/** Opens the trace, does the work with a progress bar, and says if the trace was cut off. */
function withTrace<T>(
  label: string,
  path: string,
  options: OpenOptions,
  work: (trace: Trace, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withProgress(label, async ({ onProgress, reads, signal }) => {
    const trace = reads(await openTrace(path, { ...options, onProgress, signal }));
    const result = await work(trace, signal);
    warnOfCut(path, trace);
    return result;
  });
}

export async function printInfo(path: string, { json, ...options }: TraceOptions & { json?: boolean }): Promise<void> {
  const facts = await withTrace('read', path, options, async (trace) => {
    const totals = trace.totals === undefined ? await totalsOfTrace(trace) : await checkedTotals(trace, trace.totals);
    return { header: withProvenance(trace.header), totals, notes: trace.notes };
  });
  print(json ? `${JSON.stringify(facts, null, 2)}\n` : describe(facts));
}

/** Totals that a container says, once its words were found to be right. */
async function checkedTotals(trace: Trace, totals: Totals): Promise<Totals> {
  for await (const _ of trace.batches());
  return totals;
}

export async function printHead(
  path: string,
  { records, ...options }: TraceOptions & { records: number },
): Promise<void> {
  print(await head(await openTrace(path, { ...options, details: true }), records));
}

/** Throws a UserError if there is anything wrong with the trace, or if it was cut off. */
export async function check(path: string, options: TraceOptions): Promise<void> {
  const problems = await withProgress('validate', async ({ onProgress, reads, signal }) =>
    validate(reads(await openTrace(path, { ...options, details: true, onProgress, signal }))),
  );
  if (problems.length > 0)
    throw new UserError(
      `${called(path)}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
  print(`${called(path)}: whole and consistent\n`);
}

export async function convertTrace(path: string, out: string, options: ConvertCommandOptions): Promise<void> {
  const { windows, events = false, level, ...open } = options;
  await sayReplaces(out);
  const notes = await withTrace('convert', path, { ...open, details: true }, async (trace, signal) => {
    await convert(trace, out, {
      ...(windows === undefined ? {} : { windows }),
      ...(level === undefined ? {} : { level }),
      events,
      signal,
    });
    return trace.notes.filter(
      ({ text }) => ![trace.truncated, trace.surplus].some((said) => said !== undefined && text.endsWith(said)),
    );
  });
  for (const { text } of notes) say(text);
}

interface Facts {
  header: TraceHeader & { provenance: Provenance | null };
  totals: Totals;
  notes: readonly Note[];
}

function describe({ header, totals, notes }: Facts): string {
  const number = (n: number): string => n.toLocaleString('en-US');
  const lines: TraceFact[] = [
    ...originFacts(header),
    ['format', header.format],
    ['level', `${header.level}, ${header.architecture} address space`],
    [
      'references',
      header.only === 'events'
        ? 'none: events and counts of instructions alone'
        : `${number(totals.references)}: ${number(totals.fetches)} fetches, ${number(totals.loads)} loads, ${number(totals.stores)} stores`,
    ],
    ['instructions', number(totals.instructions)],
    ['events', number(totals.events)],
    ['tasks', number(totals.tasks)],
    [
      'memory',
      `${number(totals.regions)} regions ${header.only === 'events' ? 'named by events' : 'touched'}, of 256 KB or, where they lie far apart, 32 KB`,
    ],
    ['windows', totals.windows === 0 ? 'none: one continuous recording' : number(totals.windows)],
    ...notes.map(({ text }): TraceFact => ['note', text]),
  ];
  return `${lines.flatMap(([name, value]) => hanging(name.padEnd(14), printable(value))).join('\n')}\n`;
}
