import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { discoProcess, type Outcome } from './command-line.ts';
import { paced } from './pace.ts';
import { writeTrace } from './sweep/traces.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('workers');
const trace = writeTrace(join(folder, 't.csv'), { cpus: 2, rows: 6000 });
const text = readFileSync(trace);

/** Files of a folder and those below, by path, as text. */
const filesOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(path.length + 1), readFileSync(file, 'latin1')]),
  );

/** How much memory it took is all that may differ. */
const said = ({ stderr }: Outcome): string => stderr.replace(/^\d.* MB of memory at most$/m, '');

/** Command lines, each with what is on standard input, if anything; those of `npm test` first. */
const COMMANDS: [args: string[], input?: Buffer][] = [
  [['compare', trace, '-s', 'irix,disco,2vm', '-o', 'o']],
  [['compare', '-', '-s', 'irix,disco,splashos'], text],
  [['compare', trace, '-s', 'irix,2vm,8vm']],
  [['compare', trace, '-s', 'irix,disco', '--bands', '2', '--json']],
  [['compare', 'pmake-mips', '-o', 'o']],
  [['compare', 'synthetic:pmake8', '--set', 'workload.instructions=2000000', '-s', 'irix,1vm,2vm,8vm', '-o', 'o']],
  [['replay', trace, '-s', 'disco', '--json']],
  [['ablate', 'raytrace8', '-o', 'o']],
  [['services', 'make', '-o', 'o']],
  [['failures', 'radix8', '-o', 'o']],
  [['failures', 'radix8', '--lose', 'node=1', '--at', '90G']],
  [['reproduce', 'fig7', '-o', 'o']],
];

describe('what is printed and written is the same, however many threads replay', () => {
  test.each(COMMANDS.slice(0, paced(2, COMMANDS.length)))('disco %s', async ([...args], input?: Buffer) => {
    const outcomes = [];
    for (const workers of [1, 2]) {
      const cwd = temporaryFolder(`workers-${workers}`);
      const outcome = await discoProcess([...args, '--workers', `${workers}`], input === undefined ? [] : [input], undefined, { cwd }); // biome-ignore format: a call
      outcomes.push({ code: outcome.code, stdout: outcome.stdout, stderr: said(outcome), files: filesOf(cwd) });
    }
    const [one, two] = outcomes;
    expect({ ...two, files: Object.keys(two.files) }).toEqual({ ...one, files: Object.keys(one.files) });
    for (const [name, content] of Object.entries(two.files)) expect(content === one.files[name], name).toBe(true);
    if (args.includes('-o')) expect(Object.keys(one.files)).not.toEqual([]);
  });
}); // biome-ignore format: long lines

test('Ctrl-C in the middle of several threads stops with 130, and nothing is written', async () => {
  const cwd = join(folder, 'interrupted');
  mkdirSync(cwd);
  let interrupt = (): void => {};
  const endless = function* (): Generator<Buffer> {
    yield text;
    const rows = text.subarray(text.indexOf('\n', text.indexOf('cpu,task')) + 1);
    for (let i = 0; i < 1000; i++) {
      if (i === 100) interrupt(); // some 20 MB have been read
      yield rows;
    }
  };
  const args = ['compare', '-', '-s', 'irix,disco', '--workers', '2', '-o', 'o'];
  const { code, stdout, stderr } = await discoProcess(args, endless(), (kill) => {
    interrupt = () => kill('SIGINT');
  }, { cwd }); // biome-ignore format: a call
  expect([code, stdout, existsSync(join(cwd, 'o', 'report.html'))]).toEqual([130, '', false]);
  expect(stderr).toMatch(/interrupted/);
});
