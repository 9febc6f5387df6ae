import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CLI, discoProcess } from './command-line.ts';
import { everyExample } from './examples.ts';
import { lacks } from './needs.ts';
import { Server } from './sweep/redis/server.ts';
import { temporaryFolder } from './temporary.ts';

const examples = await everyExample();
const called = ({ line, needs = [] }: (typeof examples)[number]): string =>
  `${line}${needs.length > 0 ? ` (needs ${needs.join(', ')})` : ''}`;

describe('an example of help runs as it stands in an empty folder', () => {
  for (const example of examples.filter(({ stays }) => !stays))
    test.skipIf(lacks(...(example.needs ?? [])))(called(example), () => {
      const { first = [], line } = example;
      const script = `disco() { "${process.execPath}" "${CLI}" "$@"; }\nset -e\n${[...first, line].join('\n')}`;
      const { status, stderr } = spawnSync(example.needs?.includes('bash') ? 'bash' : 'sh', ['-c', script], {
        cwd: temporaryFolder('example'),
        encoding: 'utf8',
      });
      expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' });
    });
});

describe('an example that goes on until it is told to stop works till then', () => {
  for (const example of examples.filter(({ stays }) => stays))
    test.skipIf(lacks(...(example.needs ?? [])))(called(example), async () => {
      const server = await Server.start();
      try {
        const [, ...args] = example.line.split(' ');
        let heard = '';
        const stop: Parameters<typeof discoProcess>[2] = (kill, said) =>
          said.on('data', (text) => {
            const before = heard;
            heard += text;
            if (/threads? for /.test(heard) && !/threads? for /.test(before)) kill('SIGINT');
          });
        const env = { ...process.env, DISCO_REDIS_URL: server.url };
        const { code, stderr } = await discoProcess(args, [], stop, { cwd: temporaryFolder('example'), env });
        expect([code, stderr]).toEqual([0, expect.stringMatching(/threads? for .*\n.*finishing/)]);
      } finally {
        await server.kill();
      }
    });
});
