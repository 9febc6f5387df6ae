import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogStream } from '../../../src/trace/recorder/run/log-stream.ts';
import { ProcessNames } from '../../../src/trace/recorder/run/process-names.ts';
import { Recording } from '../../../src/trace/recorder/run/recording.ts';
import { Turns } from '../../../src/trace/recorder/run/turns.ts';
import { type Shared, ValgrindConnection } from '../../../src/trace/recorder/valgrind/connection.ts';
import { RecordingScanner, UnknownLines } from '../../../src/trace/recorder/valgrind/scanner.ts';

const [READ, CLONE, EXECVE, EXIT_GROUP] = [0, 56, 59, 231];

describe('processes that share a log', () => {
  /** What Valgrind prints at once, of a process that makes these calls: it leaves lines open between such pieces. */
  const call = (pid: number, number: number): string[] => {
    const begin = `SYSCALL[${pid},1](${number}) `;
    if (number === READ) return [begin, 'sys_read ( 3, 0x1fff000650, 8 )', ' --> [async] ... \n', `--${pid}--   SCHED[1]: releasing lock (VG_(client_syscall)[async]) -> VgTs_WaitSys\n`, `--${pid}--   SCHED[1]:  acquired lock (VG_(client_syscall)[async])\n`, `${begin}... [async] --> Success(0x8) `, '\n'];
    if (number === EXECVE) return [begin, 'sys_execve ( 0x10a004(/bin/no), 0x1fff000610, 0x1fff000758 )', ' --> [pre-fail] Failure(0x2) ', ' \n'];
    if (number === EXIT_GROUP) return [begin, 'exit_group( 0 )', ' --> [pre-success] Success(0x0) ', ' \n'];
    if (number === CLONE) return [begin, 'sys_clone ( 1200011, 0x0 ) ', `  clone(fork): process ${pid} created child 8\n`, ' --> [pre-success] Success(0x8) ', ' \n'];
    return [begin, `sys_close ( ${number} )`, '[sync] --> ', 'Success(0x0) \n'].slice(0, 2).concat('[sync] --> Success(0x0) \n');
  }; // biome-ignore format: pieces
  const pieces = (pid: number) =>
    fc
      .array(fc.constantFrom(READ, 3, CLONE, EXECVE, EXIT_GROUP, -1, -2), { maxLength: 12 })
      .map((numbers) =>
        numbers.flatMap((n) => (n === -1 ? ['I  0494db42,3\n'] : n === -2 ? [' L 1fff000758,8\n'] : call(pid, n))),
      );
  const numbers = (all: readonly string[]): number[] =>
    all.flatMap((piece) => /^SYSCALL\[\d+,1\]\((\d+)\) $/.exec(piece)?.[1] ?? []).map(Number);

  test('make the calls that they print, and no line is lost, wherever one prints between the other’s pieces', () => {
    fc.assert(
      fc.property(pieces(7), pieces(8), fc.array(fc.boolean()), (one, two, order) => {
        const [a, b] = [[...one], [...two]];
        const mixed = order.flatMap((first) => (first ? a : b).splice(0, 1));
        const text = [...mixed, ...a, ...b].join('');
        const seen = new Map<number, number[]>([[7, []], [8, []]]); // biome-ignore format: a list
        const told: string[] = [];
        let references = 0;
        const unknown = new UnknownLines();
        const scanner = new RecordingScanner(
          'log',
          {
            accesses: ({ count }) => {
              references += count;
            },
            command: () => {},
            thread: (pid) => void told.push(`${pid}`),
            syscall: (pid, _tid, number) => void seen.get(pid)!.push(number),
            sysret: () => {},
          },
          unknown,
        );
        scanner.push(Buffer.from(text));
        scanner.end(false);
        expect([seen.get(7), seen.get(8), unknown.examples]).toEqual([numbers(one), numbers(two), []]);
        const all = [...one, ...two];
        expect(references).toBe(all.filter((piece) => /^(I {2}| L )/.test(piece)).length);
        expect(told).toHaveLength(all.filter((piece) => /^SYSCALL|acquired/.test(piece)).length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a program that is executed', () => {
  const banner = (pid: number, command: string): string => `==${pid}== Lackey\n==${pid}== Command: ${command}\n`;
  const does = (pid: number, number: number, outcome: string): string =>
    `SYSCALL[${pid},1](${number}) sys_x ( )${outcome} \nI  04000000,3\n`;
  const EXECUTES = 'SYSCALL[8,1](59) sys_execve ( 0x10a004(/bin/true) )';

  /** Gives connections turns while text arrives at them, each piece in a tick of its own. Returns the programs in their order. */
  async function order(arrivals: readonly [connection: number, text: string][], lost = 60_000) {
    const recording = new Recording();
    const names = new ProcessNames();
    const shared: Shared = { recording, unknown: new UnknownLines(), connections: new Map(), names, waiting: new Set(), executing: new Set(), mixed: 0 }; // biome-ignore format: a list
    const turns = new Turns<ValgrindConnection>({ slice: 1e6, clock: () => recording.instructions, lost });
    const sockets: PassThrough[] = [];
    const playing = (async () => {
      for (let s = await turns.next(); s !== undefined; s = await turns.next()) {
        if (s.done) s.end(false);
        else s.read();
      }
    })();
    for (const [n, text] of arrivals) {
      while (sockets.length <= n) {
        const socket = new PassThrough();
        sockets.push(socket);
        turns.add(new ValgrindConnection(sockets.length, new LogStream(socket as unknown as Socket, () => turns.wake()), shared)); // biome-ignore format: a call
      }
      sockets[n].write(text);
      await new Promise((resolve) => setTimeout(resolve, 30)); // beyond the patience with a source that is late
    }
    for (const socket of sockets) socket.end();
    turns.close();
    await playing;
    return {
      order: names.notes().map(({ text }) => text),
      early: turns.early,
      unknown: shared.unknown.count,
    };
  }

  const parent = `${banner(7, 'sh')}${does(7, CLONE, ' --> [pre-success] Success(0x8)')}`;
  const program = `${banner(8, '/bin/true')}${does(8, EXIT_GROUP, ' --> [pre-success] Success(0x0)')}`;

  test('begins after the call that executes it, however late that is read', async () => {
    const forked = ['process 7: sh', 'process 8: forked from sh', 'process 8: /bin/true'];
    for (const at of [0, 20, EXECUTES.length - 1])
      expect(
        await order([
          [0, parent],
          [0, EXECUTES.slice(0, at)],
          [1, program],
          [0, `${EXECUTES.slice(at)}\n`],
        ]),
      ).toEqual({ order: forked, early: 0, unknown: 0 });
  });

  test('begins after the program that the process executed before', async () => {
    const second = `${banner(8, 'second')}${does(8, EXIT_GROUP, ' --> [pre-success] Success(0x0)')}`;
    const found = await order([
      [0, parent],
      [2, second],
      [1, `${banner(8, 'first')}`],
      [0, `${EXECUTES}\n`],
      [1, `${EXECUTES}\n`],
    ]);
    expect(found.order).toEqual(['process 7: sh', 'process 8: forked from sh', 'process 8: first', 'process 8: second']); // biome-ignore format: a line
    expect(found.early).toBe(0);
  });

  test('is not taken for begun where the call fails', async () => {
    const failed = `${EXECUTES} --> [pre-fail] Failure(0x2) \n`;
    const found = await order([[0, parent], [0, failed], [1, program], [0, does(8, 39, '[sync] --> Success(0x8)')], [0, `${EXECUTES}\n`]]); // biome-ignore format: a line
    expect([found.order.at(-1), found.early]).toEqual(['process 8: /bin/true', 0]);
  });

  test('begins without that call where it does not come, and is counted', async () => {
    const found = await order(
      [
        [0, parent],
        [1, program],
      ],
      100,
    );
    expect([found.order, found.early]).toEqual([['process 7: sh', 'process 8: /bin/true'], 1]);
  });
});
