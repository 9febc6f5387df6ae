import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../../../errors.ts';
import { openUrl } from './http.ts';
import type { Patience } from './patience.ts';

/** A folder or http(s) URL, in which a trace is a file called by its hash or by its own name. */
export type Source = { folder: string } | { url: URL };

/**
 * Reads what `--traces` was given. Throws UserError for a URL that cannot be the beginning of a file's, and for one with a password, which other
 * users of the machine would see on the command line.
 */
export function sourceOf(given: string): Source {
  if (given === '') throw new UserError('--traces: expected a folder or URL, found nothing');
  if (!/^\w[\w+.-]+:\/\//.test(given)) return { folder: given };
  const url = URL.parse(given);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '' || /[?#]/.test(given))
    throw new UserError('--traces: expected a folder, or a URL such as https://HOST/PATH, without ? and #'); // never shown: it may have a password
  if (url.username !== '' || url.password !== '')
    throw new UserError('--traces: a URL with a name or password can be seen by others; serve traces without, as each is known by its hash');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { url };
} // biome-ignore format: a line

export const nameOf = (source: Source): string => ('url' in source ? source.url.href : source.folder);

/** Opens a file of a source, of at most (or, `exact`, just) so many bytes. Throws UserError if there is none. */
export async function openSource(
  source: Source,
  name: string,
  size: { bytes: number; exact: boolean },
  patience: Patience,
): Promise<Readable> {
  if ('url' in source) return openUrl(new URL(encodeURIComponent(name), source.url), size, patience);
  if (!(await readdir(source.folder)).includes(name)) throw new UserError('there is no such file');
  const path = join(source.folder, name);
  const found = await stat(path);
  if (!found.isFile()) throw new UserError('it is no regular file');
  if (found.size > size.bytes || (size.exact && found.size !== size.bytes))
    throw new UserError(`it has ${found.size} bytes, ${size.exact ? `the trace ${size.bytes}` : `at most ${size.bytes} are taken`}`);
  return createReadStream(path, { highWaterMark: 1 << 20 });
} // biome-ignore format: a line
