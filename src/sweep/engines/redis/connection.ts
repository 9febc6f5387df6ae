import type { Redis } from 'ioredis';
import { UserError } from '../../../errors.ts';
import { loadQueuePackages } from './packages.ts';
import { shown } from './shown.ts';

const DEFAULT_URL = 'redis://127.0.0.1:6379';
/** Milliseconds between attempts to reach a server that was lost, at most. */
const RETRY_MS = 2000;

/** Seconds in which a server has to answer when it is first asked, and after which one that was there is told to be silent. */
export const ANSWER_SECONDS = 10;

/**
 * Where Redis is: as given, or DISCO_REDIS_URL, REDIS_URL, this machine. Throws UserError for what is no such URL, and for one on the command
 * line with anything but host, port and database in it, as other users of the machine see it there.
 */
export function redisUrl(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const url = given ?? (env.DISCO_REDIS_URL || env.REDIS_URL || DEFAULT_URL);
  const source = given === undefined ? (env.DISCO_REDIS_URL ? 'DISCO_REDIS_URL' : 'REDIS_URL') : '--redis';
  const parsed = checkedUrl(url, source);
  if (given !== undefined && (parsed.username !== '' || parsed.password !== ''))
    throw new UserError(
      '--redis: a password on the command line can be seen by others; put the URL into DISCO_REDIS_URL',
    );
  return url;
}

/**
 * A URL of Redis: `redis://NAME:PASSWORD@HOST:PORT/DATABASE`, of which all but the host may be missing. What stands elsewhere in it could be a
 * password that is shown, or an option that nobody expects: it is refused, and never shown.
 */
export function checkedUrl(url: string, source = 'Redis'): URL {
  const parsed = URL.parse(url);
  const host = parsed?.hostname ?? '';
  if (
    parsed === null || !['redis:', 'rediss:'].includes(parsed.protocol) ||
    !(/^[\w.-]+$/.test(host) || /^\[[0-9a-f:.]+\]$/i.test(host)) ||
    !/^(\/\d{0,4})?$/.test(parsed.pathname)
  )
    throw new UserError(`${source}: expected redis://HOST:PORT, or rediss:// for TLS`);
  if (/[?#\\]/.test(url))
    throw new UserError(`${source}: nothing can stand behind ? or # in the URL, where a password would be shown; put name and password before the host, in DISCO_REDIS_URL`);
  return parsed;
} // biome-ignore format: a condition

/** The URL without its credentials, for messages. Throws UserError for what is no URL of Redis. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = checkedUrl(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Whether an error is what Redis answered: out of memory, read-only, no permission. */
export const isReply = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError';

/** What Redis answered, for a person. */
export function replyText(url: string, { message }: Pick<Error, 'message'>): string {
  const [, code = ''] = CODE.exec(message) ?? [];
  return `Redis at ${shownUrl(url)}: ${shown(message)}${code in REPLIES ? `; ${REPLIES[code]}` : ''}`;
}

/** The code that a refusal begins with; a script's has the class of the error before it. */
const CODE = /^(?:ReplyError:? )?([A-Z]{3,})\b(?= )/;

const REPLIES: Readonly<Record<string, string>> = {
  OOM: 'it has no memory left: raise its maxmemory, or collect results that wait there',
  READONLY: 'it is a replica, which takes no jobs; name the primary',
  NOAUTH: 'it wants a password: put redis://NAME:PASSWORD@HOST into DISCO_REDIS_URL',
  NOPERM: 'its user may not do all that a queue needs',
  MISCONF: 'it cannot write to its disk',
};

export interface Connection {
  client: Redis;
  /** Disconnects, and lets those that were made after this one wait for the server no longer. */
  release(): void;
}

/** Connects. From then on a lost server is waited for, and `onNote` told. Throws UserError if there is none to begin with. */
export async function connect(url: string, onNote: (text: string) => void): Promise<Connection> {
  const { Redis } = await loadQueuePackages();
  const at = `Redis at ${shownUrl(url)}`;
  let up = false;
  let why = 'no answer';
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 1000 * ANSWER_SECONDS,
    maxRetriesPerRequest: null, // commands wait for the server to come back
    retryStrategy: (times) => (up ? Math.min(100 * times, RETRY_MS) : null),
  });
  client.on('error', (error: Error) => {
    why = error.message || why;
  });
  try {
    await answered(client.connect().then(() => client.ping()));
  } catch (error) {
    client.disconnect();
    const { message } = error as Error;
    const text = /closed/.test(message) ? why : message;
    if (isReply(error) || CODE.test(text)) throw new UserError(replyText(url, { message: text }));
    if (/Unknown RESP|Protocol error/.test(text)) throw new UserError(`${at}: what answers there is no Redis`);
    throw new UserError(`${at}: ${shown(text)}; is it running there?`);
  }
  up = true;
  let lost = false;
  const tell = (now: boolean): void => {
    if (up && now !== lost) onNote(now ? `${at} does not answer; waiting for it` : `${at} is back`);
    lost = now;
  };
  client.on('close', () => tell(true));
  client.on('ready', () => tell(false));
  const watch = setInterval(() => {
    answered(client.ping()).then(() => tell(false), () => tell(true));
  }, 2000 * ANSWER_SECONDS);
  watch.unref();
  const release = (): void => {
    up = false;
    clearInterval(watch);
    client.disconnect();
  };
  return { client, release };
} // biome-ignore format: a call

/** What a command answers; throws when it does not in time. */
async function answered<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_SECONDS} s`)), 1000 * ANSWER_SECONDS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
