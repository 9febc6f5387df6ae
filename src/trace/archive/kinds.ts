import type { Ending, Program } from '../bytes/compression/program.ts';
import { hasBytes, isTar } from '../bytes/magic.ts';

/** A file of many. */
export interface ArchiveKind {
  readonly name: 'zip' | 'tar';
  /** Whether a content begins as one. */
  begins(head: Buffer): boolean;
  /** What prints the members' names, a line each; of the archive at `path`, or, where it is undefined, at its standard input. */
  list(path: string | undefined): Program;
  /** What prints these members one behind the other; all of them where `members` is undefined. */
  extract(path: string | undefined, members: readonly string[] | undefined): Program;
  /** Whether the program reads the archive itself, which it has to find its end in; else it is given it. */
  readonly seeks: boolean;
  /** Whether the program ended well. */
  wentWell(ending: Ending): boolean;
  /** Whether it says that the archive is cut off. */
  endsEarly(said: string): boolean;
}

const ZIP: ArchiveKind = {
  name: 'zip',
  begins: (head) => ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].some((magic) => hasBytes(magic)(head)),
  list: (path = '') => ({ name: 'unzip', args: ['-Z1', plain(path)], package: 'unzip' }),
  // Without a password it would ask the terminal for one.
  extract: (path = '', members = []) => ({
    name: 'unzip',
    args: ['-P', 'none', '-p', plain(path), ...members.map(literal)],
    package: 'unzip',
  }),
  seeks: true,
  wentWell: ({ code }) => code === 0 || code === 1, // 1: a warning
  endsEarly: (said) => /End-of-central-directory signature not found|unexpected end of file/.test(said),
};

const TAR: ArchiveKind = {
  name: 'tar',
  begins: isTar,
  list: () => ({ name: 'tar', args: ['-t', '--quoting-style=literal', '-f', '-'], package: 'tar' }),
  extract: (_path, members = []) => ({
    name: 'tar',
    args: [
      '-x',
      '-O',
      '-f',
      '-',
      ...(members.length === 1 ? ['--occurrence=1'] : []),
      '--no-wildcards',
      '--',
      ...members,
    ],
    package: 'tar',
  }),
  seeks: false,
  wentWell: ({ code }) => code === 0,
  endsEarly: (said) => /Unexpected EOF/.test(said),
};

export const ARCHIVE_KINDS: readonly ArchiveKind[] = [ZIP, TAR];

/** unzip takes names as patterns, and one with a hyphen before it as an option; this pattern fits the name alone. */
const literal = (member: string): string =>
  member.replace(/[[*?\\]/g, (c) => (c === '[' ? '[[]' : `\\${c}`)).replace(/^-/, '[-]');

/** A path that is no option. */
const plain = (path: string): string => (path.startsWith('-') ? `./${path}` : path);
