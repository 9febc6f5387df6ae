import { UserError } from '../../errors.ts';
import { certainCpus, cpusOf, saidCpus } from '../words/cpus.ts';
import { addNote, type Batch, MAX_CPUS, type OpenOptions, type Trace } from '../words/trace.ts';
import { Interleaver } from './interleaver.ts';
import { placementNotes } from './notes.ts';
import { type Rule, ruleMaker } from './rules.ts';

/**
 * The trace with its tasks put on CPUs, as the options say, whichever they were recorded on; without `cpus` the trace as it is. Throws a
 * UserError for a number of CPUs or a map that is none, and for a trace with a kernel in it.
 */
export function placeTasks(trace: Trace, { cpus, map }: Pick<OpenOptions, 'cpus' | 'map'>): Trace {
  if (cpus === undefined) {
    if (map !== undefined) throw new UserError('--map says on which of --cpus tasks go: expected --cpus N beside it');
    return trace;
  }
  if (!(Number.isInteger(cpus) && cpus >= 1 && cpus <= MAX_CPUS))
    throw new UserError(`--cpus: found ${cpus}, expected a whole number from 1 to ${MAX_CPUS}`);
  const { header } = trace;
  if (header.only === 'events')
    throw new UserError(
      `--cpus: ${header.source} has events alone, on the CPUs that it was recorded on; leave --cpus out`,
    );
  if (header.level === 'system')
    throw new UserError(
      `--cpus: ${header.source} has the kernel's references, on the CPUs that it was recorded on; tasks of user-level traces alone can be put on others; leave --cpus out`,
    );
  const make = ruleMaker(map ?? 'threads', cpus);
  const after: Trace = {
    header: { ...header, cpus },
    cpus,
    placed: true,
    notes: trace.notes,
    ...(trace.once === true ? { once: true } : {}),
    batches: () => placed(trace, cpus, make(cpus)),
  };
  for (const said of ['truncated', 'surplus'] as const)
    Object.defineProperty(after, said, { get: () => trace[said], enumerable: true });
  return after;
}

async function* placed(trace: Trace, cpus: number, rule: Rule): AsyncGenerator<Batch, void> {
  const several = await namesSeveral(trace);
  const interleaver = new Interleaver(trace.header, { cpus, rule, several });
  for await (const batch of trace.batches(true)) yield* interleaver.push(batch);
  yield* interleaver.finish();
  const { outcome } = interleaver;
  const said = rule.end?.(outcome.threads) ?? [];
  for (const note of [...placementNotes(cpus, rule.name, outcome), ...said]) addNote(trace.notes, note);
}

/** Whether the recording is of several CPUs. One that can be read once is as its header says. */
async function namesSeveral(trace: Trace): Promise<boolean> {
  const known = certainCpus(trace) ?? saidCpus(trace);
  return (known ?? (trace.once === true ? MAX_CPUS : await cpusOf(trace))) > 1;
}
