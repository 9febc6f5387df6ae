import { UserError } from '../errors.ts';
import { loadGuest, withGuest } from '../trace/guest-os.ts';
import { totalsOfTrace } from '../trace/totals.ts';
import { MAX_CPUS, type Trace } from '../trace/trace.ts';
import type { Counts } from './counts.ts';
import { Machine, type MachineOptions } from './machine.ts';
import { granuleBitsFor, type Structure } from './structure.ts';

export interface ReplayOptions extends MachineOptions {
  signal?: AbortSignal;
}

/** Replays a trace through a structure. Memory does not grow with the trace's length. Throws UserError on a bad trace. */
export async function replay(trace: Trace, structure: Structure, options: ReplayOptions = {}): Promise<Counts> {
  const [counts] = await replayAll(trace, [structure], options);
  return counts;
}

/**
 * Replays a trace through several structures, reading it once for each guest among them: once in all, unless some structures
 * have the guest's work inserted and others do not.
 */
export async function replayAll(
  trace: Trace,
  structures: readonly Structure[],
  options: ReplayOptions = {},
): Promise<Counts[]> {
  const cpus = structures.some(({ numa }) => numa?.nodes === 'cpus') ? await countCpus(trace) : trace.header.cpus;
  const machines = structures.map((structure) => {
    const needed = granuleBitsFor(structure);
    const { granuleBits } = trace.header;
    if (granuleBits > needed)
      throw new UserError(
        `structure ${structure.name} has lines of ${2 ** needed} bytes; the trace was opened with granules of ${2 ** granuleBits} (openTrace's granuleBits: ${needed})`,
      );
    return new Machine(structure, granuleBits, { cpus, ...options });
  });
  for (const guest of new Set(structures.map((structure) => structure.guest))) {
    const group = machines.filter((_, n) => structures[n].guest === guest);
    const seen = guest === 'none' ? trace : withGuest(trace, loadGuest(guest));
    for await (const { words } of seen.batches()) {
      options.signal?.throwIfAborted();
      for (const machine of group) machine.run(words);
    }
  }
  return machines.map((machine) => machine.finish());
}

/** CPUs of a trace, which a machine with a node for each needs to know beforehand; read through where the source does not say. */
async function countCpus(trace: Trace): Promise<number> {
  if (trace.header.cpus < MAX_CPUS) return trace.header.cpus;
  const { cpus } = await totalsOfTrace(trace);
  trace.notes.push(
    `counted ${cpus} CPUs in a first reading; a container, or a comment "# cpus=${cpus}" in a CSV, saves it`,
  );
  return cpus;
}
