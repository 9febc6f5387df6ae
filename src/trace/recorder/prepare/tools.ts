import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { UserError } from '../../../errors.ts';
import { findCommand } from '../run/command.ts';
import { SYSTEM_EMULATOR } from '../system/emulator.ts';

/** Programs that prepare a machine, with Debian's packages that have them. */
export const TOOLS = {
  'apt-get': { what: "fetches the guest's kernel and programs", package: 'apt' },
  'dpkg-deb': { what: 'unpacks them', package: 'dpkg' },
  mke2fs: { what: "makes the guest's disk", package: 'e2fsprogs', version: ['-V'] },
} as const;

/** PATH, and behind each folder `…/bin` its `…/sbin`: ordinary users' has no administrators' programs, such as mke2fs. */
export function toolPath(path = process.env.PATH ?? ''): string {
  const folders = path.split(delimiter);
  return [
    ...folders,
    ...folders.filter((folder) => /(^|\/)bin\/?$/.test(folder)).map((folder) => folder.replace(/bin\/?$/, 'sbin')),
  ].join(delimiter);
}

/** Throws a UserError that names each program that is missing, and how it is got. */
export async function checkTools(): Promise<void> {
  const all = [...Object.entries(TOOLS), [SYSTEM_EMULATOR.program, { what: 'runs the guest', package: SYSTEM_EMULATOR.package }] as const]; // biome-ignore format: a list
  const missing: string[] = [];
  const packages: string[] = [];
  for (const [program, { what, package: name }] of all) {
    if (await findCommand(program, undefined, toolPath()).catch(() => undefined)) continue;
    missing.push(`${program} (${what})`);
    packages.push(name);
  }
  if (missing.length > 0)
    throw new UserError(
      `preparing a machine needs ${missing.join(', ')}, not found in PATH; on Debian and Ubuntu: apt-get install --no-install-recommends ${packages.join(' ')}`,
    );
}

export interface ToolOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
}

const KEPT = 64 << 20; // bytes of output, more than any list of packages

/** Runs a program to its end. Returns what it prints. Throws a UserError with its last lines when it fails, or is not there. */
export async function runTool(program: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const { cwd, env, signal } = options;
  const file = await findCommand(program, undefined, toolPath());
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: toolPath(), LC_ALL: 'C', ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  });
  let printed = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-KEPT);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-10_000);
  });
  const ended = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, by) => resolve(code === 0 ? null : code === null ? `signal ${by}` : `exit code ${code}`));
  });
  signal?.throwIfAborted();
  if (ended === null) return printed;
  const said = (errors.trim() || printed.trim()).split('\n').slice(-3).join(' ');
  throw new UserError(`${program} failed with ${ended}: ${said.slice(0, 1000)}`);
}
