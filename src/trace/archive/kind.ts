import { UserError } from '../../errors.ts';
import type { Findings } from '../bytes/compression/decompress.ts';
import type { Input } from '../bytes/input.ts';

/** A file of an archive. Several may have one name: which of them it is, its place in the list says. */
export interface Member {
  /** As it is in the archive, whatever characters are in it. */
  readonly name: string;
}

/** A file of many. */
export interface ArchiveKind<M extends Member = Member> {
  readonly name: 'zip' | 'tar';
  /** Whether a content begins as one. */
  begins(head: Buffer): boolean;
  /** Its files and folders, in its order. Throws a UserError on an archive that is corrupt. */
  members(input: Input): Promise<readonly M[]>;
  /**
   * The content of these of its files, one behind the other. That the archive was cut off goes to `findings`; throws a UserError where it is
   * corrupt.
   */
  content(input: Input, members: readonly M[], findings: Findings): AsyncIterable<Buffer>;
  /** Whether files are read without what is before them: then nobody else sees the progress. */
  readonly seeks: boolean;
}

/** What is wrong with an archive. */
export const corruptArchive = (input: Input, kind: ArchiveKind['name'], why: string): UserError =>
  new UserError(`${input.name}: the ${kind} archive is cut off or corrupt${why}`);

/** The sentence for an archive that was cut off. */
export const archiveEndsEarly = (kind: ArchiveKind['name']): string =>
  `the ${kind} archive ends early; what came before it was read`;
