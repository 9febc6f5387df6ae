import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { disco, discoProcess } from './command-line.ts';
import { paced } from './pace.ts';
import { writeTrace } from './sweep/traces.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder('cli-sweep');
const trace = writeTrace(join(folder, 't.csv'), { cpus: 2, rows: 3000 });
const store = ['--store', join(folder, 'counts')];
const out = ['-o', join(folder, 'results')];

describe('disco sweep', () => {
  test('prints a table within 80 columns, and writes it', async () => {
    const args = [
      'sweep',
      trace,
      '--vary',
      'tlb.entries=32,64',
      '--vary',
      'remoteMemory=300..3000:100',
      ...store,
      ...out,
    ];
    const { code, stdout, stderr } = await disco(args);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^112 points from 4 replays: 0 known before, 4 made in 3 passes; results: .*results\/results\.csv/,
    );
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[0]).toMatch(/^Overhead of disco is [\d.]+ % at best \(/);
    const heading = lines.findIndex((line) => /^trace .*t\.csv$/.test(line));
    expect(lines.slice(heading + 2, heading + 6)).toEqual([
      '                     remote                                                 TLB',
      '               TLB  memory,                    total,  overhead,           miss',
      'structure  entries       ns  why                   ms          %    CPI  / 1000',
      expect.stringMatching(/^irix {12}32 {6}300 {2}corner /),
    ]);
    const [, shown] = /\n\n(\d+) of 112 points: [^.]*results\.csv has all\.\n/.exec(stdout) ?? [];
    expect(lines.filter((line) => /^(irix|disco) /.test(line))).toHaveLength(Number(shown));
    expect(
      readFileSync(join(folder, 'results', 'results.csv'), 'utf8')
        .trimEnd()
        .split('\n'),
    ).toHaveLength(113);
    const again = await disco(args);
    expect(again.stdout).toBe(stdout);
    expect(again.stderr).toMatch(/^112 points from 4 replays: 4 known before, 0 made in 0 passes/);
  });

  test('draws what suits the axes beside the results, unless told not to', async () => {
    const drawn = join(folder, 'drawn');
    const args = ['sweep', trace, '--vary', 'remoteMemory=300,600,900', ...store, '-o', drawn];
    const { stderr } = await disco([...args, '--pareto', 'remoteMemory,totalMs']);
    expect(stderr).toMatch(/; charts: sweep\.html\n$/);
    const names = readdirSync(drawn);
    expect(names).toEqual(expect.arrayContaining(['lines.svg', 'pareto.png', 'sensitivity.vl.json', 'sweep.html']));
    await disco([...args, '--no-charts']);
    expect(readdirSync(drawn)).toHaveLength(5);
    const wrong = await disco([...args, '--pareto', 'totalMs']);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/^disco: --pareto totalMs: expected two/) });
  });

  test('prints JSON, from a study in a file, its trace beside it', async () => {
    const study = join(folder, 'study.yaml');
    writeFileSync(
      study,
      'name: mine\ntraces: [./t.csv]\nstructures: [flash]\nvary: { tlb.entries: [8, 16] }\noutputs: [tlbMiss]\n',
    );
    const { stdout, code } = await disco(['sweep', study, '--json', ...store, ...out]);
    expect(code).toBe(0);
    const { name, rows } = JSON.parse(stdout);
    expect(name).toBe('mine');
    expect(rows.map((row: Record<string, unknown>) => row['tlb.entries'])).toEqual([8, 16]);
    expect(rows[0].tlbMiss).toBeGreaterThan(rows[1].tlbMiss);
  });

  test('--plan tells what is shared, and what is not and why, and does nothing', async () => {
    const place = join(folder, 'nothing');
    const axes = ['tlb.entries=32,64,128', 'cache.l2.sizeBytes=262144,524288', 'localMemory=1..9:1'];
    const args = ['sweep', trace, ...axes.flatMap((axis) => ['--vary', axis]), '--plan', '--store', place, '-o', place];
    const { stdout, code } = await disco(args);
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('points 108: 2 structures × 3 tlb.entries × 2 cache.l2.sizeBytes × 9 localMemory');
    expect(text).toContain('replays 12;');
    expect(text).toContain('stored none of them to do 8 passes over traces');
    expect(text).toContain('irix tlb.entries: all 3 share a pass');
    expect(text).toContain('irix cache.l2.sizeBytes: a pass for each of 2; the machine is coherent');
    expect(text).toContain('disco tlb.entries: a pass for each of 3; the monitor acts on every TLB miss');
    expect(readdirSync(folder)).not.toContain('nothing');
  });

  test.each<[string[], RegExp]>([
    [
      ['sweep', 'no-such.yaml'],
      /^disco: study "no-such\.yaml": no such preset or file; presets: latencies, tlb-reach\n$/,
    ],
    [['sweep', join(folder, 'none')], /^disco: .*none: there is no such file\n$/],
    [['sweep', '-'], /^disco: a sweep reads its trace several times/],
    [['sweep', trace, '--vary', 'tlb.entrees=1'], /^disco: --vary tlb\.entrees=1: .*did you mean "tlb\.entries"\?/],
    [
      ['sweep', trace, '--vary', 'tlb.ways=48'],
      /^disco: --vary tlb\.ways=48: point tlb\.ways=48, structure irix: .*64 entries of 48 ways.*a power of two/,
    ],
    [['sweep', trace, '--engine', 'cloud'], /^disco: .*--engine.*threads, process/],
    [['sweep', trace, '--portion', '3/2'], /^disco: --portion 3\/2: expected I\/N/],
    [
      ['sweep', trace, '--engine', 'redis', '--redis', 'redis://:x@h'],
      /^disco: --redis: a password on the command line/,
    ],
    [['sweep', trace, '--workers', 'x'], /^disco: --workers: found "x"/],
    [['sweep', trace, '--workers', '0'], /^disco: --workers: found "0", expected/],
    [['sweep', trace, '-o', '/dev/null'], /^disco: \/dev\/null/],
    [['sweep', trace, '--store', '/dev/null'], /^disco: \/dev\/null/],
  ])('%j is one clear line and exit code 2', async (args, message) => {
    const { code, stderr, stdout } = await disco([
      ...args,
      ...(args.includes('-o') ? [] : out),
      ...(args.includes('--store') ? [] : store),
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  const signals: readonly [NodeJS.Signals, number | null][] = [
    ['SIGINT', 130],
    ['SIGKILL', null],
  ];

  test.each(paced(signals.slice(0, 1), signals))(
    'after %s the same command goes on from what is kept, and gives what it would have given',
    async (signal, expected) => {
      const long = writeTrace(join(folder, 'long.csv'), { cpus: 2, rows: paced(60_000, 200_000) });
      const args = (place: string) => {
        const vary = ['--vary', 'cache.l1d.ways=1,2', '--vary', 'run.seed=1..10:1'];
        return ['sweep', long, ...vary, '--structures', 'flash', '--json', '--store', join(folder, place), ...out];
      };
      const entries = (place: string): number =>
        existsSync(join(folder, place))
          ? readdirSync(join(folder, place), { recursive: true }).filter((name) =>
              /[0-9a-f]{64}\.json$/.test(`${name}`),
            ).length
          : 0;
      const stopped = (place: string) =>
        discoProcess(args(place), [], (kill, said) => {
          const look = setInterval(() => {
            if (entries(place) < 2) return;
            clearInterval(look);
            kill(signal);
          }, 5);
          said.on('close', () => clearInterval(look));
        });
      // Until a signal comes before the end.
      let place: string = signal;
      let outcome = await stopped(place);
      for (let n = 2; outcome.code === 0; outcome = await stopped(place)) place = `${signal}-${n++}`;
      const { code, stderr } = outcome;
      expect(code).toBe(expected);
      const said =
        /^disco: interrupted; (\d+) of 20 replays are kept in .*SIGINT, and the same command goes on from there$/m;
      if (signal === 'SIGINT') expect(Number(said.exec(stderr)?.[1])).toBeGreaterThanOrEqual(1);
      const kept = entries(place);
      const resumed = await disco(args(place));
      expect(Number(/(\d+) known before/.exec(resumed.stderr)?.[1])).toBe(kept);
      expect(resumed.stdout).toBe((await disco(args('whole'))).stdout);
    },
  );

  test('show has studies, and their schema', async () => {
    expect((await disco(['show', 'study'])).stdout).toContain('tlb-reach');
    expect(JSON.parse((await disco(['show', 'study', '--schema'])).stdout).properties).toHaveProperty('vary');
    expect((await disco(['show', 'study', 'latencies'])).stdout).toContain('remoteMemory');
  });
});
