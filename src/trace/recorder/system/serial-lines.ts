import { basename, join } from 'node:path';

/** Where the guest's first program and the command print, as the guest's Linux names it: the machine's second serial line. */
export const COMMANDS_LINE = '/dev/ttyS1';
/**
 * The first one is the kernel's console, and nobody else's. So what a command prints stays what it is whatever the kernel has to say
 * meanwhile, at any moment and from any CPU; and what the kernel says is known to be the kernel's.
 */
const KERNELS_LINE = 'ttyS0';

/** What the kernel's command line says of them. */
export const CONSOLE = `console=${KERNELS_LINE}`;

/** The files that an emulator writes the serial lines to. */
export interface SerialFiles {
  kernel: string;
  command: string;
}

export const serialFilesIn = (folder: string): SerialFiles => ({
  kernel: join(folder, KERNELS_LINE),
  command: join(folder, basename(COMMANDS_LINE)),
});

/** Arguments of the emulator: the first is the machine's first line. */
export const serialArguments = ({ kernel, command }: SerialFiles): string[] =>
  [kernel, command].flatMap((file) => ['-serial', `file:${file.replaceAll(',', ',,')}`]);
