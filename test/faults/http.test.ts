import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { localTrace } from '../../src/sweep/engines/redis/fetch.ts';
import { PACE_BYTES } from '../../src/sweep/engines/redis/http.ts';
import { sourceOf } from '../../src/sweep/engines/redis/sources.ts';
import { traceRef } from '../../src/sweep/store/keys.ts';
import { lacks } from '../needs.ts';
import { writeTrace } from '../sweep/traces.ts';
import { temporaryFolder } from '../temporary.ts';
import { chunk, drip, flood, head, Misbehaving } from './misbehaving.ts';

const folder = temporaryFolder('http');
mkdirSync(join(folder, 'shared'));
const file = writeTrace(join(folder, 'shared', 't.csv'), { rows: 300 });
const content = readFileSync(file, 'utf8');
const trace = await traceRef(file);
const length = `content-length: ${content.length}`;
/** Seconds: what is waited for where something is to come, and where nothing is. */
const LONG = 600;
const SHORT = 0.3;
const waiting = { connect: LONG, answer: LONG, silence: LONG };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function fetched(behave: (socket: Socket) => void, shorter: Partial<typeof waiting>): Promise<string> {
  const server = await Misbehaving.start(behave);
  ends.push(() => server.end());
  const sources = { traces: [`http://127.0.0.1:${server.port}`], cache: join(folder, 'cache') };
  return localTrace(trace, { ...sources, waiting: { ...waiting, ...shorter } });
}

