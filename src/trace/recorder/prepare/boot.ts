import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { UserError } from '../../../errors.ts';
import { type GuestConsole, GuestOutput, PATIENCE } from '../system/guest-output.ts';
import type { Machine } from '../system/machine.ts';
import { type SerialFiles, serialArguments, serialFilesIn } from '../system/serial-lines.ts';

/** Milliseconds between looks at what the guest says. */
const LOOK = 1000;

export interface Boot {
  /** The initial file system, the command's archive behind the machine's. */
  initrd: string;
  /** A folder for the guest's memory and console. */
  folder: string;
  /** A second disk, which the guest writes its answers to. */
  answers: string;
  signal?: AbortSignal | undefined;
}

/** The file of the guest's memory, which is there when the boot has ended. */
export const RAM = 'ram';

/** Boots the machine without a plugin until the emulator ends. Returns what the guest said. */
export async function boot(machine: Machine, options: Boot): Promise<GuestConsole> {
  const { folder, signal } = options;
  const serial = serialFilesIn(folder);
  const seen = new GuestOutput(serial);
  const child = spawn(machine.emulator, bootArguments(machine, options, join(folder, RAM), serial), {
    stdio: ['ignore', 'ignore', 'pipe'],
    killSignal: 'SIGKILL', // an emulator with much to do does not listen to others
    ...(signal === undefined ? {} : { signal }),
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  let hung = false;
  const timer = setInterval(() => {
    seen.read(false);
    if (!seen.isSilent || hung) return;
    hung = true;
    child.kill('SIGKILL');
  }, LOOK);
  const ended = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, by) => resolve(code === 0 ? null : code === null ? `signal ${by}` : `exit code ${code}`));
  });
  clearInterval(timer);
  seen.read(true);
  seen.close();
  signal?.throwIfAborted();
  const { guest } = seen;
  if (hung)
    throw new UserError(`the guest says nothing for ${PATIENCE} s; its console's last lines:\n${guest.lastLines}`);
  if (ended !== null)
    throw new UserError(`${machine.emulator} failed with ${ended}: ${errors.trim().split('\n').slice(-3).join(' ')}`);
  return guest;
}

const drive = (id: string, file: string, keep: boolean): string[] => [
  ...['-drive', `if=none,id=${id},file=${file.replaceAll(',', ',,')},format=raw,snapshot=${keep ? 'off' : 'on'}`],
  ...['-device', `virtio-blk-pci,drive=${id},ioeventfd=off`],
];

function bootArguments(machine: Machine, { initrd, answers }: Boot, ram: string, serial: SerialFiles): string[] {
  const { memory, cpu, kernel, disk, append } = machine;
  const path = (file: string): string => file.replaceAll(',', ',,');
  return [
    ...['-M', 'malta,memory-backend=ram', '-m', String(memory), '-cpu', cpu],
    ...['-object', `memory-backend-file,id=ram,size=${memory}M,mem-path=${path(ram)},share=on`],
    ...['-nic', 'none', '-vga', 'none', '-display', 'none', '-no-reboot', '-monitor', 'none'],
    ...serialArguments(serial),
    ...['-kernel', kernel, '-initrd', initrd, '-append', append],
    ...(disk === null ? [] : drive('disk0', disk, false)),
    ...drive('disk1', answers, true),
  ];
}
