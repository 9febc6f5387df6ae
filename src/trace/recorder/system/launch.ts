import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HookKind, hooksOf } from './hooks.ts';
import { type KernelText, kernelTextOf } from './kernel-text.ts';
import { type SerialFiles, serialArguments, serialFilesIn } from './serial-lines.ts';

/** What is needed of a machine's folder; file names are whole paths. */
export interface LaunchedMachine {
  emulator: string;
  /** QEMU's name of the processor. */
  cpu: string;
  /** MB. */
  memory: number;
  kernel: string;
  initrd: string | null;
  disk: string | null;
  symbols: string | null;
  vmcoreinfo: string | null;
  append: string;
}

export interface LaunchOptions {
  cpus: number;
  /** The compiled plugin. */
  plugin: string;
  /** Instructions of a CPU's turn, where there are two. */
  quantum: number;
  /** An archive (cpio) that is put behind the machine's initrd. */
  archive?: Buffer;
}

/** An emulator to be started, with its files; `remove` when it has ended. */
export interface Launch {
  program: string;
  /** The arguments, with the TCP port of 127.0.0.1 that the plugin sends to. */
  args(port: number): string[];
  /** The files of the guest's serial lines. */
  serial: SerialFiles;
  /** Kinds of hooks that this kernel has no function for. */
  missing: readonly HookKind[];
  /** Where the kernel's code is, if its symbols tell. */
  text: KernelText | undefined;
  remove(): Promise<void>;
}

/** Instructions of a CPU's turn unless told otherwise. */
export const DEFAULT_TURN = 1000;

/** MB of translated code that QEMU keeps; the plugin needs about as much for what it knows of it. Both are thrown away when it is full. */
const TRANSLATIONS = 128;

/** The file of the hooks, in a launch's folder. */
const HOOKS = 'hooks';

/** The command line of the emulator for a machine, and the files that it is given in a temporary folder. */
export async function prepareLaunch(machine: LaunchedMachine, options: LaunchOptions): Promise<Launch> {
  const folder = await mkdtemp(join(tmpdir(), 'disco-system-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const symbols = await contentOf(machine.symbols);
    const hooks = hooksOf(symbols, await contentOf(machine.vmcoreinfo));
    await writeFile(join(folder, HOOKS), hooks.text);
    let { initrd } = machine;
    if (options.archive !== undefined) {
      const start = initrd === null ? Buffer.alloc(0) : await readFile(initrd);
      initrd = join(folder, 'initrd');
      await writeFile(initrd, behind(start, options.archive));
    }
    const serial = serialFilesIn(folder);
    return {
      program: machine.emulator,
      args: (port) => argumentsOf({ ...machine, initrd }, options, { folder, serial }, port),
      serial,
      missing: hooks.missing,
      text: kernelTextOf(symbols),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * For a Linux of several CPUs, whose clock is the host's: watchdogs would take a CPU that waits for its turn on a busy host for one that is
 * locked up, and what they do about it would be recorded as the kernel's work.
 */
const UNWATCHED = 'nowatchdog rcupdate.rcu_cpu_stall_suppress=1';

/** QEMU's arguments. With one CPU guest time is counted in instructions (4 ns each), and nothing depends on the host's. */
function argumentsOf(
  machine: LaunchedMachine,
  { cpus, plugin, quantum }: LaunchOptions,
  { folder, serial }: { folder: string; serial: SerialFiles },
  port: number,
): string[] {
  const append = [machine.append, cpus === 1 ? '' : UNWATCHED].filter((part) => part !== '').join(' ');
  const monitor = join(folder, 'qmp');
  return [
    ...['-M', 'malta,memory-backend=ram', '-m', `${machine.memory}`],
    ...['-object', `memory-backend-memfd,id=ram,size=${machine.memory}M`],
    ...['-cpu', machine.cpu, '-smp', `${cpus}`],
    ...['-nic', 'none', '-vga', 'none', '-display', 'none', '-no-reboot', '-monitor', 'none'],
    ...serialArguments(serial),
    ...['-qmp', `unix:${quoted(monitor)},server=on,wait=off`],
    ...['-kernel', machine.kernel],
    ...(machine.initrd === null ? [] : ['-initrd', machine.initrd]),
    ...(append === '' ? [] : ['-append', append]),
    ...(machine.disk === null ? [] : diskOf(machine.disk)),
    ...['-seed', '1', '-rtc', 'base=2020-01-01,clock=vm'],
    ...['-accel', `tcg,tb-size=${TRANSLATIONS}${cpus === 1 ? '' : ',thread=multi'}`],
    ...(cpus === 1 ? ['-icount', 'shift=2,sleep=off,align=off'] : []),
    '-plugin',
    `file=${quoted(plugin)},port=${port},quantum=${quantum},qmp=${quoted(monitor)},hooks=${quoted(join(folder, HOOKS))}`,
  ];
}

/** Writes to the disk are kept in a temporary file of QEMU's, and lost with it. */
const diskOf = (disk: string): string[] => [
  ...['-drive', `if=none,id=disk0,file=${quoted(disk)},format=raw,snapshot=on`],
  ...['-device', 'virtio-blk-pci,drive=disk0,ioeventfd=off'],
];

/** A value within a list of QEMU's options. */
const quoted = (value: string): string => value.replaceAll(',', ',,');

/** An archive of an initial file system begins at a multiple of 4 bytes. */
const behind = (start: Buffer, archive: Buffer): Buffer =>
  Buffer.concat([start, Buffer.alloc(-start.length & 3), archive]);

const contentOf = async (file: string | null): Promise<string> => (file === null ? '' : readFile(file, 'latin1'));
