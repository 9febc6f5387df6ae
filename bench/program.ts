import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compiled } from './built.ts';

/** The command line, as users run it. */
export const DISCO: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL(compiled ? '../dist/cli.js' : '../src/cli.ts', import.meta.url)),
];

/** What a program took, in seconds, and what it printed. */
export interface Run {
  /** CPU time of all its threads. */
  cpu: number;
  elapsed: number;
  stdout: string;
  stderr: string;
}

/** Runs a program. Throws where it fails. */
export function run(command: readonly string[]): Run {
  const started = performance.now();
  const script = 'TIMEFORMAT="%U %S"; time "$@"';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr.slice(-500)}`);
  const elapsed = (performance.now() - started) / 1000;
  const lines = stderr.trimEnd().split('\n');
  const cpu = lines
    .pop()!
    .split(' ')
    .reduce((sum, seconds) => sum + Number(seconds), 0);
  return { cpu, elapsed, stdout, stderr: lines.join('\n') };
}

/** Whether a program is installed. */
export const has = (program: string): boolean => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
