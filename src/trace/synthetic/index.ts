import type { Settings } from '../../config.ts';
import { UserError } from '../../errors.ts';
import type { OpenOptions, Trace } from '../words/trace.ts';
import { synthesize } from './generate.ts';
import { workloadName } from './names.ts';
import { loadWorkload } from './spec.ts';

export { synthesize } from './generate.ts';
export { isWorkload } from './names.ts';
export { fittedNumbers, loadWorkload, type Quantity, WORKLOADS, type Workload } from './spec.ts';

/** Opens a workload's specification as a trace, with changes to it. Throws UserError with file:line:column on one that is malformed. */
export function openWorkload(path: string, options: OpenOptions = {}, settings: Settings = []): Trace {
  if (options.cpus !== undefined || options.map !== undefined)
    throw new UserError(
      `--cpus and --map put the tasks of a recording on CPUs; ${path} is a workload, which says itself on how many it runs: --set workload.cpus=${options.cpus ?? 8}`,
    );
  return synthesize(loadWorkload(workloadName(path), settings), path, options);
}
