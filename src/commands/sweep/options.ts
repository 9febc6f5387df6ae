import type { Portion } from '../../sweep/plan/portion.ts';
import type { StudyArguments } from '../../sweep/study/arguments.ts';

/** Engines that `--engine` names. */
export const ENGINES = ['threads', 'process', 'redis', 'slurm'] as const;

export interface SweepCommandOptions extends StudyArguments {
  plan?: boolean;
  json?: boolean;
  pareto?: string;
  charts: boolean;
  engine: (typeof ENGINES)[number];
  workers?: number;
  redis?: string;
  resume?: boolean;
  portion?: Portion;
  portions?: number;
  memory?: number;
  store?: string;
  out?: string;
}
