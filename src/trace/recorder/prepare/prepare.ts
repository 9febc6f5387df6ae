import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../../errors.ts';
import { printable } from '../../../printable.ts';
import { asideOf } from '../../bytes/aside.ts';
import { makeFolders, writeError } from '../../bytes/atomic-file.ts';
import { cacheFolder } from '../run/plugin.ts';
import { joinArchives } from '../system/cpio.ts';
import { SYSTEM_EMULATOR } from '../system/emulator.ts';
import { commandArchive, MODULES } from '../system/init-script.ts';
import {
  MACHINE_FILE,
  MACHINE_FORMAT,
  type MACHINES,
  type MachineDescription,
  machineFolder,
  readMachine,
} from '../system/machine.ts';
import { CONSOLE } from '../system/serial-lines.ts';
import { Apt, type DebianFile } from './apt.ts';
import { boot, RAM } from './boot.ts';
import { makeDisk } from './disk.ts';
import { initialArchive } from './initrd.ts';
import { modulesIn } from './modules.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { copyFiles, finishRoot, setTimes, unpack, unpackSource } from './root.ts';
import { ANSWER_BYTES, QUESTION, readAnswers, readNote } from './symbols.ts';
import { checkTools } from './tools.ts';

export interface PrepareOptions {
  machine: (typeof MACHINES)[number];
  /** The folder to make; by default that of `machine` in the cache. */
  folder?: string;
  /** Debian's packages for the guest's disk, with all that they depend on. */
  packages?: readonly string[];
  /** Files and folders for the guest's /work. */
  files?: readonly string[];
  /** Debian's source packages, unpacked in the guest's /work. */
  sources?: readonly string[];
  signal?: AbortSignal;
  /** Told of each step. */
  onStep?: (text: string) => void;
}

/**
 * The kernel's command line. Addresses are the same whenever it is booted; Debian's kernel would clear every page as it is allocated too, and
 * a program's new page twice, which no kernel of the paper's time does.
 */
const COMMAND_LINE = `${CONSOLE} nokaslr norandmaps init_on_alloc=0 quiet random.trust_bootloader=on`;

/** What was made. */
export interface Prepared {
  folder: string;
  release: string;
  /** Debian's packages in it. */
  packages: number;
  /** Bytes of the disk, and those of them that take space. */
  disk: { bytes: number; allocated: number };
  symbols: number;
}

/**
 * Makes the folder of a machine: a kernel, a disk, and what is known of the kernel, from Debian's packages, and boots it once. The folder
 * appears when it is complete, in the place of one that was there. Throws a UserError for what is missing, cannot be had or does not boot.
 */
export async function prepareMachine(options: PrepareOptions): Promise<Prepared> {
  const { signal } = options;
  const folder = resolve(options.folder ?? machineFolder(options.machine));
  await checkTools();
  await checkFolder(folder);
  for (const path of options.files ?? [])
    if (!existsSync(path)) throw new UserError(`--files ${printable(path)}: there is no such file`);
  await makeFolders(dirname(folder));
  const aside = asideOf(folder);
  try {
    await mkdir(aside);
    const prepared = await make(aside, options);
    signal?.throwIfAborted();
    await replace(folder, aside);
    return { ...prepared, folder };
  } catch (error) {
    throw fullDisk(folder, error);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** A folder that is to be replaced has a machine, or nothing. */
async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) throw new UserError(`--folder ${printable(folder)} is no folder`);
  const entries = await readdir(folder);
  if (entries.length > 0 && !entries.includes(MACHINE_FILE))
    throw new UserError(
      `--folder ${printable(folder)} has other files than a machine's; name one that is empty or not there yet`,
    );
}

async function replace(folder: string, made: string): Promise<void> {
  const old = asideOf(folder);
  const was = await rename(folder, old).then(() => true, () => false); // biome-ignore format: one thought
  await rename(made, folder);
  if (was) await rm(old, { recursive: true, force: true });
}

