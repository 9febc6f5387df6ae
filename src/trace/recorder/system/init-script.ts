import { type CpioEntry, cpioArchive } from './cpio.ts';
import { START_PROGRAM, STOP_PROGRAM } from './markers.ts';
import { COMMANDS_LINE } from './serial-lines.ts';

/** The kernel's module for a disk and its file system, besides those that they depend on; what is built in needs none. */
export const MODULES = ['crc32c_generic', 'virtio_pci', 'virtio_blk', 'ext4'] as const;

/** Where the command is in the guest's initial file system, as a shell's script. */
const COMMAND = 'command';

/** What the guest says before the command, the kernel too, as one of its errors; and after it with the exit code. */
export const BEGINS = 'disco: the command begins';
export const ENDED = 'disco: the command ended with exit code ';
/** What it says when it cannot begin. */
export const GUEST_FAILED = 'disco: the guest cannot begin: ';

/** Where the command runs on the disk, and where files that the user gives lie. */
export const WORK_FOLDER = '/work';

/**
 * The first program of the guest: loads the modules in their order, mounts the disk, and runs the command in it between the two markers.
 * Caches are dropped before, so that programs and files come from the disk.
 */
export const initScript = (modules: readonly string[]): string => `#!/bin/busybox sh
export PATH=/bin
fail() { echo "${GUEST_FAILED}$1"; poweroff -f; sleep 60; }
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/null >${COMMANDS_LINE} 2>&1
stty -F ${COMMANDS_LINE} raw
${modules.map((module) => `insmod /modules/${module}.ko || fail "module ${module} cannot be loaded"`).join('\n')}
mount -t ext4 /dev/vda /disk || fail "the disk cannot be mounted"
[ -f /${COMMAND} ] || fail "it was given no command"
mount -t tmpfs run /disk/run
for place in proc sys dev; do mount --bind /$place /disk/$place; done
cp /${COMMAND} /disk/run/${COMMAND}
sync
echo 3 >/proc/sys/vm/drop_caches
echo "<3>${BEGINS}" >/dev/kmsg
echo "${BEGINS}"
${START_PROGRAM}
chroot /disk /bin/sh /run/${COMMAND}
code=$?
echo
echo "${ENDED}$code"
${STOP_PROGRAM}
sync
poweroff -f
sleep 60
`;

/** Applets of busybox that the first program uses. */
export const INIT_APPLETS = ['sh', 'mount', 'stty', 'insmod', 'cp', 'sync', 'chroot', 'poweroff', 'sleep'] as const;

/** What the guest is told to run: the command, in a folder of the disk, with these variables. To be put behind the machine's `initrd`. */
export function commandArchive(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Buffer {
  const variables = Object.entries({ ...GUEST_ENVIRONMENT, ...environment });
  const script = [
    ...variables.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `cd ${WORK_FOLDER}`,
    `exec ${command.map(quoted).join(' ')}`,
  ];
  const entry: CpioEntry = { name: COMMAND, kind: 'file', mode: 0o644, content: Buffer.from(`${script.join('\n')}\n`) };
  return cpioArchive([entry]);
}

const GUEST_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LC_ALL: 'C',
  TERM: 'dumb', // the console takes no colours
};

/** A word as a shell takes it literally. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
