import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CACHE } from './recording.ts';

/** Nanoseconds of CPU time, and the counts by our events' names. */
export interface TwinResult {
  ns: number;
  counts: Record<string, number>;
}

/** Compiles a C program of this folder, every time: it takes less than a second. `defined`: macros, as `CPUS=64`. */
export function compile(name: string, ...defined: string[]): string {
  const binary = `${CACHE}${[name, ...defined].join('-')}`;
  const macros = defined.map((macro) => `-D${macro}`);
  execFileSync('cc', ['-O2', ...macros, '-o', binary, fileURLToPath(new URL(`${name}.c`, import.meta.url))]);
  return binary;
}

export function runTwin(binary: string, ...args: string[]): TwinResult {
  const { ns, ...counts } = JSON.parse(execFileSync(binary, args, { encoding: 'utf8' }));
  return { ns, counts };
}

/** CPU time of `wc -l`, the least a reader of text can do. */
export function countLines(path: string): number {
  const script = 'TIMEFORMAT="%U %S"; time wc -l "$1" >/dev/null';
  const seconds = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, 'bash', path], { encoding: 'utf8' });
  return (
    seconds
      .trim()
      .split(' ')
      .reduce((sum, s) => sum + Number(s), 0) * 1e9
  );
}

/** Throws unless every count C has is ours too. */
export function assertSame(what: string, c: TwinResult, ours: Record<string, number>): void {
  for (const [event, count] of Object.entries(c.counts))
    if (ours[event] !== count) throw new Error(`${what}: ${event} is ${ours[event]}, C counts ${count}`);
}
