import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { change, remark } from '../../words/trace.ts';
import { findCommand } from '../run/command.ts';
import { runs } from '../run/process-group.ts';
import { ProcessNames } from '../run/process-names.ts';
import { type Recorder, RecorderMissing, type Request } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import { type Shared, ValgrindConnection } from './connection.ts';
import { UnknownLines } from './scanner.ts';

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

/** How the names of Valgrind's programs begin that run others. */
const PROGRAM = 'lackey-';

/** How Valgrind is installed. */
export const INSTALL = 'apt-get install valgrind';

const count = (n: number): string => n.toLocaleString('en-US');

/** What `valgrind --version` says. Throws a UserError if it cannot be run. */
async function valgrindVersion(): Promise<string> {
  try {
    return (await promisify(execFile)('valgrind', ['--version'])).stdout.trim();
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not installed' : `fails: ${String(error)}`;
    throw new RecorderMissing(`recording needs Valgrind, and valgrind ${why}; install it (${INSTALL})`);
  }
}

/** Records by Valgrind's lackey: any program with all it executes, in turns on one CPU. */
export async function valgrindRecorder({ command, cwd }: Request, recording: Recording): Promise<Recorder> {
  const version = await valgrindVersion();
  await findCommand(command[0], cwd);
  const names = new ProcessNames();
  const shared: Shared = {
    recording,
    unknown: new UnknownLines(),
    connections: new Map(),
    names,
    waiting: new Set(),
    executing: new Set(),
    mixed: 0,
  };
  let connections = 0;
  return {
    format: 'lackey',
    origin: `recorded with ${version} lackey on ${process.platform} ${process.arch}: user level only, all processes in turns on one CPU; system calls have that platform's numbers`,
    runner: 'Valgrind',
    program: PROGRAM,
    launch: (port) => ({ file: 'valgrind', args: [...OPTIONS, `--log-socket=127.0.0.1:${port}`, '--', ...command] }),
    connection: (stream) => new ValgrindConnection(++connections, stream, shared),
    pids: () => shared.connections.keys(),
    async expects() {
      for (const pid of shared.executing) if ((await runs(pid, 'valgrind')) || (await runs(pid, PROGRAM))) return true;
      return false;
    },
    notes() {
      const { mixed, unknown } = shared;
      const notes = names.notes();
      if (mixed > 0)
        notes.push(
          remark(
            `${count(mixed)} records came from processes that shared a log with the process they were forked from; they were told apart by their instruction addresses`,
          ),
        );
      if (unknown.count > 0)
        notes.push(
          change(
            `${count(unknown.count)} lines of the log were not understood, such as: ${unknown.examples.join('; ')}`,
          ),
        );
      return notes;
    },
    close: async () => {},
  };
}
