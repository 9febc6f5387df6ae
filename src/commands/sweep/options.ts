import { UserError } from '../../errors.ts';
import type { StudyArguments } from '../../sweep/study/arguments.ts';

/** Engines that `--engine` names. */
export const ENGINES = ['threads', 'process', 'redis', 'slurm'] as const;

/** The `number`-th (from 1) of so many parts of a plan. */
export interface Portion {
  number: number;
  of: number;
}

/** Reads `3/12`. Throws UserError. */
export function parsePortion(text: string): Portion {
  const [number, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text)?.slice(1).map(Number) ?? [0, 0];
  if (number < 1 || number > of)
    throw new UserError(`--portion ${text}: expected I/N, such as 3/12: the third of twelve`);
  return { number, of };
}

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
