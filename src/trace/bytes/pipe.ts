import { closeSync, constants, createReadStream, openSync, readlinkSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';

const READ_BYTES = 1 << 20;

/**
 * Opens what is no regular file for reading: a pipe without waiting for who writes it, so that nothing but the event loop waits, which
 * signals interrupt. (Opening and reading a pipe as a file occupies a thread that nothing ends.) Throws what the file system says.
 */
export function openPipe(path: string, isFifo: boolean): Readable {
  if (!isFifo || process.platform !== 'linux') return createReadStream(path, { highWaterMark: READ_BYTES });
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const first = Buffer.allocUnsafe(1 << 16);
  let bytes = 0;
  try {
    bytes = readSync(fd, first);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
      closeSync(fd);
      throw error;
    }
    bytes = -1; // it is written, but nothing is there yet
  }
  // Nobody writes a pipe without a name any more; one with a name may still be opened by somebody, which the event loop waits for.
  if (bytes === 0 && isAnonymous(path)) {
    closeSync(fd);
    return Readable.from([], { objectMode: false });
  }
  const socket = new Socket({ fd, readable: true, writable: false });
  if (bytes > 0) socket.unshift(first.subarray(0, bytes));
  return socket;
}

/** Whether a path is that of an open descriptor (`/dev/fd/63`, `/dev/stdin`) of a pipe that has no name. */
function isAnonymous(path: string): boolean {
  for (let links = 0; links < 8; links++) {
    try {
      const target = readlinkSync(path);
      if (target.startsWith('pipe:')) return true;
      path = resolve(dirname(path), target);
    } catch {
      return false;
    }
  }
  return false;
}
