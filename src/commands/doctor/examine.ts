import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STORE } from '../../sweep/sweep.ts';
import { toolPath } from '../../trace/recorder/prepare/tools.ts';
import { findCommand } from '../../trace/recorder/run/command.ts';
import { cacheFolder } from '../../trace/recorder/run/plugin.ts';
import { nodeProblem, VERSION } from '../../version.ts';
import { type Needed, needed } from './programs.ts';

/** A program, and where it was found in what version; null: it is not there, or does not say. */
export interface Found extends Needed {
  path: string | null;
  release: string | null;
}

/** A package that is used where it is installed. */
export interface Package {
  name: string;
  what: string;
  release: string | null;
}

/** A folder that is written into; `writable`: it can be, or made. */
export interface Folder {
  path: string;
  what: string;
  writable: boolean;
}

export interface Examined {
  disco: string;
  node: { release: string; path: string; problem: string | null };
  programs: Found[];
  packages: Package[];
  folders: Folder[];
}

/** Looks for all that the program uses or writes into. Nothing that is missing or broken is an error. */
export async function examine(): Promise<Examined> {
  const [programs, folders] = await Promise.all([
    Promise.all(needed().map(found)),
    Promise.all(FOLDERS.map(async ({ path, what }) => ({ path: resolve(path), what, writable: await isWritable(resolve(path)) }))),
  ]); // biome-ignore format: long lines
  const node = { release: process.version.slice(1), path: process.execPath, problem: nodeProblem() ?? null };
  return { disco: VERSION, node, programs, packages: PEERS.map((name) => ({ name, what: 'disco sweep --engine redis and disco worker', release: releaseOf(name) })), folders }; // biome-ignore format: a record
}

const PEERS = ['bullmq', 'ioredis'] as const;

const FOLDERS = [
  { path: STORE, what: 'counts of sweeps, so that none is replayed twice' },
  { path: '.disco/traces', what: "disco worker: copies of other machines' traces" },
  { path: cacheFolder(), what: 'compiled plugins, prepared machines, and packages for them' },
  { path: fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url)), what: 'the compiled program: a quicker start' }, // biome-ignore format: a record
  { path: tmpdir(), what: 'recordings while they are made' },
] as const;

async function found(program: Needed): Promise<Found> {
  const path = await findCommand(program.program, undefined, toolPath()).catch(() => null);
  return { ...program, path, release: path === null ? null : await releaseBy(path, program.version ?? ['--version']) };
}

/** The first number with a full stop that the program says when asked for its version; null: it says none within some seconds. */
const releaseBy = (path: string, args: readonly string[]): Promise<string | null> =>
  new Promise((answer) => {
    const child = execFile(path, args, { timeout: 10_000, killSignal: 'SIGKILL' }, (_, stdout, stderr) =>
      answer(/\d+\.\d+[\w.]*/.exec(stdout || stderr)?.[0] ?? null),
    );
    child.stdin?.end();
  });

function releaseOf(name: string): string | null {
  try {
    return createRequire(import.meta.url)(`${name}/package.json`).version;
  } catch {
    return null;
  }
}

/** Whether the folder, or the nearest above it that is there, can be written into. */
async function isWritable(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) return path === dirname(path) ? false : isWritable(dirname(path));
  return status.isDirectory() && (await access(path, constants.W_OK | constants.X_OK).then(() => true, () => false)); // biome-ignore format: one thought
}
