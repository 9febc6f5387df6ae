import { stat } from 'node:fs/promises';
import { suggestion } from '../../config/suggestion.ts';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { type Input, type InputOptions, openInput } from '../bytes/input.ts';
import { type Archive, asArchive } from './input.ts';
import type { Member } from './kind.ts';

/** Bytes of a member looked at to tell whether it is a trace. */
const HEAD_BYTES = 1 << 16;
/** Members looked at for the one that is a trace: of a zip, and of a tar, which is read from its beginning for each. */
export const MOST_LOOKED_AT = { zip: 1024, tar: 32 } as const;
/** Members named in a message. */
const MOST_NAMED = 12;
/** An archive in an archive, and no further. */
export const MOST_NESTED = 2;
/** Parts of one file, numbered in its order, as drmemtrace's zips have them. */
const NUMBERED = /\.\d{3,}$/;

/**
 * Whether a content with this name and these first bytes is a trace, or may be one, among others; `parts`: whether one whose parts are files
 * of their own.
 */
export type Fits = (name: string, head: Buffer) => { fits: 'surely' | 'perhaps' | 'not'; parts: boolean };

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
  const found = members.filter(({ name }) => [name, name.replace(/^\.\//, ''), printable(name)].includes(member));
  if (found.length === 1) return archive.open(found, member);
  const { name: file } = archive.input;
  if (found.length > 1)
    throw new UserError(`${file} holds ${found.length} files named ${printable(member)}; ${UNPACK}`);
  const names = members.map(({ name }) => name);
  throw new UserError(
    `there is no ${printable(member)} in ${file}${suggestion(member, names)}; it holds ${listed(members)}`,
  );
}

const UNPACK = 'unpack it, and name the file to read';

async function theOneThatFits(archive: Archive, fits: Fits): Promise<Input> {
  const { name: file } = archive.input;
  const members = await archive.members();
  if (members.length === 0) throw new UserError(`${file} is an archive without a file; expected a trace in it`);
  if (members.length === 1) return archive.open(members, members[0].name);
  const looked = members.slice(0, MOST_LOOKED_AT[archive.kind.name]);
  const fitting = { surely: [] as [Member, Input][], perhaps: [] as [Member, Input][], not: [] as [Member, Input][] };
  let inParts = false;
  const failures: UserError[] = [];
  for (const member of looked) {
    const input = await archive.open([member], member.name).catch((error) => {
      if (!(error instanceof UserError)) throw error;
      failures.push(error); // nothing in it, or not readable
    });
    if (input === undefined) continue;
    const { fits: how, parts } = fits(input.name, await input.peek(HEAD_BYTES));
    if (parts && members.every(({ name }) => NUMBERED.test(name))) return archive.open(members, undefined);
    inParts ||= parts;
    fitting[how].push([member, input]);
  }
  const traces = fitting.surely.length > 0 ? fitting.surely : fitting.perhaps;
  if (traces.length === 1 && looked.length === members.length) return traces[0][1];
  if (failures.length === members.length) throw failures[0];
  const among = looked.length === members.length ? '' : `the first ${looked.length} of `;
  const what = traces.length > 0 ? `${traces.length} of ${among}them traces` : `none of ${among}them known as a trace`;
  const candidates = traces.length > 0 ? traces.map(([member]) => member) : members;
  const [first] = candidates;
  const isOnly = members.filter(({ name }) => name === first.name).length === 1;
  const next = isOnly ? `name the one to read: ${file}:${printable(first.name)}` : UNPACK;
  const folder = inParts ? ', or unpack it and name the folder to read all threads' : '';
  throw new UserError(`${file} holds ${members.length} files, ${what}: ${listed(candidates)}; ${next}${folder}`);
}

function listed(members: readonly Member[]): string {
  const names = members.slice(0, MOST_NAMED).map(({ name }) => printable(name)).join(', '); // biome-ignore format: a line
  return members.length <= MOST_NAMED ? names : `${names} and ${members.length - MOST_NAMED} more`;
}
