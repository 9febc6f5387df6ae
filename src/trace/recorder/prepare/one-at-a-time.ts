import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Waiting {
  signal?: AbortSignal | undefined;
  /** Told when somebody else is at it. */
  onWait?: () => void;
}

/**
 * Carries out work of a name of which one at a time goes on on this machine, whichever processes want to. Who is at it listens on a socket
 * that has no file (Linux's abstract ones) and goes with its process, however that ends; the others are connected to it meanwhile.
 */
export async function oneAtATime<T>(name: string, work: () => Promise<T>, options: Waiting = {}): Promise<T> {
  const { signal, onWait } = options;
  const path = `\0disco-replay-${createHash('sha256').update(name).digest('hex')}`;
  const waiting = new Set<Socket>();
  let server = await listen(path, waiting);
  if (server === undefined) onWait?.();
  for (; server === undefined; server = await listen(path, waiting)) await ends(path, signal);
  try {
    signal?.throwIfAborted();
    return await work();
  } finally {
    server.close();
    for (const socket of waiting) socket.destroy();
  }
}

/** Undefined: somebody else does. */
async function listen(path: string, connected: Set<Socket>): Promise<Server | undefined> {
  const server = createServer((socket) => {
    connected.add(socket.on('error', () => {}).on('close', () => connected.delete(socket)));
  });
  try {
    await once(server.listen(path), 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** Waits until whoever listens does no longer, or already does not. */
async function ends(path: string, signal: AbortSignal | undefined): Promise<void> {
  const socket = connect({ path, ...(signal === undefined ? {} : { signal }) });
  await new Promise<void>((resolve) => {
    socket.resume().on('error', () => {}); // it was killed, or has ended before; 'close' follows
    socket.on('close', () => resolve());
  });
  signal?.throwIfAborted();
}
