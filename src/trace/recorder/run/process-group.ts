import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exit } from './command.ts';

/** Milliseconds that a recorded program gets to end by itself when it is told to, and the system to end it. */
const GRACE = 1000;
const POLL = 20;

/** How a command is started so that it is recorded. */
export interface Launch {
  file: string;
  args: readonly string[];
  /** Variables beyond this process's. */
  env?: Readonly<Record<string, string>>;
  /** It has nothing to do when it is stopped, and would tell its signal on our standard error: it is killed at once. */
  killed?: boolean;
}

/** A command being recorded, with all the processes it starts. */
export class ProcessGroup {
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly isKilled: boolean;
  private readonly kill = (): void => {
    this.signal('SIGKILL');
  };

  /** The command's standard streams are this process's; it gets a process group of its own. */
  constructor({ file, args, env, killed = false }: Launch, cwd?: string) {
    this.isKilled = killed;
    this.child = spawn(file, args, { stdio: 'inherit', detached: true, cwd, env: { ...process.env, ...env } });
    this.exited = once(this.child, 'exit').then(([code, signal]) => ({ code, signal }));
    this.exited.catch(() => {}); // told to whoever awaits it
    // A process that nobody records any more goes on for nothing, or prints its log to its standard error: none may outlive us.
    process.on('exit', this.kill);
  }

  /** Whether any process of the command's group is left. */
  get alive(): boolean {
    return this.signal(0);
  }

  /** Waits until no process of the group is left, at most `ms`: one that nobody waits for stays when it has ended. */
  async gone(ms: number): Promise<boolean> {
    for (let waited = 0; this.alive; waited += POLL) {
      if (waited >= ms) return false;
      await delay(POLL);
    }
    return true;
  }

  /**
   * Ends all processes of the group, and `others` (pids; those which left the group) that run a program whose name begins with `program`,
   * by SIGTERM and, a second later, SIGKILL; by SIGKILL alone if it has nothing to do. Their logs must be read meanwhile.
   */
  async stop(others: () => Iterable<number>, program: string): Promise<void> {
    if (!this.isKilled) {
      this.signal('SIGTERM');
      await this.gone(GRACE);
    }
    this.signal('SIGKILL');
    for (const pid of others()) if (await runs(pid, program)) trySignal(pid, 'SIGKILL');
    await this.exited.catch(() => undefined);
    await this.gone(GRACE);
    process.off('exit', this.kill);
  }

  private signal(signal: NodeJS.Signals | 0): boolean {
    return this.child.pid !== undefined && trySignal(-this.child.pid, signal);
  }
}

/** Whether the process runs a program whose name begins so: a pid may be another's by now. */
export async function runs(pid: number, program: string): Promise<boolean> {
  return basename(await readlink(`/proc/${pid}/exe`).catch(() => '')).startsWith(program);
}

function trySignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // it is gone already
  }
}
