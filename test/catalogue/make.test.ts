import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/entry.ts';
import { makeTrace, missingOf } from '../../src/catalogue/make.ts';
import { commandsOf, packagesOf, Recipe } from '../../src/catalogue/recipe.ts';
import { loadConfig, presetNames } from '../../src/config.ts';
import { openTrace } from '../../src/trace/open.ts';
import { disco } from '../command-line.ts';
import { lacks } from '../needs.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('make');
const recipes = presetNames(CATALOGUE).flatMap((name): [string, Recipe][] => {
  const { recipe } = loadConfig(CATALOGUE, name);
  return recipe === undefined ? [] : [[name, recipe]];
});
const recipe = (changes: object): Recipe =>
  Recipe.parse({ record: { with: 'valgrind', command: ['true'] }, references: 150_000, within: 0.9, ...changes });
const message = (made: Promise<unknown>): Promise<string> => made.then(() => 'made', ({ message }: Error) => message); // biome-ignore format: one thought
const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('disco-fetch-'));

describe('recipes', () => {
  test.each(recipes)('%s has its sources, and says what they do', (name, { sources, compile, record }) => {
    const known = readdirSync(fileURLToPath(new URL('../../traces/src/', import.meta.url)));
    expect(known).toEqual(expect.arrayContaining(sources));
    for (const file of (compile ?? []).filter((each) => each.endsWith('.c'))) expect(sources).toContain(file);
    expect(commandsOf(name, { compile, record } as Recipe).at(-1)).toMatch(/^disco record .*-o .*\.arrow -- /);
  });

  test.each(['../x.c', '/etc/passwd', 'a/b.c', 'x.txt', ''])('copy no %j', (source) => {
    expect(Recipe.safeParse({ ...recipe({}), sources: [source] }).success).toBe(false);
  });

  test('name the packages of what is missing', async () => {
    expect(packagesOf(['cc', 'make', 'valgrind', 'qemu-x86_64'])).toBe('gcc libc6-dev make valgrind qemu-user');
    expect(await missingOf(['sh', 'no-such-program'])).toEqual(['no-such-program']);
    expect(await missingOf(['sh'], '')).toEqual(['sh']);
    const needs = { needs: ['no-such-program', 'nor-this'], record: { with: 'valgrind', command: ['true'] } };
    expect(await message(makeTrace('x', recipe(needs), { out: join(folder, 'x.arrow') }))).toBe(
      'making x needs no-such-program and nor-this, which are not in PATH; install them (apt-get install no-such-program nor-this)',
    );
  });
});

describe.skipIf(lacks('valgrind', 'cc'))('making a trace (needs Valgrind and a C compiler)', () => {
  test('writes a container that names its entry', async () => {
    const out = join(folder, 'true.arrow');
    const totals = await makeTrace('chess', recipe({}), { out });
    const { header, totals: written } = await openTrace(out);
    expect(header).toMatchObject({ catalogue: 'chess', source: 'disco trace fetch chess', command: 'true' });
    expect(written).toEqual(totals);
    expect(left()).toEqual([]);
  });

  test.each([
    ['of other references', { references: 10 }, /^x was not made: the recording has [\d,]+ references, expected 10 give or take 9; other versions/],
    ['of other stores', { stores: 1 }, /^x was not made: the recording has [\d,]+ stores, expected 1 give or take 0; other versions/],
    ['that fails', { record: { with: 'valgrind', command: ['false'] } }, 'x was not made: false ended with exit code 1; its own message may be above'],
    ['that is not there', { record: { with: 'valgrind', command: ['./gone'] } }, 'the command ./gone cannot be started: it is no file'],
    ['that does not compile', { sources: ['board.c'], compile: ['-c', 'board.c'] }, /^cc -c board\.c failed: .*board\.h/s],
  ])('writes nothing of a program %s', async (_, changes, expected) => {
    const out = join(folder, 'not.arrow');
    writeFileSync(out, 'as before');
    expect(await message(makeTrace('x', recipe(changes), { out }))).toMatch(expected);
    expect(existsSync(out)).toBe(true);
    expect(left()).toEqual([]);
  }); // biome-ignore format: a table

  test('leaves nothing that a compiler wrote for itself', async () => {
    writeFileSync(join(folder, 'cc'), '#!/bin/sh\necho x >"$TMPDIR/left.s" && exit 1\n', { mode: 0o755 });
    const { PATH } = process.env;
    process.env.PATH = `${folder}${delimiter}${PATH}`;
    try {
      const made = makeTrace('x', recipe({ sources: ['board.c'], compile: ['-c', 'board.c'] }), {
        out: join(folder, 'x'),
      });
      expect(await message(made)).toMatch(/^cc -c board\.c failed: /);
    } finally {
      process.env.PATH = PATH;
    }
    expect(readdirSync(tmpdir())).not.toContain('left.s');
  });

  test('writes nothing when it is interrupted: while compiling, while recording, while writing', async () => {
    const out = join(folder, 'interrupted.arrow');
    const compiling = makeTrace('x', recipe({ sources: ['board.c', 'board.h'], compile: ['-c', 'board.c'] }), { out, signal: AbortSignal.timeout(1) }); // biome-ignore format: a line
    await expect(compiling).rejects.toThrow(/abort/i);
    const long = recipe({ record: { with: 'valgrind', command: ['sleep', '60'] } });
    await expect(makeTrace('x', long, { out, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i); // before its first instruction
    const stop = new AbortController();
    const onRecording = ({ records }: { records: number }): void => {
      if (records > 0) stop.abort();
    };
    await expect(makeTrace('x', long, { out, signal: stop.signal, onRecording })).rejects.toThrow(/abort/i);
    const controller = new AbortController();
    const written = makeTrace('x', recipe({}), {
      out,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(written).rejects.toThrow(/abort/i);
    expect([existsSync(out), left()]).toEqual([false, []]);
  });
});

describe('disco trace fetch', () => {
  test('lists what can be made, and what that needs', async () => {
    const { stdout, code } = await disco(['trace', 'fetch']);
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const [name] of recipes) expect(stdout).toMatch(new RegExp(`^${name}: `, 'm'));
  });

  test.each([
    [['chss'], /^disco: unknown trace "chss"; did you mean "chess"\?; those that are made: chess, /],
    [
      ['radix8'],
      /^disco: radix8 comes along, and no command makes it: disco replay radix8; those that are made: chess, /,
    ],
    [['chess', '-o', 'chess.csv'], /^disco: --out chess\.csv: expected a name that ends in \.arrow/],
    [['chess', '-o', join(folder, 'no/chess.arrow')], /there is no folder/],
    [['chess', '--level', '30'], /--level/],
  ])('refuses %j', async (args, expected) => {
    const { stderr, code } = await disco(['trace', 'fetch', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
  });
});
