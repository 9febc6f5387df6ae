import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { localTrace } from '../../../src/sweep/engines/redis/fetch.ts';
import { traceRef } from '../../../src/sweep/store/keys.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTrace } from '../traces.ts';

const folder = temporaryFolder('fetch');
const shared = join(folder, 'shared');
mkdirSync(shared);
const { sha256, bytes } = await traceRef(writeTrace(join(shared, 't.csv'), { rows: 300 }));
const content = readFileSync(join(shared, 't.csv'), 'utf8');
const trace = { path: '/on/the/other/machine/t.csv', sha256, bytes };

const asked: string[] = [];
const served: Record<string, string> = {};
const server = createServer(({ url }, response) => {
  asked.push(url!);
  const body = served[url!];
  response.writeHead(body === undefined ? 404 : 200).end(body);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}/traces`;
afterAll(() => server.close());

let cache = '';
beforeEach(() => {
  cache = temporaryFolder('cache');
  asked.length = 0;
  for (const name of Object.keys(served)) delete served[name];
});

describe('a trace for a worker', () => {
  test('comes from a shared folder by its name, is kept under its hash, and is there from then on', async () => {
    const copy = await localTrace(trace, { traces: [shared], cache });
    expect(copy).toBe(join(cache, sha256));
    expect(readFileSync(copy, 'utf8')).toBe(content);
    expect(await localTrace(trace, { traces: [], cache })).toBe(copy);
  });

  test('comes by HTTP, by its hash before its name', async () => {
    served[`/traces/${sha256}`] = content;
    expect(readFileSync(await localTrace(trace, { traces: [`${web}/`], cache }), 'utf8')).toBe(content);
    expect(asked).toEqual([`/traces/${sha256}`]);
  });

  test('is not used when its content is another: the next place is tried, and nothing is left', async () => {
    served['/traces/t.csv'] = content.replace('3', '4');
    await expect(localTrace(trace, { traces: [web], cache })).rejects.toThrow(
      new RegExp(
        `^t\\.csv \\(sha256 ${sha256.slice(0, 12)}…\\) is not to be had: .*: ${sha256.slice(0, 12)}…: the server answers 404; .*: t\\.csv: it has other content$`,
      ),
    );
    expect(readdirSync(cache)).toEqual([]);
    expect(await localTrace(trace, { traces: [web, shared], cache })).toBe(join(cache, sha256));
  });

  test('is copied again when the copy was damaged', async () => {
    writeFileSync(join(cache, sha256), content.replace('3', '4'));
    await localTrace(trace, { traces: [shared], cache });
    expect(readFileSync(join(cache, sha256), 'utf8')).toBe(content);
  });

  test('is told to be missing, with every place that was tried', async () => {
    await expect(localTrace(trace, { traces: [], cache })).rejects.toThrow('is not to be had: no --traces given');
    const nowhere = join(folder, 'nowhere');
    await expect(localTrace(trace, { traces: [nowhere], cache })).rejects.toThrow(
      `${nowhere}: t.csv: there is no such file`,
    );
  });

  test('is sought by its last name only, wherever the sweep had it', async () => {
    const path = '../../etc/t.csv';
    expect(await localTrace({ path, sha256 }, { traces: [shared], cache })).toBe(join(cache, sha256));
  });

  test('that every copy of the program has is not copied', async () => {
    for (const path of ['radix8', 'synthetic:raytrace'])
      expect(await localTrace(await traceRef(path), { traces: [], cache })).toBe(path);
    await expect(localTrace({ path: 'radix8', sha256 }, { traces: [], cache })).rejects.toThrow('not to be had');
    expect(readdirSync(cache)).toEqual([]);
  });
});
