import type { Settings } from '../../config.ts';
import { UserError } from '../../errors.ts';
import type { OpenOptions, Trace } from '../words/trace.ts';
import { synthesize } from './generate.ts';
import { loadWorkload } from './spec.ts';

export { synthesize } from './generate.ts';
export { fittedNumbers, loadWorkload, type Quantity, WORKLOADS, type Workload } from './spec.ts';

const SCHEME = 'synthetic:';
const ENDING = /\.workload\.(yaml|json)$/;

/** Whether a trace's name is a workload's: `synthetic:PRESET`, or a file that ends in `.workload.yaml`. */
export const isWorkload = (path: string): boolean => path.startsWith(SCHEME) || ENDING.test(path);

/** Opens a workload's specification as a trace, with changes to it. Throws UserError with file:line:column on one that is malformed. */
export function openWorkload(path: string, options: OpenOptions = {}, settings: Settings = []): Trace {
  if (options.cpus !== undefined || options.map !== undefined)
    throw new UserError(
      `--cpus and --map put the tasks of a recording on CPUs; ${path} is a workload, which says itself on how many it runs: --set workload.cpus=${options.cpus ?? 8}`,
    );
  const name = path.startsWith(SCHEME) ? path.slice(SCHEME.length) : path;
  return synthesize(loadWorkload(name, settings), path, options);
}
