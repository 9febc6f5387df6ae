import { open } from 'node:fs/promises';
import { UserError } from '../../../errors.ts';
import { findCommand } from '../run/command.ts';
import { printedBy } from '../run/printed.ts';
import { RecorderMissing } from '../run/recorder.ts';
import { ELF_BYTES, INSTALL, PACKAGE, targetOf } from './targets.ts';

/** A user emulator that takes plugins. */
export interface Emulator {
  /** `qemu-x86_64`, or as the user names it. */
  name: string;
  /** `7.2.22`. */
  version: string;
}

/** The emulator for a program, `asked` for if given. Throws a UserError if it is missing, takes no plugins, or cannot be told. */
export async function emulatorFor(program: string, asked?: string): Promise<Emulator> {
  const name = asked ?? `qemu-${targetOf(program, await headOf(program))}`;
  const help = await run(name, '--help');
  if (!/^-plugin\b/m.test(help))
    throw new UserError(
      /QEMU|qemu/.test(help)
        ? `${name} takes no plugins (those of qemu-user-static do not); the package ${PACKAGE} has an emulator that does: ${INSTALL}`
        : `${name} is no user emulator of QEMU; expected one such as qemu-x86_64 (${INSTALL})`,
    );
  return { name, version: /version (\S+)/.exec(await run(name, '--version'))?.[1] ?? 'unknown' };
}

async function headOf(program: string): Promise<Buffer> {
  const file = await open(program).catch((error: unknown) => {
    throw new UserError(`${program} cannot be read: ${(error as Error).message}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ELF_BYTES * 2), 0, ELF_BYTES * 2, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What the emulator prints. */
async function run(name: string, option: string): Promise<string> {
  await findCommand(name).catch(() => {
    throw new RecorderMissing(`the emulator ${name} is not installed; install the package ${PACKAGE} (${INSTALL})`);
  });
  return printedBy(name, option);
}
