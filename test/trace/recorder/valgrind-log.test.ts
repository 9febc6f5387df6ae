import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
