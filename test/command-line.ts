import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `disco` with arguments and perhaps something on standard input; `after` may act on the process while it runs; `place`: where, and in what environment. */
export function disco(
  args: readonly string[],
  input: Iterable<Uint8Array | string> = [],
  after?: (kill: (signal: NodeJS.Signals) => void) => void,
  place: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'], ...place });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => {}); // it may have had enough
    after?.((signal) => child.kill(signal));
    (async () => {
      for (const chunk of input)
        if (!child.stdin.write(chunk)) await new Promise((drained) => child.stdin.once('drain', drained));
      child.stdin.end();
    })();
  });
}
