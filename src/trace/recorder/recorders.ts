import { UserError } from '../../errors.ts';
import type { Architecture } from '../words/architecture.ts';
import { MAX_CPUS, type TraceHeader } from '../words/trace.ts';
import { findCommand } from './run/command.ts';
import { type Recorder, RecorderMissing, type Request } from './run/recorder.ts';
import type { Recording } from './run/recording.ts';
import { SYSTEM_EMULATOR } from './system/emulator.ts';

/** CPUs that a guest can have; more were not tried. */
export const MAX_GUEST_CPUS = 2;

/** A way of recording. */
interface Way {
  /** What it records, for people. */
  what: string;
  /** A program that there is where it is installed. */
  program: string;
  /** CPUs that it puts threads on. */
  cpus: number;
  /** What of the system is in its traces, and how their addresses are divided. */
  level: TraceHeader['level'];
  architecture: Architecture;
  /** Options of the command line that go with it alone. */
  options: readonly string[];
  prepare(request: Request, recording: Recording): Promise<Recorder>;
}

/** The ways of recording, by the name that `--with` has; the first is the default. */
export const RECORDERS = {
  valgrind: {
    what: 'any program and all it starts, in turns on one CPU',
    program: 'valgrind',
    cpus: 1,
    level: 'user',
    architecture: 'flat',
    options: [],
    async prepare(request, recording) {
      const { valgrindRecorder } = await import('./valgrind/recorder.ts');
      return valgrindRecorder(request, recording);
    },
  },
  'qemu-user': {
    what: 'one program of any architecture, each thread on a CPU of its own in turns of some instructions, ten times faster',
    program: 'qemu-x86_64',
    cpus: MAX_CPUS,
    level: 'user',
    architecture: 'flat',
    options: ['emulator', 'quantum'],
    async prepare(request, recording) {
      const { qemuRecorder } = await import('./qemu/recorder.ts');
      return qemuRecorder(request, recording);
    },
  },
  'qemu-system': {
    what: 'a whole system: a command in a guest with Linux, with its kernel, on one CPU or two',
    program: SYSTEM_EMULATOR.program,
    cpus: MAX_GUEST_CPUS,
    level: 'system',
    architecture: 'mips32',
    options: ['machine', 'cpus', 'events', 'limit'],
    async prepare(request, recording) {
      const { systemRecorder } = await import('./system/recorder.ts');
      return systemRecorder(request, recording);
    },
  },
} as const satisfies Readonly<Record<string, Way>>;

export type RecorderName = keyof typeof RECORDERS;
export const RECORDER_NAMES = Object.keys(RECORDERS) as readonly RecorderName[];
export const DEFAULT_RECORDER: RecorderName = RECORDER_NAMES[0];

/** The way's name, as `--with` gives it. Throws a UserError if there is none, and for an option among those `given` that goes with another. */
export function recorderWith(name: string, given: readonly string[]): RecorderName {
  if (!Object.hasOwn(RECORDERS, name))
    throw new UserError(`--with ${name}: expected one of ${RECORDER_NAMES.join(', ')}`);
  for (const other of RECORDER_NAMES) {
    const options: readonly string[] = RECORDERS[other].options;
    if (other !== name && given.some((option) => options.includes(option)))
      throw new UserError(`${listed(options.map((option) => `--${option}`))} go with --with ${other}`);
  }
  return name as RecorderName;
}

const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');

/** The way, ready to record. Throws a UserError if what it needs is missing, which names the other ways that are installed. */
export async function prepare(name: RecorderName, request: Request, recording: Recording): Promise<Recorder> {
  try {
    return await RECORDERS[name].prepare(request, recording);
  } catch (error) {
    if (!(error instanceof RecorderMissing)) throw error;
    const others = RECORDER_NAMES.filter((other) => other !== name);
    let instead = '';
    for (const other of others) {
      const { program, what } = RECORDERS[other];
      const installed = await findCommand(program).then(() => true, () => false); // biome-ignore format: one thought
      if (installed) instead += `; --with ${other}, which is installed, records ${what}`;
    }
    throw new UserError(`${error.message}${instead}`);
  }
}
