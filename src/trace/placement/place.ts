import { excerpt, UserError } from '../../errors.ts';
import { certainCpus, cpusOf, saidCpus } from '../words/cpus.ts';
import { addNote, type Batch, MAX_CPUS, type Trace } from '../words/trace.ts';
import { Interleaver } from './interleaver.ts';
import { placementNotes } from './notes.ts';
import { DEFAULT_RULE, RULES } from './rules.ts';

/** The trace with its tasks put on so many CPUs, whichever they were recorded on. Throws a UserError for a trace with a kernel in it. */
export function placeTasks(trace: Trace, cpus: number, map: string = DEFAULT_RULE): Trace {
  if (!(Number.isInteger(cpus) && cpus >= 1 && cpus <= MAX_CPUS))
    throw new UserError(`--cpus: found ${cpus}, expected a whole number from 1 to ${MAX_CPUS}`);
  const { header } = trace;
  if (header.level === 'system')
    throw new UserError(
      `--cpus: ${header.source} has the kernel's references, on the CPUs that it was recorded on; tasks of user-level traces alone can be put on others; leave --cpus out`,
    );
  if (!Object.hasOwn(RULES, map))
    throw new UserError(`--map: found ${excerpt(map)}, expected a rule (${Object.keys(RULES).join(', ')})`);
  const after: Trace = {
    header: { ...header, cpus },
    cpus,
    notes: trace.notes,
    ...(trace.once === true ? { once: true } : {}),
    batches: () => placed(trace, cpus, map),
  };
  for (const said of ['truncated', 'surplus'] as const)
    Object.defineProperty(after, said, { get: () => trace[said], enumerable: true });
  return after;
}

async function* placed(trace: Trace, cpus: number, map: string): AsyncGenerator<Batch, void> {
  const several = await namesSeveral(trace);
  const rule = RULES[map](cpus);
  const interleaver = new Interleaver(trace.header, { cpus, rule, several });
  for await (const batch of trace.batches(true)) yield* interleaver.push(batch);
  yield* interleaver.finish();
  for (const note of placementNotes(cpus, rule.name, interleaver.outcome)) addNote(trace.notes, note);
}

/** Whether the recording is of several CPUs. One that can be read once is as its header says. */
async function namesSeveral(trace: Trace): Promise<boolean> {
  const known = certainCpus(trace) ?? saidCpus(trace);
  return (known ?? (trace.once === true ? MAX_CPUS : await cpusOf(trace))) > 1;
}
