import { closeSync, openSync, readSync } from 'node:fs';
import { MOST_BYTES } from './yaml.ts';

/** A file's text; undefined: there is more of it than a document has, 1 MiB. Throws what the system says of a file that cannot be read. */
export function readBounded(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(MOST_BYTES + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return length > MOST_BYTES ? undefined : bytes.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}
