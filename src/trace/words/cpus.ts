import { totalsOfTrace } from './totals.ts';
import { MAX_CPUS, type Trace } from './trace.ts';

/** CPUs of a trace where they are certain without a reading: its totals are known, or it may name one only. */
export const certainCpus = ({ cpus, totals, header }: Trace): number | undefined =>
  cpus ?? totals?.cpus ?? (header.cpus === 1 ? 1 : undefined);

/** CPUs that a trace's header says, which its records may not all show; undefined: it does not say. */
export const saidCpus = ({ header: { cpus } }: Trace): number | undefined => (cpus < MAX_CPUS ? cpus : undefined);

/**
 * CPUs of a trace: the highest number that its records name, and one, whatever its header says. It is the same however the trace
 * is written down. Reads the trace through unless it is certain.
 */
export const cpusOf = async (trace: Trace): Promise<number> => certainCpus(trace) ?? (await totalsOfTrace(trace)).cpus;
