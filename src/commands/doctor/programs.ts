import { PACKAGES } from '../../catalogue/recipe.ts';
import { PROGRAMS as DECOMPRESSORS } from '../../trace/bytes/compression/decompress.ts';
import { TOOLS } from '../../trace/recorder/prepare/tools.ts';
import { RECORDERS } from '../../trace/recorder/recorders.ts';
import { SYSTEM_EMULATOR } from '../../trace/recorder/system/emulator.ts';

/** A program that something of ours starts, or talks to. */
export interface Needed {
  /** As people call it. */
  name: string;
  /** As PATH has it, or a path. */
  program: string;
  /** What it is for. */
  what: string;
  /** Debian's packages that have it. */
  packages: string;
  /** Arguments that make it say its version. */
  version?: readonly string[];
}

const unpacks = (kind: keyof typeof DECOMPRESSORS): Needed => ({
  name: kind,
  program: DECOMPRESSORS[kind].name,
  what: `reads traces compressed by ${kind}`,
  packages: DECOMPRESSORS[kind].package,
});

/** Every program besides Node that is used somewhere, what most people need first. None is needed to replay what comes along. */
export const needed = (env: NodeJS.ProcessEnv = process.env): readonly Needed[] => [
  {
    name: 'Valgrind',
    program: RECORDERS.valgrind.program,
    what: 'disco record: any program and all it starts; disco trace fetch',
    packages: 'valgrind',
  },
  {
    name: 'QEMU, user mode',
    program: RECORDERS['qemu-user'].program,
    what: 'disco record --with qemu-user, other architectures, too; disco trace fetch',
    packages: PACKAGES['qemu-x86_64'],
  },
  {
    name: 'QEMU, system',
    program: SYSTEM_EMULATOR.program,
    what: 'disco record --with qemu-system and --prepare malta: a whole system',
    packages: SYSTEM_EMULATOR.package,
  },
  ...Object.entries(TOOLS).map(([program, tool]) => ({
    name: program,
    program,
    what: `disco record --prepare malta: ${tool.what}`,
    packages: tool.package,
    ...('version' in tool ? { version: tool.version } : {}),
  })),
  {
    name: 'C compiler',
    program: env.CC || 'cc',
    what: "plugins of --with qemu-user and qemu-system, and the catalogue's programs",
    packages: PACKAGES.cc,
  },
  unpacks('xz'),
  unpacks('bzip2'),
  unpacks('lz4'),
  {
    name: 'Redis',
    program: 'redis-server',
    what: 'disco sweep --engine redis and disco worker, here or on another machine',
    packages: 'redis-server',
  },
  { name: 'Slurm', program: 'sbatch', what: 'disco sweep --engine slurm', packages: 'slurm-client' },
  { name: 'Jupyter', program: 'jupyter-nbconvert', what: 'notebooks in a clone, npm run notebooks', packages: 'jupyter-nbconvert jupyter-notebook' },
  { name: 'Chromium', program: env.CHROMIUM || '/usr/bin/chromium', what: 'tests of pages and notebooks in a clone', packages: 'chromium' },
  { name: 'tcc', program: 'tcc', what: 'disco trace fetch make, the compile that comes along', packages: 'tcc', version: ['-v'] },
]; // biome-ignore format: a list
