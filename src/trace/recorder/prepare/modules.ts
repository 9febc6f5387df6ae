import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import zlib from 'node:zlib';
import { UserError } from '../../../errors.ts';

/** A kernel's module. */
export interface Module {
  name: string;
  content: Buffer;
}

/**
 * The modules of these names that lie under `folder` and all that they depend on, each behind those. A name that has no file is built in.
 * What they depend on stands in themselves, as the list that `depmod` makes is not in the package.
 */
export async function modulesIn(folder: string, names: readonly string[]): Promise<Module[]> {
  const files = new Map<string, string>();
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  for (const path of found) {
    const [, name] = /^(.*)\.ko(?:\.gz|\.xz|\.zst)?$/.exec(basename(path)) ?? [];
    if (name !== undefined) files.set(name.replaceAll('-', '_'), join(folder, path));
  }
  const modules = new Map<string, Module>();
  const add = async (name: string): Promise<void> => {
    const file = files.get(name);
    if (file === undefined || modules.has(name)) return;
    files.delete(name); // what it depends on cannot depend on it
    const content = await contentOf(file);
    for (const other of dependencies(content)) await add(other);
    modules.set(name, { name, content });
  };
  for (const name of names) await add(name);
  return [...modules.values()];
}

/** The field `depends=a,b` of a module's section `.modinfo`. */
export function dependencies(module: Buffer): string[] {
  const [, list = ''] = /\0depends=([\w,-]*)\0/.exec(module.toString('latin1')) ?? [];
  return list.split(',').filter((name) => name !== '').map((name) => name.replaceAll('-', '_')); // biome-ignore format: a line
}

async function contentOf(file: string): Promise<Buffer> {
  if (file.endsWith('.xz'))
    throw new UserError(`${basename(file)}: modules compressed by xz are not read; unpack it (xz -d) first`);
  const bytes = await readFile(file);
  if (file.endsWith('.gz')) return zlib.gunzipSync(bytes);
  return file.endsWith('.zst') ? zlib.zstdDecompressSync(bytes) : bytes;
}
