import { spawn } from 'node:child_process';
import { UserError } from '../../errors.ts';
import { ranges } from '../plan/portion.ts';

/** An array of Slurm, of which each task does a portion of a sweep. */
export interface ArrayJob {
  /** Of letters, digits, dots, hyphens and underscores. */
  name: string;
  /** Portions in all, and the numbers of those to do. */
  portions: number;
  numbers: readonly number[];
  /** Cores of each task. */
  cpus: number;
  /** Where the sweep was given, for the paths in its arguments. */
  folder: string;
  /** Folder of the logs, from there. */
  logs: string;
  /** What starts this program. */
  program: readonly string[];
  /** What the sweep was given; `--portion` is added. */
  sweep: readonly string[];
}

/** A script for sbatch. */
export function arrayScript({ name, portions, numbers, cpus, folder, logs, program, sweep }: ArrayJob): string {
  return `#!/usr/bin/env bash
#SBATCH --job-name=disco-${name}
#SBATCH --array=${ranges(numbers)}
#SBATCH --cpus-per-task=${cpus}
#SBATCH --output=${logs}/${name}-%A_%a.log
#
# Each task does one of ${portions} portions of the sweep, and keeps what it counts in the store.
# A portion may be done again, or elsewhere, at any time: what the store has is not done twice.
# Partition, account and time limit: options of sbatch, or SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT.
set -euo pipefail
cd -- ${quote(folder)}
disco=(${program.map(quote).join(' ')}) # on a node that has it elsewhere: change this line
exec "\${disco[@]}" sweep ${sweep.map(quote).join(' ')} --portion "$SLURM_ARRAY_TASK_ID/${portions}"
`;
}

/** A word as the shell reads it back. */
export const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Submits a script from this folder; the job's number, or null where there is no Slurm. Throws UserError with what sbatch says. */
export function sbatch(script: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('sbatch', ['--parsable', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(null) : reject(error)));
    child.on('close', (code) => {
      if (code === 0) resolve(said.trim().split(';')[0]);
      else
        reject(new UserError(`sbatch ${script}: ${complaint.trim().replaceAll('\n', '; ') || `ended with ${code}`}`));
    });
  });
}
