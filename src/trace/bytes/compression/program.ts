import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../../errors.ts';

/** A program of Debian's that makes one stream of another, where Node has no equal of it. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** The package that has it. */
  readonly package: string;
}

/** How a program ended, and what it said. */
export interface Ending {
  readonly code: number | null;
  readonly said: string;
}

/**
 * What the program makes of `source`, or by itself, piece by piece: memory does not grow with either. Returns how it ended.
 * Stops it when the reader stops. Throws a UserError, in which `what` needs it, where there is no such program, and what `source` throws.
 */
export async function* outputOf(
  program: Program,
  what: string,
  source?: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Buffer, Ending> {
  const child = spawn(program.name, program.args, {
    stdio: [source === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await once(child, 'spawn').catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new UserError(
      `${what} needs the program ${program.name}, which is not here; install ${program.package} (apt-get install ${program.package})`,
    );
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < MOST_SAID) said += text;
  });
  let failure: unknown;
  const write = async (
    chunks: AsyncIterable<string | Uint8Array>,
    stdin: NonNullable<typeof child.stdin>,
  ): Promise<void> => {
    stdin.on('error', () => {}); // the program went away: its exit code and words say why
    for await (const chunk of chunks) {
      await new Promise<void>((resolve) => stdin.write(chunk, () => resolve()));
      if (stdin.destroyed) return;
    }
    stdin.end();
  };
  if (source !== undefined)
    write(source, child.stdin!).catch((error) => {
      failure = error;
      child.kill();
    });
  try {
    for await (const data of child.stdout!) yield data;
    const code = await closed;
    if (failure !== undefined) throw failure;
    return { code, said: said.trim() };
  } finally {
    child.kill();
  }
}

/** Characters kept of what a program says. */
const MOST_SAID = 1 << 16;
