import { fileURLToPath } from 'node:url';
import { change, type Note, remark, warning } from '../../words/trace.ts';
import { findCommand, formatCommand } from '../run/command.ts';
import { compiledPlugin } from '../run/plugin.ts';
import { ProcessNames } from '../run/process-names.ts';
import type { Recorder, Request } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import { emulatorFor } from './emulator.ts';
import { QemuProcess, type Shared } from './process.ts';

/** Instructions of a thread's turn unless told otherwise. */
export const DEFAULT_QUANTUM = 200;
const PLUGIN = fileURLToPath(new URL('plugin.c', import.meta.url));
const count = (n: number): string => n.toLocaleString('en-US');

/** Records by QEMU's user emulation of any target: each thread on a CPU of its own, in turns of `quantum` instructions. */
export async function qemuRecorder(request: Request, recording: Recording): Promise<Recorder> {
  const { command, cwd, quantum = DEFAULT_QUANTUM, slice } = request;
  const program = await findCommand(command[0], cwd);
  const emulator = await emulatorFor(program, request.emulator);
  const plugin = await compiledPlugin({ source: PLUGIN, recorder: 'qemu-user' });
  const names = new ProcessNames();
  const shared: Shared = {
    recording,
    names,
    command: formatCommand(command),
    slice,
    running: new Map(),
    known: new Set(),
    targets: new Set(),
    executed: 0,
    cut: 0,
    stolen: 0,
    wrong: [],
  };
  let connections = 0;
  return {
    format: 'qemu-user',
    origin: `recorded with ${emulator.name} ${emulator.version} on ${process.platform} ${process.arch}: user level only, each thread on a CPU of its own, in turns of ${count(quantum)} instructions`,
    runner: emulator.name,
    program: 'qemu-',
    launch: (port) => ({
      file: emulator.name,
      args: ['-seed', '1', command[0].includes('/') ? command[0] : program, ...command.slice(1)],
      // A variable, so that programs which the command starts under such an emulator are recorded too. QEMU doubles commas in values.
      env: { QEMU_PLUGIN: `file=${plugin.file.replaceAll(',', ',,')},port=${port},quantum=${quantum}` },
    }),
    connection: (stream) => new QemuProcess(++connections, stream, shared),
    pids: () => shared.running.keys(),
    notes: () => [...names.notes(), ...endNotes(shared)],
    close: () => plugin.remove(),
  };
}

function endNotes({ targets, executed, cut, stolen, wrong }: Shared): Note[] {
  const notes: Note[] = [];
  const others = [...targets].filter((target) => target !== 'x86_64' && !target.startsWith('mips'));
  if (others.length > 0)
    notes.push(
      remark(
        `system calls of ${others.join(', ')} have the numbers of x86-64's that do the same, where they read, write, open, execute, fork or exit; the others' are not known`,
      ),
    );
  if (executed > 0)
    notes.push(
      warning(
        `${count(executed)} ${executed === 1 ? 'process' : 'processes'} went on to execute a program that the emulator does not run: it is not in the trace`,
      ),
    );
  if (cut > 0)
    notes.push(
      warning(
        `${count(cut)} ${cut === 1 ? 'process' : 'processes'} ended without a word: killed, or it closed the recorder's connection; up to 64 KB of its records are missing`,
      ),
    );
  if (stolen > 0)
    notes.push(
      remark(
        `${count(stolen)} turns were taken from threads that did not go on for 10 ms: the order of what followed is as it happened, and may differ from run to run`,
      ),
    );
  if (wrong.length > 0)
    notes.push(
      change(`what the emulator sent was not understood, and left out from there on: ${wrong.slice(0, 5).join('; ')}`),
    );
  return notes;
}
