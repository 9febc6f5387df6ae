import type { Redis } from 'ioredis';
import { UserError } from '../../../errors.ts';
import { loadQueuePackages } from './packages.ts';

const DEFAULT_URL = 'redis://127.0.0.1:6379';
/** Milliseconds between attempts to reach a server that was lost, at most. */
const RETRY_MS = 2000;

/**
 * Where Redis is: as given, or DISCO_REDIS_URL, REDIS_URL, this machine. Throws UserError for what is no such URL, and for a password on the
 * command line, where other users of the machine see it.
 */
export function redisUrl(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const url = given ?? (env.DISCO_REDIS_URL || env.REDIS_URL || DEFAULT_URL);
  const source = given === undefined ? (env.DISCO_REDIS_URL ? 'DISCO_REDIS_URL' : 'REDIS_URL') : '--redis';
  const parsed = URL.parse(url);
  if (parsed === null || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    throw new UserError(`${source}: expected redis://HOST:PORT, or rediss:// for TLS`); // never shown: it may have a password
  if (given !== undefined && parsed.password !== '')
    throw new UserError(
      '--redis: a password on the command line can be seen by others; put the URL into DISCO_REDIS_URL',
    );
  return url;
}

/** The URL without its credentials, for messages. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

export interface Connection {
  client: Redis;
  /** Disconnects, and lets those that were made after this one wait for the server no longer. */
  release(): void;
}

/** Connects. From then on a lost server is waited for, and `onNote` told. Throws UserError if there is none to begin with. */
export async function connect(url: string, onNote: (text: string) => void): Promise<Connection> {
  const { Redis } = await loadQueuePackages();
  let up = false;
  let why = 'no answer';
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null, // commands wait for the server to come back
    retryStrategy: (times) => (up ? Math.min(100 * times, RETRY_MS) : null),
  });
  client.on('error', (error: Error) => {
    why = error.message || why;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    const { message } = error as Error;
    throw new UserError(`Redis at ${shownUrl(url)}: ${/closed/.test(message) ? why : message}; is it running there?`);
  }
  up = true;
  let lost = false;
  client.on('close', () => {
    if (up && !lost) onNote(`Redis at ${shownUrl(url)} does not answer; waiting for it`);
    lost = true;
  });
  client.on('ready', () => {
    if (lost) onNote(`Redis at ${shownUrl(url)} is back`);
    lost = false;
  });
  const release = (): void => {
    up = false;
    client.disconnect();
  };
  return { client, release };
}
