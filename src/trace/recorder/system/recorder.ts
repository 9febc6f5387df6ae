import { UserError } from '../../../errors.ts';
import type { Recorder, Request } from '../run/recorder.ts';
import type { Recording } from '../run/recording.ts';
import { systemEmulatorVersion } from './emulator.ts';
import { folderOfMachine, readMachine } from './machine.ts';

/** A guest, ready to run a command in. Throws a UserError if the machine's folder or its emulator is missing or wrong. */
export async function systemRecorder(request: Request, _: Recording): Promise<Recorder> {
  const machine = await readMachine(folderOfMachine(request.machine));
  await systemEmulatorVersion(machine.emulator);
  throw new UserError('--with qemu-system: this version prepares machines and does not record them yet');
}
