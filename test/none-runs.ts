import { spawnSync } from 'node:child_process';

/** Comes back when no process runs any more whose command line has this text: one that was killed may be a moment in ending. */
export async function noneRuns(text: string): Promise<void> {
  while (spawnSync('pgrep', ['-f', text]).status === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
