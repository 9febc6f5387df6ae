import { type Command, Option } from 'commander';
import { UserError } from '../../errors.ts';
import { print, progressStream, say } from '../../terminal.ts';
import { parseCount } from '../../trace/recorder/quantity.ts';
import type { RecordOptions } from '../../trace/recorder/record.ts';
import {
  DEFAULT_RECORDER,
  MAX_GUEST_CPUS,
  RECORDER_NAMES,
  RECORDERS,
  recorderWith,
} from '../../trace/recorder/recorders.ts';
import { withExamples } from '../shared/examples.ts';
import { collect, GROUPS, whole } from '../shared/options.ts';
import { sayReplaces } from '../trace/replaces.ts';
import { type PrepareFlags, prepareCommand, refusePrepareFlags } from './prepare.ts';

interface Options extends PrepareFlags {
  out: string;
  window?: string;
  every?: string;
  slice?: string;
  with: string;
  emulator?: string;
  quantum?: string;
  machine?: string;
  cpus?: number;
  events?: boolean;
  limit?: number;
}

const WAYS = RECORDER_NAMES.map((name) => `${name} (${RECORDERS[name].what})`).join('; ');

export function addRecord(program: Command): void {
  const recording = program
    .command('record')
    .description('Record a program, straight into a trace container.')
    .argument('[command...]', 'the command to record, after --')
    .optionsGroup(GROUPS.running)
    .addOption(new Option('--with <recorder>', `what runs it: ${WAYS}`).default(DEFAULT_RECORDER))
    .option('--emulator <program>', 'qemu-user: the emulator (qemu-mips64), if not the one for the program')
    .option('--quantum <instructions>', "qemu-user: a thread's turn while others could run (200)")
    .option('--machine <machine>', 'qemu-system: malta, or the folder of a machine that was prepared (malta)')
    .option('--cpus <number>', "qemu-system: the guest's CPUs (1)", whole('--cpus', 1, MAX_GUEST_CPUS))
    .option('--limit <instructions>', 'qemu-system: end after so many, such as 100M', (text) =>
      parseCount(text, '--limit'),
    )
    .optionsGroup(GROUPS.output)
    .option('-o, --out <file>', 'the container to write', 'trace.arrow')
    .option('--window <records>', 'keep this many records of each --every, such as 200k')
    .option('--every <records>', 'distance of the windows, such as 10M')
    .option('--events', 'qemu-system: events of the operating system alone, for long recordings')
    .optionsGroup('A machine to record, made beforehand:')
    .option('--prepare <machine>', "make it from Debian's packages: malta, a MIPS machine that runs Linux")
    .option('--folder <folder>', 'its folder, if not one in the cache')
    .option('--packages <names>', "Debian's packages for its disk, with all that they need: gcc,make")
    .option('--files <path>', 'a file or folder for its /work (repeatable)', collect, [])
    .option('--source <package>', "a program's sources for its /work, from Debian: gnuchess (repeatable)", collect, [])
    .addOption(new Option('--slice <instructions>', "a process's turn while others could run").hideHelp())
    .passThroughOptions()
    .action(async (command: string[], options: Options) => {
      process.exitCode =
        options.prepare === undefined
          ? await recordCommand(command, options)
          : await prepareCommand(options.prepare, command, options);
    });
  withExamples(recording, [
    { line: 'disco record -o ls.arrow -- ls -l', shows: 'every reference of a program', needs: ['valgrind'] },
    { line: 'disco record --window 10k --every 100k -- ls', shows: 'a tenth of it, in windows', needs: ['valgrind'] },
    { line: 'disco record --with qemu-user -- ls', shows: 'the same by an emulator', needs: ['qemu-x86_64', 'cc'] },
    {
      first: ['disco record --prepare malta --folder malta'],
      line: 'disco record --with qemu-system --machine ./malta -- ls',
      shows: 'a program with its kernel, in a machine that is made once',
      needs: ['qemu-system-mipsel', 'mke2fs', 'dpkg-deb', 'apt-get', 'cc'],
    },
  ]);
}

/** Exit code: 0 when the command ended by itself, 130 when the recording was interrupted, or ended because a trace can hold no more; the container is whole in both cases. */
async function recordCommand(command: string[], options: Options): Promise<number> {
  const { out, window, every, slice, emulator, quantum } = options;
  refusePrepareFlags(options);
  if ((window === undefined) !== (every === undefined))
    throw new UserError('--window and --every go together: --window 200k --every 10M');
  if (!out.endsWith('.arrow'))
    throw new UserError(`--out ${out}: expected a name that ends in .arrow, the only format that is recorded`);
  const recorder = recorderWith(options.with, Object.keys(options));
  const { record } = await import('../../trace/recorder/record.ts');
  const { progressPrinter } = await import('../../trace/recorder/run/progress.ts');
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const printer = progressPrinter(progressStream());
  const recordOptions: RecordOptions = {
    command,
    out,
    with: recorder,
    signal: controller.signal,
    onProgress: printer.update,
    onPrinted: (text) => {
      printer.clear();
      print(text);
    },
  };
  if (emulator !== undefined) recordOptions.emulator = emulator;
  if (quantum !== undefined) recordOptions.quantum = parseCount(quantum, '--quantum');
  if (window !== undefined && every !== undefined)
    recordOptions.window = { records: parseCount(window, '--window'), every: parseCount(every, '--every') };
  const { machine, cpus, events, limit } = options;
  if (machine !== undefined) recordOptions.machine = machine;
  if (cpus !== undefined) recordOptions.cpus = cpus;
  if (events !== undefined) recordOptions.events = events;
  if (limit !== undefined) recordOptions.limit = limit;
  if (slice !== undefined) recordOptions.slice = parseCount(slice, '--slice');
  await sayReplaces(out);
  try {
    const { notes, interrupted, limited, full } = await record(recordOptions);
    printer.end();
    for (const note of notes) say(note.text);
    const early = `${full === undefined ? 'interrupted' : 'ended early'}; what was recorded so far is whole`;
    say(`recorded: ${out}${interrupted ? ` (${early})` : limited ? ' (up to --limit)' : ''}`);
    return interrupted ? 130 : 0;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
