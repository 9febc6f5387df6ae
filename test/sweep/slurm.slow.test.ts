import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePortion } from '../../src/commands/sweep/options.ts';
import { arrayScript, quote } from '../../src/sweep/engines/slurm.ts';
import { planOf } from '../../src/sweep/plan/plan.ts';
import { portionsOf, ranges } from '../../src/sweep/plan/portion.ts';
import { openStream, runTasks } from '../../src/sweep/plan/task.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../src/sweep/study/arguments.ts';
import { discoProcess, type Outcome } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const folder = temporaryFolder('slurm');

/**
 * Stands in for Slurm: runs the tasks of the array one after the other, and says a job number. Task $VICTIM gets a SIGKILL as soon as it has
 * kept one result.
 */
const STUB = `#!/usr/bin/env bash
set -eu
[ "$1" = --parsable ]
script=$2
for range in $(sed -n 's/^#SBATCH --array=//p' "$script" | tr , ' '); do
  for ((n = \${range%-*}; n <= \${range#*-}; n++)); do
    kept=$(find "$STORE" -name '*.json' | wc -l)
    SLURM_ARRAY_TASK_ID=$n bash "$script" 2>>"$LOG" &
    task=$!
    if [ "\${VICTIM:-}" = "$n" ]; then
      while [ "$(find "$STORE" -name '*.json' | wc -l)" -le "$kept" ]; do kill -0 $task; done
      kill -9 $task
    fi
    wait $task || true
  done
done
echo '4711;cluster'
`;

describe('a portion of a sweep', () => {
  test.each([
    ['1/1', 1, 1],
    ['3/12', 3, 12],
    ['12/12', 12, 12],
  ] as const)('%s is read', (text, number, of) => {
    expect(parsePortion(text)).toEqual({ number, of });
  });
  test.each(['0/3', '4/3', '3', '1/', '-1/2', '1/0', '1.5/2', 'a/b'])('%s is refused', (text) => {
    expect(() => parsePortion(text)).toThrow(`--portion ${text}: expected I/N`);
  });

  test('has the same replays whatever is stored, and all portions have each once', async () => {
    const trace = writeTrace(join(folder, 'portions.csv'), { rows: 60 });
    const flags = { vary: ['tlb.entries=8,16,32', 'run.seed=1..4:1'], zip: [], set: [], structures: 'irix,disco' };
    const store = new Store(join(folder, 'portions'));
    const plan = await planOf(studyOfArguments([trace], flags), store);
    const keys = (parts: ReturnType<typeof portionsOf>) => parts.map(({ replays }) => replays.map(({ key }) => key));
    for (const task of plan.tasks.slice(3, 9)) await runTasks([task], await openStream(task.stream), store);
    const later = await planOf(studyOfArguments([trace], flags), store);
    for (const count of [1, 2, 5, 16, 40]) {
      const parts = portionsOf(plan, count);
      expect(keys(parts).flat().sort()).toEqual(plan.replays.map(({ key }) => key).sort());
      expect(keys(portionsOf(later, count))).toEqual(keys(parts));
      const left = portionsOf(later, count).flatMap(({ tasks }) => tasks.flatMap(({ structures }) => structures));
      expect(left).toHaveLength(later.replays.length - later.stored.size);
    }
  });

  test.each<[number[], string]>([
    [[], ''],
    [[1], '1'],
    [[1, 2, 3, 7, 9, 10], '1-3,7,9-10'],
  ])('numbers %j are %s', (numbers, text) => {
    expect(ranges(numbers)).toBe(text);
  });
});

test('the shell reads every word of a script back as it was', () => {
  const words = fc.sample(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
    300,
  );
  const script = `printf '%s\\0' ${[...words, "it's", '$HOME `x` "y" \\', '', '-n', 'a\nb', '~', '#', '*'].map(quote).join(' ')}`;
  const read = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  expect(read).toEqual(
    [...words, "it's", '$HOME `x` "y" \\', '', '-n', 'a\nb', '~', '#', '*'].map((word) => word.toWellFormed()),
  );
});

test('the script says what it does', () => {
  const script = arrayScript({
    name: 'mine',
    portions: 12,
    numbers: [2, 3, 7],
    cpus: 4,
    folder: '/home/me/it’s here',
    logs: '.disco/slurm',
    program: ['/opt/node', 'cli.js'],
    sweep: ['study.yaml', '--set', 'run.seed=2'],
  });
  expect(script.split('\n').filter((line) => !line.startsWith('# '))).toEqual([
    '#!/usr/bin/env bash',
    '#SBATCH --job-name=disco-mine',
    '#SBATCH --array=2-3,7',
    '#SBATCH --cpus-per-task=4',
    '#SBATCH --output=.disco/slurm/mine-%A_%a.log',
    '#',
    'set -euo pipefail',
    "cd -- '/home/me/it’s here'",
    'disco=(/opt/node cli.js) # on a node that has it elsewhere: change this line',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash
    'exec "${disco[@]}" sweep study.yaml --set run.seed=2 --portion "$SLURM_ARRAY_TASK_ID/12"',
    '',
  ]);
});