describe('a server of traces that misbehaves is told of in one line, and leaves nothing', () => {
  const gone = (socket: Socket) => socket.end();
  const answer = { answer: SHORT };
  const silence = { silence: SHORT };
  test.each<[what: string, behave: (socket: Socket) => void, message: RegExp, shorter?: Partial<typeof waiting>]>([
    ['has none', (s) => s.end(head('404 Not Found', 'content-length: 0')), /: the server answers 404; /],
    ['fails', (s) => s.end(head('500 Oh', 'content-length: 0')), /: the server answers 500; /],
    ['has nothing to say', (s) => s.end(head('204 No Content')), /: the server answers 204; /],
    [
      'redirects',
      (s) => s.end(head('302 Found', 'location: http://elsewhere/\u001b[31mx', 'content-length: 0')),
      /it redirects \(302 to http:\/\/elsewhere\/\ufffd\[31mx\), which is not followed; give --traces the URL|HPE_INVALID/,
    ],
    ['never answers', () => {}, /: no answer within 0\.3 s$/, answer],
    ['begins an answer without end', (s) => drip(s, 'x-more: 1\r\n', 20), /no HTTP server, or a broken one|no answer within/, answer],
    ['answers that it will answer', (s) => drip(s, head('100 Continue'), 20), /: no answer within 0\.3 s$/, answer],
    ['has a head without end', (s) => flood(s.write('HTTP/1.1 200 OK\r\n') ? s : s, `x: ${'y'.repeat(999)}\r\n`), /HPE_HEADER_OVERFLOW/],
    ['speaks no HTTP', (s) => s.end('-ERR unknown command\r\n'), /is no HTTP server, or a broken one/],
    ['hangs up', gone, /: the connection was cut$/],
    ['cuts the transfer', (s) => s.end(head('200 OK', length) + content.slice(0, 700)), /the connection was cut/],
    ['cuts it in chunks', (s) => s.end(head('200 OK', 'transfer-encoding: chunked') + chunk(content.slice(0, 700))), /the connection was cut/],
    ['ends early without a length', (s) => s.end(head('200 OK', 'connection: close') + content.slice(0, 700)), new RegExp(`it ends after 700 of ${content.length} bytes`)],
    ['says another length', (s) => s.end(head('200 OK', `content-length: ${content.length + 1}`)), new RegExp(`it has ${content.length + 1} bytes, the trace ${content.length}`)],
    ['says no number for a length', (s) => s.end(head('200 OK', 'content-length: many') + content), /no HTTP server, or a broken one/],
    ['says a length like no other', (s) => s.end(head('200 OK', 'content-length: 99999999999999999999') + content), /it has 1e\+?20 bytes|HPE_INVALID|it has 100000000000000000000 bytes/],
    ['goes on without end', (s) => flood(s.write(head('200 OK')) ? s : s, Buffer.alloc(1 << 16)), new RegExp(`it is longer than ${content.length} bytes, which the trace has`)],
    ['falls silent', (s) => s.write(head('200 OK', length) + content.slice(0, 700)), /only 700 bytes came in 0\.3 s, after 700 in all/, silence],
    ['drips', (s) => s.write(head('200 OK', length)) && drip(s, 'x', 20), /only \d+ bytes came in 0\.3 s, after \d+ in all/, silence],
    ['compresses', (s) => s.end(Buffer.concat([Buffer.from(head('200 OK', 'content-encoding: gzip')), gzipSync(content)])), /in another encoding \(gzip\); have it send files as they are/],
    ['has other content', (s) => s.end(head('200 OK', length) + content.replace('3', '4')), /it has other content/],
  ])('%s', async (_, behave, message, shorter = {}) => {
    const failed = await fetched(behave, shorter).catch((error: Error) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect((failed as Error).message).toMatch(message);
    expect((failed as Error).message).not.toMatch(/\p{Cc}/u);
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  }); // biome-ignore format: a table

  test('drips no faster than the pace that is asked for', () => {
    expect(PACE_BYTES * SHORT).toBeGreaterThan(15);
  });

  test.each<[string, (port: number) => string, RegExp]>([
    ['does not exist', () => 'http://no-such-host.invalid', /there is no host of that name|cannot be looked up at present/],
    ['is not there', () => 'http://127.0.0.1:1', /: nothing listens there$/],
    ['speaks no TLS', (port) => `https://127.0.0.1:${port}`, /: TLS: .*NODE_EXTRA_CA_CERTS$/],
  ])('%s', async (_, source, message) => {
    const server = await Misbehaving.start((socket) => socket.end(head('400 Bad Request')));
    ends.push(() => server.end());
    await expect(localTrace(trace, { traces: [source(server.port)], cache: join(folder, 'cache') })).rejects.toThrow(message);
  }); // biome-ignore format: a table

  test('never ends the handshake of TLS', async () => {
    const server = await Misbehaving.start(() => {});
    ends.push(() => server.end());
    const sources = {
      traces: [`https://127.0.0.1:${server.port}`],
      cache: join(folder, 'cache'),
      waiting: { ...waiting, connect: SHORT },
    };
    await expect(localTrace(trace, sources)).rejects.toThrow(/: no connection within 0\.3 s$/);
  });

  test.skipIf(lacks('openssl'))('has a certificate that nobody knows (needs openssl)', async () => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const asked = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
    execFileSync('openssl', [...asked.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => server.close());
    const source = `https://localhost:${(server.address() as AddressInfo).port}`;
    await expect(localTrace(trace, { traces: [source], cache: join(folder, 'cache') })).rejects.toThrow(
      /: TLS: self-signed certificate.*; for a certificate of your own, set NODE_EXTRA_CA_CERTS$/,
    );
  });
});

describe('a server of traces', () => {
  const good = (socket: Socket) =>
    socket.end(head('200 OK', 'transfer-encoding: chunked') + chunk(content.slice(0, 900)) + chunk(content.slice(900)) + chunk(''));

  test('may send in chunks, and is asked again after it failed; the next place is tried at once', async () => {
    const cache = temporaryFolder('cache');
    const broken = await Misbehaving.start((socket) => socket.end(head('200 OK', length) + content.slice(0, 9)));
    const mended = await Misbehaving.start(good);
    ends.push(() => broken.end(), () => mended.end());
    const [bad, fine] = [broken, mended].map(({ port }) => `http://127.0.0.1:${port}/`);
    await expect(localTrace(trace, { traces: [bad], cache, waiting })).rejects.toThrow('the connection was cut');
    expect(readFileSync(await localTrace(trace, { traces: [bad, fine], cache, waiting }), 'utf8')).toBe(content);
    expect(readdirSync(cache)).toEqual([trace.sha256]);
  });

  test('is taken at its word up to a ceiling, where a job does not say how long its trace is', async () => {
    const { bytes: _, ...unsaid } = trace;
    const cache = temporaryFolder('cache');
    const server = await Misbehaving.start(good);
    ends.push(() => server.end());
    const sources = { traces: [`http://127.0.0.1:${server.port}/`], cache, waiting };
    await expect(localTrace(unsaid, { ...sources, mostBytes: 1000 })).rejects.toThrow('it is longer than 1000 bytes');
    await expect(localTrace(trace, { ...sources, mostBytes: 1000 })).rejects.toThrow(/this worker takes 1000; give it --largest-trace$/);
    expect(readFileSync(await localTrace(unsaid, sources), 'utf8')).toBe(content);
  });

  test('is named by a URL without credentials, question mark or fragment, none of which is shown', () => {
    for (const given of ['http://u:secret@h/', 'https://secret@h', 'http://h/?password=secret', 'http://h/#secret', 'ftp://secret@h', 'http://secret:x'])
      expect(() => sourceOf(given)).toThrow(/^--traces: (?!.*secret)/);
    expect(sourceOf('http://h/a')).toEqual({ url: new URL('http://h/a/') });
    expect(sourceOf('/a/folder')).toEqual({ folder: '/a/folder' });
  });
}); // biome-ignore format: lines
