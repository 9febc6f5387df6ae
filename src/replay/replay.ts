import { UserError } from '../errors.ts';
import { runBy } from '../guest/systems.ts';
import { totalsOfTrace } from '../trace/words/totals.ts';
import { MAX_CPUS, remark, type Trace } from '../trace/words/trace.ts';
import type { Counts } from './counts/counts.ts';
import { Deployment } from './machine/deployment.ts';
import type { MachineOptions } from './machine/machine.ts';
import { granuleBitsFor, type Structure } from './structure/structure.ts';

export interface ReplayOptions extends Omit<MachineOptions, 'variants'> {
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
  const groups = structures.map((structure) => [structure]);
  return (await replayGroups(trace, groups, options)).flat();
}

/** The same with one machine for each group: of structures with the same `reuseKey`, at most 8 TLBs among them. The counts are those of `replayAll`. */
export async function replayGroups(
  trace: Trace,
  groups: readonly (readonly Structure[])[],
  options: ReplayOptions = {},
): Promise<Counts[][]> {
  const cpus = groups.flat().some(needsCpus) ? await countCpus(trace) : trace.header.cpus;
  checkCpus(groups.flat(), cpus);
  const { granuleBits, jobs } = trace.header;
  const deployments = groups.map((variants) => {
    const [structure] = variants;
    const needed = granuleBitsFor(...variants);
    if (granuleBits > needed)
      throw new UserError(
        `structure ${structure.name} has lines of ${2 ** needed} bytes; the trace was opened with granules of ${2 ** granuleBits} (openTrace's granuleBits: ${needed})`,
      );
    return new Deployment(variants, granuleBits, cpus, { ...(jobs === undefined ? {} : { jobs }), ...options });
  });
  for (const guest of new Set(groups.map(([structure]) => structure.guest))) {
    const group = deployments.filter((_, n) => groups[n][0].guest === guest);
    for await (const { words } of runBy(guest, trace).batches()) {
      options.signal?.throwIfAborted();
      for (const deployment of group) deployment.run(words);
    }
  }
  return deployments.map((deployment) => deployment.finish());
}

/** Whether the structure depends on how many CPUs the trace has. */
const needsCpus = ({ cpus, numa, monitor }: Structure): boolean =>
  cpus !== undefined ||
  numa?.nodes === 'cpus' ||
  (monitor !== null && (monitor.virtualCpus.vms > 1 || monitor.virtualCpus.cpus !== null));

/** Only a monitor has a trace's CPUs share fewer. Throws UserError. */
function checkCpus(structures: readonly Structure[], cpus: number): void {
  const few = structures.find((structure) => structure.cpus !== undefined && structure.cpus < cpus);
  if (few !== undefined)
    throw new UserError(
      `structure ${few.name} has ${few.cpus} CPUs (machine.cpus), the trace ${cpus}; without a monitor expected as many, or null: as many as the trace has`,
    );
}

/** CPUs of a trace, which a machine with a node for each needs to know beforehand; read through where the source does not say. */
async function countCpus(trace: Trace): Promise<number> {
  if (trace.header.cpus < MAX_CPUS) return trace.header.cpus;
  const { cpus } = await totalsOfTrace(trace);
  trace.notes.push(
    remark(`counted ${cpus} CPUs in a first reading; a container, or a comment "# cpus=${cpus}" in a CSV, saves it`),
  );
  return cpus;
}