describe('disco sweep --engine slurm', () => {
  const place = join(folder, `it's a "place" $HOME`);
  const bin = join(folder, 'bin');
  for (const each of [place, bin, join(place, 'counts')]) mkdirSync(each);
  writeFileSync(join(bin, 'sbatch'), STUB, { mode: 0o755 });
  writeTrace(join(place, 'my trace.csv'), { cpus: 2, rows: 60_000 });
  const asked = [
    'sweep',
    './my trace.csv',
    '--structures',
    'irix,flash',
    '--vary',
    'tlb.entries=8,16',
    '--vary',
    'run.seed=1..5:1',
  ];
  const run = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
    discoProcess([...asked, ...args], [], undefined, {
      cwd: place,
      env: { ...process.env, LOG: join(folder, 'log'), STORE: join(place, 'counts'), ...env },
    });
  const slurm = (victim?: string): Promise<Outcome> =>
    run(['--engine', 'slurm', '--portions', '2', '--store', 'counts', '-o', 'array'], {
      PATH: `${bin}:${process.env.PATH}`,
      ...(victim && { VICTIM: victim }),
    });
  const files = (name: string): string[] =>
    readdirSync(join(place, name)).map((file) => readFileSync(join(place, name, file), 'base64'));
  const array = (): string | undefined =>
    /--array=(.*)/.exec(readFileSync(join(place, '.disco/slurm/sweep.sh'), 'utf8'))?.[1];

  test('a task of the array is killed: --resume tells what is missing, another array makes just that, and the results are those of one process', async () => {
    const nothing = await run(['--resume', '--store', 'counts', '-o', 'array']);
    expect(nothing.stderr).toMatch(
      /^disco: 20 of 20 replays are missing: 10 of irix on \.\/my trace\.csv and 10 of flash/,
    );
    expect(nothing.code).toBe(2);
    const submitted = await slurm('2');
    expect([submitted.code, submitted.stdout]).toEqual([0, '']);
    expect(submitted.stderr).toContain('2 of 2 portions submitted as Slurm job 4711, by .disco/slurm/sweep.sh');
    expect(array()).toBe('1-2');
    const early = await run(['--resume', '--store', 'counts', '-o', 'array']);
    expect(early.stderr).toMatch(/^disco: \d+ of 20 replays (are|is) missing: .*--engine slurm submits/);
    expect([early.code, early.stdout]).toEqual([2, '']);
    const again = await slurm();
    expect(again.stderr).toContain('1 of 2 portions submitted');
    expect(array()).toBe('2');
    const collected = await run(['--resume', '--store', 'counts', '-o', 'array']);
    expect(collected.stderr).toMatch(/20 points from 20 replays: 20 known before/);
    const alone = await run(['--engine', 'process', '--store', 'alone', '-o', 'one']);
    expect(collected.stdout).toBe(alone.stdout);
    expect(files('array')).toEqual(files('one'));
    expect((await slurm()).stdout).toBe(alone.stdout); // nothing to submit: it answers
  });

  test('without Slurm it says where the script is', async () => {
    const only = join(folder, 'only');
    mkdirSync(only);
    const { code, stderr } = await run(['--engine', 'slurm', '--store', 'other', '--workers', '2'], { PATH: only });
    expect([code, stderr.split('\n')[0]]).toEqual([
      0,
      'disco: no sbatch here; 10 of 10 portions are in .disco/slurm/sweep.sh: on the cluster, from this folder, sbatch .disco/slurm/sweep.sh',
    ]);
    expect(readFileSync(join(place, '.disco/slurm/sweep.sh'), 'utf8')).toContain('#SBATCH --cpus-per-task=2');
  });

  test('what sbatch complains of is told', async () => {
    const wrong = join(folder, 'wrong');
    mkdirSync(wrong);
    writeFileSync(join(wrong, 'sbatch'), '#!/bin/sh\necho "sbatch: error: invalid account" >&2; exit 1\n', {
      mode: 0o755,
    });
    const { code, stderr } = await run(['--engine', 'slurm', '--store', 'other'], {
      PATH: `${wrong}:${process.env.PATH}`,
    });
    expect([code, stderr]).toEqual([2, 'disco: sbatch .disco/slurm/sweep.sh: sbatch: error: invalid account\n']);
  });
});
