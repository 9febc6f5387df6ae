import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../errors.ts';
import { GuestConsole } from '../system/guest-output.ts';
import type { Machine } from '../system/machine.ts';

/** Seconds without a byte on the console after which a guest counts as hung. */
const PATIENCE = 300;

export interface Boot {
  /** The initial file system, the command's archive behind the machine's. */
  initrd: string;
  /** A folder for the guest's memory and console. */
  folder: string;
  /** A second disk, which the guest writes its answers to. */
  answers: string;
  signal?: AbortSignal | undefined;
}

/** Files of a boot that are there when it has ended. */
export const RAM = 'ram';
const CONSOLE = 'console';

/** Boots the machine without a plugin until the emulator ends. Returns its console. */
export async function boot(machine: Machine, options: Boot): Promise<GuestConsole> {
  const { folder, signal } = options;
  const consoleFile = join(folder, CONSOLE);
  const ram = join(folder, RAM);
  const child = spawn(machine.emulator, bootArguments(machine, options, ram, consoleFile), {
    stdio: ['ignore', 'ignore', 'pipe'],
    killSignal: 'SIGKILL', // an emulator with much to do does not listen to others
    ...(signal === undefined ? {} : { signal }),
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const hung = watch(child, consoleFile);
  const ended = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, by) => resolve(code === 0 ? null : code === null ? `signal ${by}` : `exit code ${code}`));
  });
  signal?.throwIfAborted();
  const seen = new GuestConsole();
  seen.push(await readFile(consoleFile, 'latin1').catch(() => ''));
  if (hung())
    throw new UserError(`the guest says nothing for ${PATIENCE} s; its console's last lines:\n${seen.lastLines}`);
  if (ended !== null)
    throw new UserError(`${machine.emulator} failed with ${ended}: ${errors.trim().split('\n').slice(-3).join(' ')}`);
  return seen;
}

/** A watchdog against a guest that hangs: ends the emulator when the console's file no longer grows. Tells whether it did. */
function watch(child: ChildProcess, consoleFile: string): () => boolean {
  let hung = false;
  let last = '';
  const timer = setInterval(async () => {
    const text = await readFile(consoleFile, 'latin1').catch(() => '');
    if (text === last && child.exitCode === null) {
      hung = true;
      child.kill('SIGKILL');
    }
    last = text;
  }, PATIENCE * 1000);
  child.on('close', () => clearInterval(timer));
  return () => hung;
}

const drive = (id: string, file: string, keep: boolean): string[] => [
  ...['-drive', `if=none,id=${id},file=${file.replaceAll(',', ',,')},format=raw,snapshot=${keep ? 'off' : 'on'}`],
  ...['-device', `virtio-blk-pci,drive=${id},ioeventfd=off`],
];

function bootArguments(machine: Machine, { initrd, answers }: Boot, ram: string, consoleFile: string): string[] {
  const { memory, cpu, kernel, disk, append } = machine;
  const path = (file: string): string => file.replaceAll(',', ',,');
  return [
    ...['-M', 'malta,memory-backend=ram', '-m', String(memory), '-cpu', cpu],
    ...['-object', `memory-backend-file,id=ram,size=${memory}M,mem-path=${path(ram)},share=on`],
    ...['-nic', 'none', '-vga', 'none', '-display', 'none', '-no-reboot', '-monitor', 'none'],
    ...['-serial', `file:${path(consoleFile)}`],
    ...['-kernel', kernel, '-initrd', initrd, '-append', append],
    ...(disk === null ? [] : drive('disk0', disk, false)),
    ...drive('disk1', answers, true),
  ];
}
