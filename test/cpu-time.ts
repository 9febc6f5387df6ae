import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^cpu-\d+$/;

/** Seconds of CPU time that this process has taken, and perhaps all that it started and that has ended; undefined: Linux alone tells. */
function seconds(withChildren: boolean): number | undefined {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields.slice(11, withChildren ? 15 : 13).reduce((ticks, each) => ticks + Number(each), 0) / 100; // user, system, both of children
  } catch {
    return undefined;
  }
}

/** Leaves in the run's folder how much this worker has taken so far. */
export function noteCpuTime(folder: string): void {
  const own = seconds(true);
  if (own !== undefined) writeFileSync(join(folder, `cpu-${process.pid}`), `${own}`);
}

/** What the run has taken, in all its processes, in words; undefined where nothing tells. */
export function cpuTime(folder: string): string | undefined {
  const own = seconds(false); // its children are the workers, which have notes
  if (own === undefined) return undefined;
  const workers = readdirSync(folder).filter((name) => NAME.test(name));
  const total = workers.reduce((sum, name) => sum + Number(readFileSync(join(folder, name), 'utf8')), own);
  return `CPU time: ${Math.round(total)} s`;
}

/** Whether a file is such a note. */
export const isCpuNote = (name: string): boolean => NAME.test(name);
