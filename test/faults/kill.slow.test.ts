import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI } from '../command-line.ts';
import { lacks } from '../needs.ts';
import { paced } from '../pace.ts';
import { writeTrace } from '../sweep/traces.ts';
import { temporaryFolder } from '../temporary.ts';

/** Kills of each command. */
const KILLS = paced(1, 2);

const folder = temporaryFolder('kill');
const trace = writeTrace(join(folder, 't.csv'), { cpus: 2, rows: paced(3000, 6000) });

/** Numbers from 0 to 1, the same in every run; `FC_SEED` gives others. */
let state = Number(process.env.FC_SEED ?? 1997) >>> 0;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** A folder with the trace in it, and no more. */
function place(): string {
  const made = temporaryFolder('place');
  copyFileSync(trace, join(made, 't.csv'));
  return made;
}

function start(cwd: string, args: readonly string[]): ChildProcess {
  const own = join(cwd, 'tmp'); // what a killed program leaves for temporary files is its system's to clear
  mkdirSync(own, { recursive: true });
  return spawn(process.execPath, [CLI, ...args], { cwd, stdio: 'ignore', env: { ...process.env, TMPDIR: own } });
}

async function finished(cwd: string, args: readonly string[]): Promise<number | null> {
  const child = start(cwd, args);
  await once(child, 'exit');
  return child.exitCode;
}

/** Files of a folder and those below, by path. */
const filesOf = (cwd: string): Map<string, Buffer> =>
  new Map(
    readdirSync(cwd, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !path.startsWith(join(cwd, 'tmp')))
      .sort()
      .map((path) => [path.slice(cwd.length + 1), readFileSync(path)]),
  );

const isAside = (path: string): boolean => path.endsWith('.tmp');

/** Commands that write, each with what it gives when it is let alone. `loose`: files that are not the same in two runs. */
const SWEEP = [
  'sweep',
  't.csv',
  '--structures',
  'flash,disco',
  '--vary',
  'tlb.entries=32,64',
  '--store',
  's',
  '-o',
  'o',
];
const COMMANDS: [name: string, args: string[], loose: RegExp, needs: string[]][] = [
  ['convert', ['trace', 'convert', 't.csv', 'out.arrow'], /^$/, []],
  ['sweep', [...SWEEP, '--engine', 'process'], /^$/, []],
  ['sweep with threads', [...SWEEP, '--workers', '2'], /^$/, []],
  ['compare -o', ['compare', 't.csv', '-o', 'o'], /^$/, []],
  ['replay -o FILE', ['replay', 't.csv', '-s', 'disco', '-o', 'o'], /^$/, []],
  ['ablate -o', ['ablate', 't.csv', '-o', 'o'], /^$/, []],
  ['record', ['record', '-o', 'out.arrow', '--', '/bin/true'], /out\.arrow/, ['valgrind']],
];

/** Kills a program at some moment of its time or, in a folder, soon after it begins to write there. */
async function killed(
  child: ChildProcess,
  ended: Promise<unknown>,
  cwd: string | undefined,
  lasts: number,
): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  if (cwd === undefined) setTimeout(() => child.kill('SIGKILL'), lasts * (0.3 + 0.7 * random())).unref();
  else
    watch(cwd, { recursive: true, signal }, (_, name) => {
      if (name !== null && isAside(name)) setTimeout(() => child.kill('SIGKILL'), 10 * random());
    });
  await ended;
  stopping.abort();
}

describe('kill -9 at any moment leaves no half-written file, and the same command then ends as if nothing had been', () => {
  for (const [name, args, loose, needs] of COMMANDS.slice(0, paced(2, COMMANDS.length)))
    test.skipIf(lacks(...needs))(`${name}${needs.length > 0 ? ` (needs ${needs.join(', ')})` : ''}`, async () => {
      const alone = place();
      const began = performance.now();
      expect(await finished(alone, args)).toBe(0);
      const lasts = performance.now() - began;
      const right = filesOf(alone);
      for (let n = 0; n < KILLS; n++) {
        const cwd = place();
        const child = start(cwd, args);
        const ended = once(child, 'exit');
        await killed(child, ended, n % 2 === 0 ? cwd : undefined, lasts);
        for (const [path, content] of filesOf(cwd))
          if (!isAside(path) && !loose.test(path)) expect([path, content]).toEqual([path, right.get(path)]);
        expect(await finished(cwd, args)).toBe(0);
        const after = filesOf(cwd);
        expect([...after.keys()]).toEqual([...right.keys()]);
        for (const [path, content] of after) if (!loose.test(path)) expect([path, content]).toEqual([path, right.get(path)]);
      }
    });
}); // biome-ignore format: tables
