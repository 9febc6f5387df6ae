import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../../errors.ts';

const FLAGS = ['-O2', '-fPIC', '-shared'];

/** A plugin of QEMU that is one C file. */
export interface PluginSource {
  /** The C file. */
  source: string;
  /** The recorder it is of, as `--with` names it: `qemu-user`. */
  recorder: string;
}

/** The compiled plugin; `remove` when it is done with. */
export interface Plugin {
  file: string;
  remove(): Promise<void>;
}

/** Where compiled plugins are kept, by the content of their source. */
export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'disco-replay');

/**
 * The plugin, compiled on first use and kept; in a temporary folder where nothing can be kept. Throws a UserError without a
 * compiler.
 */
export async function compiledPlugin(plugin: PluginSource): Promise<Plugin> {
  const key = createHash('sha256')
    .update(await readFile(plugin.source))
    .update(`${FLAGS.join(' ')} ${process.platform} ${process.arch}`);
  const name = `${plugin.recorder}-plugin-${key.digest('hex').slice(0, 16)}.so`;
  const folder = cacheFolder();
  const kept = join(folder, name);
  if (await access(kept).then(() => true, () => false)) return { file: kept, remove: nothing }; // biome-ignore format: one thought
  const made = await mkdir(folder, { recursive: true })
    .then(() => mkdtemp(join(folder, 'compiling-')))
    .catch(() => undefined);
  if (made !== undefined) {
    try {
      const file = join(made, name);
      await compile(plugin, file);
      await rename(file, kept);
      return { file: kept, remove: nothing };
    } catch (error) {
      if (error instanceof UserError) throw error; // the compiler's; else the folder cannot be written to
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  }
  const temporary = await mkdtemp(join(tmpdir(), 'disco-plugin-'));
  const remove = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  try {
    const file = join(temporary, name);
    await compile(plugin, file);
    return { file, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const nothing = async (): Promise<void> => {};

async function compile({ source, recorder }: PluginSource, file: string): Promise<void> {
  const compiler = process.env.CC || 'cc';
  try {
    await promisify(execFile)(compiler, [...FLAGS, '-o', file, source]);
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT')
      throw new UserError(
        `recording with ${recorder} compiles a plugin on first use, and the C compiler ${compiler} is not installed; install one (apt-get install gcc libc6-dev)`,
      );
    throw new UserError(
      `the C compiler ${compiler} cannot compile the plugin of ${recorder}: ${(stderr ?? String(error)).trim().split('\n').slice(0, 3).join(' ')}; it needs the headers of libc (apt-get install gcc libc6-dev)`,
    );
  }
}
