import { spawn } from 'node:child_process';
import { Console } from 'node:console';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../src/commands/program.ts';

export const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What is written to it, as text. */
class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** Replaces properties for as long as the work takes. */
async function during<T extends object>(object: T, properties: Partial<Record<keyof T, unknown>>, work: () => unknown) {
  const names = Object.keys(properties) as (keyof T)[];
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(object, name)!] as const);
  for (const name of names)
    Object.defineProperty(object, name, { value: properties[name], configurable: true, writable: true });
  try {
    await work();
  } finally {
    for (const [name, descriptor] of before) Object.defineProperty(object, name, descriptor);
  }
}

/**
 * Carries out a command of `disco` in this process, which saves half a second of start-up, with arguments and perhaps something on
 * standard input. One at a time.
 */
export async function disco(args: readonly string[], input: Iterable<Uint8Array | string> = []): Promise<Outcome> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const stdin = Readable.from(input, { objectMode: false });
  const argv = [process.execPath, CLI, ...args];
  let code: typeof process.exitCode;
  await during(globalThis, { console: new Console(stdout, stderr) }, () =>
    during(process, { stdout, stderr, stdin, argv }, async () => {
      const before = process.exitCode;
      process.exitCode = undefined;
      await run(args);
      code = process.exitCode;
      process.exitCode = before;
    }),
  );
  return { code: Number(code ?? 0), stdout: stdout.text, stderr: stderr.text };
}

/** Starts `disco` as a process; `after` may act on it while it runs, and hear what it says on standard error; `place`: where, and in what environment. */
export function discoProcess(
  args: readonly string[],
  input: Iterable<Uint8Array | string> = [],
  after?: (kill: (signal: NodeJS.Signals) => void, said: Readable) => void,
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
    after?.((signal) => child.kill(signal), child.stderr);
    (async () => {
      for (const chunk of input)
        if (!child.stdin.write(chunk)) await new Promise((drained) => child.stdin.once('drain', drained));
      child.stdin.end();
    })();
  });
}
