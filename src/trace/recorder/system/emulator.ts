import { UserError } from '../../../errors.ts';
import { findCommand } from '../run/command.ts';
import { printedBy } from '../run/printed.ts';
import { RecorderMissing } from '../run/recorder.ts';

/** QEMU's program that runs guests such as `malta`, and Debian's package that has it. */
export const SYSTEM_EMULATOR = { program: 'qemu-system-mipsel', package: 'qemu-system-mips' } as const;
const INSTALL = `apt-get install --no-install-recommends ${SYSTEM_EMULATOR.package}`;

/** The version of a machine's emulator. Throws a UserError if it is not installed, is no emulator of systems, or takes no plugins. */
export async function systemEmulatorVersion(name: string): Promise<string> {
  await findCommand(name).catch(() => {
    throw new RecorderMissing(
      `the emulator ${name} is not installed; install the package ${SYSTEM_EMULATOR.package} (${INSTALL})`,
    );
  });
  const help = await printedBy(name, '--help');
  if (!/^-plugin\b/m.test(help))
    throw new UserError(
      /QEMU|qemu/.test(help)
        ? `${name} takes no plugins; Debian's package ${SYSTEM_EMULATOR.package} has an emulator that does: ${INSTALL}`
        : `${name} is no emulator of QEMU; expected one such as ${SYSTEM_EMULATOR.program} (${INSTALL})`,
    );
  return /version (\S+)/.exec(await printedBy(name, '--version'))?.[1] ?? 'unknown';
}
