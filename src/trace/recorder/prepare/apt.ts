import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../errors.ts';
import { runTool } from './tools.ts';

/** Where a guest's packages come from: Debian 12, the last release with a kernel for Malta. */
export const DEBIAN = { mirror: 'http://deb.debian.org/debian', suite: 'bookworm', architecture: 'mipsel' } as const;
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const KERNEL = /^linux-image-6\.1\.0-(\d+)-4kc-malta$/;

/** A package's file in the cache. */
export interface DebianFile {
  /** `gcc-12_12.2.0-14+deb12u1_mipsel.deb`. */
  name: string;
  path: string;
}

/** An apt of our own: its configuration, lists and files lie in `folder`, and the system's are not touched. */
export class Apt {
  private readonly folder: string;
  private readonly signal: AbortSignal | undefined;

  constructor(folder: string, signal?: AbortSignal) {
    this.folder = folder;
    this.signal = signal;
  }

  /** Makes it, and gets the lists of packages. Throws a UserError if there are none. Returns whether they are the newest. */
  async open(sources: boolean): Promise<boolean> {
    const { folder } = this;
    if (!(await stat(KEYRING).catch(() => undefined)))
      throw new UserError(
        `there is no file ${KEYRING}, by which Debian's packages are checked; get it by: apt-get install debian-archive-keyring`,
      );
    for (const each of ['state/lists/partial', 'cache/archives/partial', 'sources'])
      await mkdir(join(folder, each), { recursive: true });
    const { mirror, suite, architecture } = DEBIAN;
    const origin = `[signed-by=${KEYRING}] ${mirror} ${suite} main`;
    await writeFile(join(folder, 'status'), '');
    await writeFile(join(folder, 'sources.list'), `deb ${origin}\n${sources ? `deb-src ${origin}\n` : ''}`);
    const proxies = await runTool('apt-config', ['dump', '--format', '%f "%v";%n', 'Acquire::http', 'Acquire::https']);
    await writeFile(
      join(folder, 'apt.conf'),
      `Dir::State "${folder}/state";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::main "/dev/null";
APT::Architecture "${architecture}";
APT::Architectures { "${architecture}"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Update::Error-Mode "any"; // else an update without a network is none that fails
${proxies}`,
    );
    try {
      await this.run('apt-get', ['update']);
      return true;
    } catch (error) {
      this.signal?.throwIfAborted();
      const lists = await readdir(join(folder, 'state/lists'));
      if (lists.some((name) => name.endsWith('_Packages'))) return false;
      if (!(error instanceof UserError)) throw error;
      throw new UserError(
        `no lists of Debian's packages can be had from ${mirror}, which has to be reached once: ${error.message}`,
      );
    }
  }

  /** The newest kernel's package. */
  async kernel(): Promise<string> {
    const names = (await this.run('apt-cache', ['pkgnames', 'linux-image-6.1.0-'])).split('\n');
    const kernels = names.filter((name) => KERNEL.test(name));
    const number = (name: string): number => Number(KERNEL.exec(name)?.[1]);
    const [newest] = kernels.sort((a, b) => number(b) - number(a));
    if (newest === undefined)
      throw new UserError(
        `${DEBIAN.mirror} has no kernel for Malta in ${DEBIAN.suite} (linux-image-6.1.0-*-4kc-malta)`,
      );
    return newest;
  }

  /** The files of the packages and all that they depend on, in the cache. */
  async installed(packages: readonly string[]): Promise<DebianFile[]> {
    const args = ['install', '--yes', '--no-install-recommends', ...packages];
    const names = archivesIn(await this.run('apt-get', ['--simulate', ...args]));
    await this.run('apt-get', ['--download-only', ...args]);
    return names.map((name) => this.archive(name));
  }

  /** The file of a package alone, in the cache. */
  async alone(name: string): Promise<DebianFile> {
    const [{ name: file, bytes }] = filesIn(await this.run('apt-get', ['--print-uris', 'download', name]));
    const cwd = join(this.folder, 'cache/archives');
    const there = await stat(join(cwd, file)).catch(() => undefined);
    if (there?.size !== bytes) await this.run('apt-get', ['download', name], cwd);
    return this.archive(file);
  }

  /** The files of a source package. */
  async source(name: string): Promise<DebianFile[]> {
    const files = filesIn(await this.run('apt-get', ['--print-uris', '--download-only', 'source', name]));
    const cwd = join(this.folder, 'sources');
    await this.run('apt-get', ['--download-only', 'source', name], cwd);
    return files.map((file) => ({ name: file.name, path: join(cwd, file.name) }));
  }

  private archive(name: string): DebianFile {
    return { name, path: join(this.folder, 'cache/archives', name) };
  }

  private run(program: string, args: readonly string[], cwd?: string): Promise<string> {
    const env = { APT_CONFIG: join(this.folder, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive' };
    return runTool(program, args, { env, signal: this.signal, ...(cwd === undefined ? {} : { cwd }) });
  }
}

/** Lines `'address' file bytes checksum` of `--print-uris`. */
export function filesIn(printed: string): { name: string; bytes: number }[] {
  return [...printed.matchAll(/^'[^']+' (\S+) (\d+) \S*$/gm)].map(([, name, bytes]) => ({
    name,
    bytes: Number(bytes),
  }));
}

/** Names in the cache of the packages in lines `Inst name (version origin [architecture])` of `--simulate`. */
export function archivesIn(printed: string): string[] {
  const lines = printed.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) .*\[(\w+)\]\)/gm);
  return [...lines].map(
    ([, name, version, architecture]) => `${name}_${version.replaceAll(':', '%3a')}_${architecture}.deb`,
  );
}
