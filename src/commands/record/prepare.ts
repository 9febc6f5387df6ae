import { UserError } from '../../errors.ts';
import { say } from '../../terminal.ts';
import { namesOf } from '../shared/options.ts';

/** Options that go with `--prepare`. */
export interface PrepareFlags {
  prepare?: string;
  folder?: string;
  packages?: string;
  files: string[];
  source: string[];
}

/** Throws a UserError for an option that prepares, where nothing is prepared. */
export function refusePrepareFlags({ folder, packages, files, source }: PrepareFlags): void {
  if (folder !== undefined || packages !== undefined || files.length > 0 || source.length > 0)
    throw new UserError('--folder, --packages, --files and --source go with --prepare malta');
}

/** Makes the folder of a machine. Exit code: 0, or 130 when it was interrupted, which leaves nothing. */
export async function prepareCommand(name: string, command: readonly string[], flags: PrepareFlags): Promise<number> {
  const { prepareMachine } = await import('../../trace/recorder/prepare/prepare.ts');
  const { MACHINES } = await import('../../trace/recorder/system/machine.ts');
  const machine = MACHINES.find((each) => each === name);
  if (machine === undefined) throw new UserError(`--prepare ${name}: expected one of ${MACHINES.join(', ')}`);
  if (command.length > 0)
    throw new UserError('--prepare takes no command: prepare the machine first, then record the command in it');
  const { folder, packages, files, source } = flags;
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const made = await prepareMachine({
      machine,
      files,
      packages: packages === undefined ? [] : packageNames('--packages', packages),
      sources: source.flatMap((each) => packageNames('--source', each)),
      signal: controller.signal,
      onStep: (text) => say(`preparing: ${text}`),
      ...(folder === undefined ? {} : { folder }),
    });
    say(`made: ${made.folder}, Linux ${made.release}, ${made.packages} packages`);
    return 0;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    say('interrupted; nothing was changed');
    return 130;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** Debian's names of packages, without versions or options that apt would take. */
function packageNames(option: string, text: string): string[] {
  const names = namesOf(option, text, 'gcc,make');
  for (const name of names)
    if (!/^[a-z0-9][a-z0-9+.-]{0,100}[a-z0-9+]$/.test(name))
      throw new UserError(`${option} ${name}: expected names of Debian's packages, separated by commas: gcc,make`);
  return names;
}
