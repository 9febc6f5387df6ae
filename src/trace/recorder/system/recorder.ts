import { fileURLToPath } from 'node:url';
import { compiledPlugin } from '../run/plugin.ts';
import type { Recorder, Request } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import { type Station, SystemConnection } from './connection.ts';
import { Guest } from './decode/guest.ts';
import { systemEmulatorVersion } from './emulator.ts';
import { GuestOutput } from './guest-output.ts';
import { commandArchive } from './init-script.ts';
import { tellKernelText } from './kernel-text.ts';
import { DEFAULT_TURN, prepareLaunch } from './launch.ts';
import { folderOfMachine, readMachine } from './machine.ts';
import { systemNotes } from './notes.ts';

const SOURCE = fileURLToPath(new URL('plugin.c', import.meta.url));

/** A guest, ready to run a command in. Throws a UserError if the machine's folder, its emulator or a compiler is missing or wrong. */
export async function systemRecorder(request: Request, recording: Recording): Promise<Recorder> {
  const { command, cpus = 1, limit = Number.POSITIVE_INFINITY, slice } = request;
  const machine = await readMachine(folderOfMachine(request.machine));
  const version = await systemEmulatorVersion(machine.emulator);
  const plugin = await compiledPlugin({ source: SOURCE, recorder: 'qemu-system' });
  const launch = await prepareLaunch(machine, {
    cpus,
    plugin: plugin.file,
    quantum: DEFAULT_TURN,
    ...(machine.initrd === null ? {} : { archive: commandArchive(command) }),
  }).catch(async (error: unknown) => {
    await plugin.remove();
    throw error;
  });
  if (launch.text !== undefined) tellKernelText(recording.queue.encoder, launch.text);
  const guest = new Guest(recording, cpus);
  const station: Station = { recording, guest, cpus, slice, limit, pid: undefined, decoder: undefined, wrong: [] };
  const seen = new GuestOutput(launch.serial);
  const kernel = machine.release === null ? machine.name : `${machine.name}, Linux ${machine.release}`;
  const order = cpus === 1 ? 'its time counted in instructions' : `in turns of ${DEFAULT_TURN} instructions`;
  return {
    format: 'qemu-system',
    origin: `recorded with ${machine.emulator} ${version}: ${kernel}, ${machine.cpu}, ${cpus === 1 ? 'one CPU' : `${cpus} CPUs`}, ${order}`,
    runner: machine.emulator,
    program: 'qemu-system-',
    launch: (port) => ({ file: launch.program, args: launch.args(port), killed: true }),
    connection: (stream) => new SystemConnection(stream, station),
    pids: () => (station.pid === undefined ? [] : [station.pid]),
    notes: () => systemNotes(station, launch.missing, seen.guest),
    before: 'the guest boots',
    printed: (ended) => seen.read(ended),
    exitOf: (exit, stopped) => {
      const { exitCode } = seen.guest;
      if (exitCode !== undefined) return { code: exitCode, signal: null };
      // A guest without our first program does not tell.
      return machine.initrd === null && exit.code === 0 && !stopped ? exit : undefined;
    },
    isStuck: () => seen.isStuck,
    lastWords: () => seen.guest.lastLines,
    close: async () => {
      seen.close();
      await launch.remove();
      await plugin.remove();
    },
  };
}
