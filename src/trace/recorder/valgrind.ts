import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, readlink, stat } from 'node:fs/promises';
import { basename, delimiter, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '../../errors.ts';

const OPTIONS = [
  '--command-line-only=yes', // not what ~/.valgrindrc and VALGRIND_OPTS say
  '--tool=lackey',
  '--basic-counts=no',
  '--trace-mem=yes',
  '--trace-syscalls=yes',
  '--trace-sched=yes',
  '--trace-children=yes',
  '--vgdb=no',
];
/** Milliseconds that a recorded program gets to end by itself when it is told to. */
const GRACE = 1000;
const POLL = 20;

/** What `valgrind --version` says. Throws a UserError if it cannot be run. */
export async function valgrindVersion(): Promise<string> {
  try {
    return (await promisify(execFile)('valgrind', ['--version'])).stdout.trim();
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not installed' : `fails: ${String(error)}`;
    throw new UserError(`recording needs Valgrind, and valgrind ${why}; install it (apt-get install valgrind)`);
  }
}

/** Throws a UserError unless `name` is a program that can be run from the folder `cwd`, in PATH if it has no slash. */
export async function checkCommand(name: string, cwd = '.', path = process.env.PATH ?? ''): Promise<void> {
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : path.split(delimiter).map((folder) => join(folder || '.', name));
  let found: string | undefined;
  for (const candidate of candidates) {
    if (!(await stat(candidate).catch(() => undefined))?.isFile()) continue;
    if (await access(candidate, constants.X_OK).then(() => true, () => false)) return; // biome-ignore format: one thought
    found ??= name.includes('/') ? name : candidate;
  }
  if (found !== undefined) throw new UserError(`${found} cannot be executed; is it a program (chmod +x)?`);
  const where = name.includes('/') ? 'is no file' : 'is not in PATH';
  throw new UserError(`the command ${name} cannot be started: it ${where}`);
}

/** How a recorded command ended: with an exit code, or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A command running under Valgrind, with all the processes it starts, which print to the loopback port. */
export class Valgrind {
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly kill = (): void => {
    this.signal('SIGKILL');
  };

  /** The command's standard streams are this process's; it gets a process group of its own. */
  constructor(command: readonly string[], port: number, cwd?: string) {
    const options = [...OPTIONS, `--log-socket=127.0.0.1:${port}`];
    this.child = spawn('valgrind', [...options, '--', ...command], { stdio: 'inherit', detached: true, cwd });
    this.exited = once(this.child, 'exit').then(([code, signal]) => ({ code, signal }));
    this.exited.catch(() => {}); // told to whoever awaits it
    // A process whose log connection breaks prints its log to its standard error instead: none may outlive us.
    process.on('exit', this.kill);
  }

  /** Whether any process of the command's group is left. */
  get alive(): boolean {
    return this.signal(0);
  }

  /** Waits until no process of the group is left, at most `ms`. */
  async gone(ms: number): Promise<boolean> {
    for (let waited = 0; this.alive; waited += POLL) {
      if (waited >= ms) return false;
      await delay(POLL);
    }
    return true;
  }

  /**
   * Ends all processes of the group, and `others` (pids; those which left the group), by SIGTERM and, a second later,
   * SIGKILL. Their logs must be read meanwhile.
   */
  async stop(others: () => Iterable<number>): Promise<void> {
    this.signal('SIGTERM');
    await this.gone(GRACE);
    this.signal('SIGKILL');
    for (const pid of others()) if (await isLackey(pid)) trySignal(pid, 'SIGKILL');
    await this.exited.catch(() => undefined);
    process.off('exit', this.kill);
  }

  private signal(signal: NodeJS.Signals | 0): boolean {
    return this.child.pid !== undefined && trySignal(-this.child.pid, signal);
  }
}

/** Whether the process is lackey's: a pid may be another program's by now. */
async function isLackey(pid: number): Promise<boolean> {
  return basename(await readlink(`/proc/${pid}/exe`).catch(() => '')).startsWith('lackey-');
}

function trySignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // it is gone already
  }
}
