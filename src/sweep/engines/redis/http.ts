import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { UserError } from '../../../errors.ts';
import type { Patience } from './patience.ts';
import { shown } from './shown.ts';

/** Bytes a second below which a server counts as silent, so that one that drips is not waited for without end. */
export const PACE_BYTES = 16 << 10;
/** Bytes of an answer's header, at most. */
export const HEADER_BYTES = 16 << 10;

/** Thrown where a server cannot be spoken to, whatever it is asked for. */
export class NoSource extends UserError {}

/** What is behind the URL, as bytes as they are. Throws UserError for whatever is no such file of at most so many bytes; `exact`: of just so many. */
export async function openUrl(url: URL, { bytes: most, exact }: { bytes: number; exact: boolean }, patience: Patience): Promise<Readable> {
  const request = (url.protocol === 'https:' ? https : http).get(url, {
    agent: false, // a connection of its own, that ends with it
    maxHeaderSize: HEADER_BYTES,
    headers: { 'accept-encoding': 'identity', 'user-agent': 'disco-worker' },
  });
  request.on('error', () => {}); // told to whom waits for the answer
  const give = (why: string) => () => request.destroy(new NoSource(why));
  let timer = setTimeout(give(`no connection within ${patience.connect} s`), 1000 * patience.connect);
  const connected = (): void => {
    clearTimeout(timer);
    timer = setTimeout(give(`no answer within ${patience.answer} s`), 1000 * patience.answer);
  };
  request.once('socket', (socket: Socket) =>
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected),
  );
  try {
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    request.on('error', (error) => response.destroy(error)); // from now on told by the content
    try {
      checkAnswer(response, most, exact);
    } catch (error) {
      request.destroy();
      throw error;
    }
    return response;
  } catch (error) {
    const told = transferError(error);
    throw told instanceof UserError && !(error instanceof UserError) ? new NoSource(told.message) : told;
  } finally {
    clearTimeout(timer);
  }
} // biome-ignore format: a line

/** Throws UserError unless it is a file of the size that is due. */
function checkAnswer({ statusCode = 0, headers }: http.IncomingMessage, most: number, exact: boolean): void {
  if (statusCode >= 300 && statusCode < 400)
    throw new UserError(
      `it redirects (${statusCode}${headers.location === undefined ? '' : ` to ${shown(headers.location)}`}), which is not followed; give --traces the URL where the files are`,
    );
  if (statusCode !== 200) throw new UserError(`the server answers ${statusCode}`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new UserError(`the server sends it in another encoding (${shown(encoding)}); have it send files as they are`);
  if (headers['content-length'] === undefined) return;
  const length = Number(headers['content-length']);
  if (length > most) throw new UserError(`it has ${length} bytes, ${exact ? `the trace ${most}` : `at most ${most} are taken`}`);
  if (exact && length !== most) throw new UserError(`it has ${length} bytes, the trace ${most}`);
} // biome-ignore format: a line

/** The chunks of what is read, as long as they keep coming; throws UserError when they do not, or the connection is cut. */
export async function* paced(content: Readable, silence: number): AsyncGenerator<Uint8Array> {
  let received = 0;
  let before = 0;
  const timer = setInterval(() => {
    if (received - before < silence * PACE_BYTES)
      content.destroy(
        new NoSource(
          received === before
            ? `nothing came for ${silence} s, after ${received} bytes`
            : `only ${received - before} bytes came in ${silence} s, after ${received} in all`,
        ),
      );
    before = received;
  }, 1000 * silence);
  try {
    for await (const chunk of content as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw transferError(error, received);
  } finally {
    clearInterval(timer);
    content.destroy();
  }
}

/** A failure of the network, told to the user; anything else as it is. */
function transferError(error: unknown, received?: number): unknown {
  if (error instanceof UserError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const after = received === undefined ? '' : `, after ${received} bytes`;
  if (code in REASONS) return new UserError(`${REASONS[code]}${after}`);
  if (code.startsWith('HPE_')) return new UserError(`what answers there is no HTTP server, or a broken one (${code})${after}`);
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code) || /\bssl\b|\btls\b/i.test(message))
    return new UserError(`TLS: ${shown(message.trim())}; for a certificate of your own, set NODE_EXTRA_CA_CERTS`);
  return code === '' ? error : new UserError(`${shown(message)}${after}`);
} // biome-ignore format: a line

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up at present',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the host does not answer',
};
