import { stat } from 'node:fs/promises';
import { suggestion } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { type Input, type InputOptions, openInput } from '../bytes/input.ts';
import { type Archive, asArchive } from './input.ts';

/** Bytes of a member looked at to tell whether it is a trace. */
const HEAD_BYTES = 1 << 16;
/** Members looked at for the one that is a trace, and named in a message. */
export const MOST_LOOKED_AT = 32;
const MOST_NAMED = 12;
/** An archive in an archive, and no further. */
export const MOST_NESTED = 2;
/** Parts of one file, numbered in its order, as drmemtrace's zips have them. */
const NUMBERED = /\.\d{3,}$/;

/** Whether a content with this name and these first bytes is a trace; `parts`: whether one whose parts are files of their own. */
export type Fits = (name: string, head: Buffer) => { fits: boolean; parts: boolean };

/**
 * Opens a file, or standard input as `-`; of an archive the member that is named behind it (`archive.zip:member`), or else the only one that
 * fits. Throws a UserError if there is nothing to read, or if several members fit: then it lists them.
 */
export async function openThroughArchives(path: string, fits: Fits, options: InputOptions): Promise<Input> {
  const [file, member] = await splitMember(path);
  let input = await openInput(file, options);
  if (member !== undefined) {
    const archive = await asArchive(input, options);
    if (archive === undefined) throw new UserError(`${file} is no archive (zip or tar): there is no ${member} in it`);
    input = await named(archive, member);
  }
  for (let depth = 0; depth < MOST_NESTED; depth++) {
    const archive = await asArchive(input, options);
    if (archive === undefined) break;
    input = await theOneThatFits(archive, fits);
  }
  return input;
}

/** `archive.zip:member` in its parts, where there is such an archive and no file of the whole name. */
export async function splitMember(path: string): Promise<[file: string, member: string | undefined]> {
  const isFile = async (name: string): Promise<boolean> => (await stat(name).catch(() => undefined))?.isFile() ?? false;
  if (!path.includes(':') || (await isFile(path))) return [path, undefined];
  for (let at = path.indexOf(':'); at >= 0; at = path.indexOf(':', at + 1))
    if (await isFile(path.slice(0, at))) return [path.slice(0, at), path.slice(at + 1)];
  return [path, undefined];
}

async function named(archive: Archive, member: string): Promise<Input> {
  const members = await archive.members();
  const found = members.find((name) => name === member || name === `./${member}`);
  if (found !== undefined) return archive.open(found);
  throw new UserError(
    `there is no ${member} in ${archive.input.name}${suggestion(member, members)}; it holds ${listed(members)}`,
  );
}

async function theOneThatFits(archive: Archive, fits: Fits): Promise<Input> {
  const { name } = archive.input;
  const members = await archive.members();
  if (members.length === 0) throw new UserError(`${name} is an archive without a file; expected a trace in it`);
  if (members.length === 1) return archive.open(members[0]);
  const fitting: Input[] = [];
  let inParts = false;
  const failures: UserError[] = [];
  for (const member of members.slice(0, MOST_LOOKED_AT)) {
    const input = await archive.open(member).catch((error) => {
      if (!(error instanceof UserError)) throw error;
      failures.push(error); // nothing in it, or not readable
    });
    if (input === undefined) continue;
    const { fits: isTrace, parts } = fits(input.name, await input.peek(HEAD_BYTES));
    if (parts && members.every((each) => NUMBERED.test(each))) return archive.open(undefined);
    inParts ||= parts;
    if (isTrace) fitting.push(input);
  }
  if (fitting.length === 1 && members.length <= MOST_LOOKED_AT) return fitting[0];
  if (failures.length === members.length) throw failures[0];
  const among = fitting.length > 1 ? `${fitting.length} of them traces` : 'none of them known as a trace';
  const folder = inParts ? ', or unpack it and name the folder to read all threads' : '';
  throw new UserError(
    `${name} holds ${members.length} files, ${among}: ${listed(members)}; name the one to read: ${name}:${members[0]}${folder}`,
  );
}

const listed = (members: readonly string[]): string =>
  members.length <= MOST_NAMED
    ? members.join(', ')
    : `${members.slice(0, MOST_NAMED).join(', ')} and ${members.length - MOST_NAMED} more`;