async function make(folder: string, options: PrepareOptions): Promise<Omit<Prepared, 'folder'>> {
  const { signal, files = [], onStep: tell = () => {} } = options;
  const work = join(folder, 'work'); // what is needed to make the rest
  const root = join(work, 'root');
  const kernelRoot = join(work, 'kernel');
  const began = Date.now();
  await mkdir(root, { recursive: true });
  await mkdir(kernelRoot);

  const cache = join(cacheFolder(), 'debian');
  const { kernel, debs, sourceFiles } = await oneAtATime(`Debian's packages in ${cache}`, () => fetch(cache, options), {
    signal,
    onWait: () => tell('another preparation fetches packages; this one waits for it'),
  });
  tell(`${debs.length + 1} packages: ${megabytes(await sizes([kernel, ...debs]))} unpacked`);

  await unpack(kernelRoot, kernel, signal);
  for (const deb of debs) await unpack(root, deb, signal);
  await finishRoot(root);
  for (const [source, archives] of sourceFiles) await unpackSource(root, source, archives, signal);
  await copyFiles(root, files);
  await setTimes(root, began);

  const [image] = (await readdir(join(kernelRoot, 'boot'))).filter((name) => name.startsWith('vmlinuz-'));
  if (image === undefined) throw new UserError(`${basename(kernel.path)} has no kernel (boot/vmlinuz-…)`);
  const release = image.slice('vmlinuz-'.length);
  await copyFile(join(kernelRoot, 'boot', image), join(folder, 'vmlinuz'));
  const modules = await modulesIn(join(kernelRoot, 'lib/modules', release), MODULES);
  const initrd = gzipSync(initialArchive(await readFile(join(root, 'bin/busybox')), modules));
  await writeFile(join(folder, 'initrd.gz'), initrd);
  tell(
    `initial file system: ${megabytes(initrd.length)}, with the modules ${modules.map(({ name }) => name).join(', ')}`,
  );

  const disk = join(folder, 'disk.img');
  const bytes = await makeDisk(disk, root, signal);
  const allocated = (await stat(disk)).blocks * 512;
  tell(`disk: ${megabytes(bytes)}, of which ${megabytes(allocated)} take space`);

  const description: MachineDescription = {
    format: MACHINE_FORMAT,
    name: options.machine,
    emulator: SYSTEM_EMULATOR.program,
    cpu: '34Kf',
    memory: 256,
    kernel: 'vmlinuz',
    initrd: 'initrd.gz',
    disk: 'disk.img',
    symbols: null,
    vmcoreinfo: null,
    append: COMMAND_LINE,
    release,
    packages: [kernel, ...debs].map(({ name }) => name),
  };
  const describe = (): Promise<void> =>
    writeFile(join(folder, MACHINE_FILE), `${JSON.stringify(description, null, 2)}\n`);
  await describe();
  tell('the first boot, which asks the kernel for its symbols');
  const { symbols, note, count } = await ask(folder, work, signal);
  await writeFile(join(folder, 'symbols'), symbols);
  await writeFile(join(folder, 'vmcoreinfo'), note);
  Object.assign(description, { symbols: 'symbols', vmcoreinfo: 'vmcoreinfo' });
  await describe();
  await rm(work, { recursive: true });
  tell(`${count} symbols`);
  return { release, packages: debs.length + 1, disk: { bytes, allocated }, symbols: count };
}

/** The packages' files, in the cache, which one apt at a time may change. */
async function fetch(cache: string, { signal, packages = [], sources = [], onStep: tell = () => {} }: PrepareOptions) {
  tell(`lists of Debian's packages, into ${cache}`);
  const apt = new Apt(cache, signal);
  if (!(await apt.open(sources.length > 0)))
    tell('the lists of packages cannot be renewed; those of the last time are used');
  const kernelPackage = await apt.kernel();
  tell(`packages: ${[kernelPackage, 'busybox-static', ...packages].join(', ')}, and what they depend on`);
  const kernel = await apt.alone(kernelPackage);
  const debs = await apt.installed(['busybox-static', ...packages]);
  const sourceFiles: [string, DebianFile[]][] = [];
  for (const source of sources) sourceFiles.push([source, await apt.source(source)]);
  return { kernel, debs, sourceFiles };
}

/** Boots the machine, and has it tell about its kernel. */
async function ask(folder: string, work: string, signal?: AbortSignal) {
  const machine = await readMachine(folder);
  const initrd = join(work, 'initrd');
  await writeFile(initrd, joinArchives([await readFile(join(folder, 'initrd.gz')), commandArchive(QUESTION)]));
  const answers = join(work, 'answers');
  const file = await open(answers, 'w');
  await file.truncate(ANSWER_BYTES).finally(() => file.close());
  const { exitCode, lastLines } = await boot(machine, { initrd, answers, folder: work, signal });
  if (exitCode !== 0) {
    const why = exitCode === undefined ? 'does not get to its end' : `fails with exit code ${exitCode}`;
    throw new UserError(`the machine's first boot ${why}; its console's last lines:\n${lastLines}`);
  }
  const { symbols, count, note } = readAnswers(await readFile(answers));
  return { symbols, count, note: await readNote(join(work, RAM), note) };
}

async function sizes(files: readonly DebianFile[]): Promise<number> {
  let sum = 0;
  for (const { path } of files) sum += (await stat(path)).size;
  return sum;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** A full disk, told by the file system or by a program that writes. */
function fullDisk(folder: string, error: unknown): unknown {
  if (error instanceof UserError && /No space left on device/.test(error.message))
    return new UserError(`${printable(folder)} cannot be made: the disk is full; nothing was changed`);
  return writeError(folder, error);
}
