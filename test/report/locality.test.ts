import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { price } from '../../src/price/price.ts';
import { writeReport } from '../../src/report/files/export.ts';
import { toJson } from '../../src/report/files/json.ts';
import { tables } from '../../src/report/library.ts';
import { reportOf } from '../../src/report/run/report.ts';
import { type Run, timeSums } from '../../src/report/run/run.ts';
import { locality } from '../../src/report/sections/locality/index.ts';
import {
  figure8Sums,
  localityOf,
  localityReport,
  nodeVisits,
  visitsOf,
  wallNs,
} from '../../src/report/sections/locality/locality.ts';
import { sectionLines } from '../../src/report/sections/section.ts';
import { terminalReport } from '../../src/report/terminal.ts';
import { temporaryFolder } from '../temporary.ts';
import { handRuns, irix, runOf } from './fixture.ts';
import { costs, moving, native, sharedRun, sharedRuns, uma } from './locality-fixture.ts';
import { withoutScripts } from './without-scripts.ts';

// By hand, in ns. CPU 0: 3000 x 1, 30 x 10; 20 x 100; 10 x 400. CPU 1: 500; upgrades 5 x 110 and 310. CPU 2: 1500, 50 x 10, 10 x 100, 40 x 300.
const NATIVE = { exec: 5000 + 300 + 500, local: 2000 + 550 + 1000, remote: 4000 + 310 + 12_000, monitor: 0 };
// CPU 2 now reads 45 local and 5 remote lines. Moves: 4 x 500, 3 x 1000, 1500, 5 x 200; three copies, in all 890, 10 and 300.
const COPY = (890 + 10 + 300) / 3;
const MONITOR = 2000 + 3 * (1000 + COPY) + 1500 + 1000;
const MOVING = { exec: NATIVE.exec, local: 2000 + 550 + 4500, remote: 4000 + 310 + 1500, monitor: MONITOR };
const localityLines = (runs: Run[]) => sectionLines(locality, reportOf(runs));
const total = (bars: typeof NATIVE) => bars.exec + bars.local + bars.remote + bars.monitor;

describe('Figure 8', () => {
  test('divides all of the time, the warm-up’s left out, into four segments', () => {
    const [before, after] = sharedRuns();
    expect(figure8Sums(before)).toEqual({ ...NATIVE, total: total(NATIVE) });
    expect(figure8Sums(after)).toEqual({ ...MOVING, total: total(MOVING) });
    expect(figure8Sums(after).total).toBe(timeSums(after).total);
  });

  test('is in percent of the first configuration with shared memory', () => {
    const rows = tables.figure8([runOf(irix, []), ...sharedRuns()]).objects() as {
      configuration: string;
      bar: string;
      percent: number;
    }[];
    expect(rows.map(({ configuration, bar }) => `${configuration} ${bar}`)).toEqual(
      ['irix (2)', 'disco'].flatMap((name) =>
        ['exec', 'local', 'remote', 'monitor', 'total'].map((bar) => `${name} ${bar}`),
      ),
    );
    expect(rows[4].percent).toBe(100);
    expect(rows[6].percent).toBeCloseTo((100 * MOVING.local) / total(NATIVE), 9);
  });

  test('counts queueing where the memory is that is queued for', () => {
    const run = sharedRuns()[0];
    const queued = {
      ...run,
      times: price(run.counts, { ...costs, memoryOccupancy: { ...costs.memoryOccupancy, value: 100 } }),
    };
    const { parts } = timeSums(queued);
    expect(parts.localContention).toBeGreaterThan(0);
    expect(parts.remoteContention).toBeGreaterThan(0);
    const sums = figure8Sums(queued);
    expect(sums.exec).toBe(NATIVE.exec);
    expect(sums.local).toBeCloseTo(NATIVE.local + parts.localContention, 9);
    expect(sums.remote).toBeCloseTo(NATIVE.remote + parts.remoteContention, 9);
  });
});

describe('locality', () => {
  test('is of machines with shared memory and more than one CPU: several nodes, or uniform memory', () => {
    const two = (structure: typeof uma) => sharedRun(structure, [{ cpu: 1, mode: 'user', events: { instruction: 1 } }]);
    const one = sharedRun(native, [{ mode: 'user', events: { instruction: 1 } }]);
    const apart = { ...two(native), structure: { ...native, numa: null } };
    expect(localityReport(reportOf([one, two(native), two(uma), apart])).runs.map(({ name }) => name)).toEqual([
      'irix (2)',
      'uma',
    ]);
  });

  test('says where lines came from and why they missed', () => {
    expect(localityOf(sharedRuns()[0])).toEqual({
      localShare: 30 / 80,
      reads: { local: 30, remote: 40, dirty: 10 },
      causes: { cold: 21, capacity: 4, trueSharing: 3, falseSharing: 2 },
      upgrades: { local: 5, remote: 1 },
      moves: null,
      visits: [[20, 10], [5, 1], [40, 10]],
    }); // biome-ignore format: a matrix
  });

  test('has no share of no misses', () => {
    const idle = sharedRun(moving, [{ cpu: 1, mode: 'user', events: { l1iFetch: 1 } }]);
    expect(localityOf(idle)).toMatchObject({
      localShare: null,
      moves: { perSecond: { migrations: null }, meanUs: { migration: null } },
    });
  });

  test('has Table 3: moves per second of the busiest CPU’s time, and what each takes', () => {
    const run = sharedRuns()[1];
    // CPU 2: 1500, 50 x 10, 45 x 100, 5 x 300, and all of the monitor's.
    const wall = 1500 + 500 + 4500 + 1500 + MONITOR;
    expect(wallNs(run)).toBe(wall);
    const { moves } = localityOf(run);
    expect(moves).toMatchObject({
      hotPages: 4,
      migrations: 1,
      replications: 2,
      collapses: 1,
      left: 1,
      replicasReclaimed: 0,
      shootdowns: 5,
    });
    expect(moves!.perSecond.migrations).toBeCloseTo(1e9 / wall, 6);
    expect(moves!.perSecond.replications).toBeCloseTo(2e9 / wall, 6);
    // A migration shot three entries down, a replication one.
    expect(moves!.meanUs).toEqual({ migration: (1500 + COPY + 600) / 1000, replication: (1500 + COPY + 200) / 1000 });
  });

  test('adds the transactions of CPUs on one node', () => {
    const run = sharedRuns()[0];
    expect(visitsOf(run)).toEqual([[20, 10], [5, 1], [40, 10]]); // biome-ignore format: a matrix
    expect(nodeVisits(run)).toEqual([[25, 11], [40, 10]]); // biome-ignore format: a matrix
  });

  test('is a table with a row for each number, under the names of the JSON', () => {
    const rows = tables.locality(sharedRuns()).objects({ limit: 1000 }) as {
      configuration: string;
      measure: string;
      value: number;
    }[];
    const value = (name: string, of: string) =>
      rows.find(({ configuration, measure }) => configuration === name && measure === of)?.value;
    expect(value('irix', 'reads.local')).toBe(30);
    expect(value('irix', 'moves.migrations')).toBeUndefined();
    expect(value('disco', 'moves.migrations')).toBe(1);
    expect(value('disco', 'figure8.exec')).toBeCloseTo((100 * MOVING.exec) / total(NATIVE), 9);
    expect(tables.locality(handRuns()).numRows()).toBe(0);
  });

  test('is in the JSON, or null', () => {
    const json = toJson([...sharedRuns(), handRuns()[0]]) as { runs: { locality: { localShare: number } | null }[] };
    expect(json.runs.map(({ locality: of }) => of?.localShare)).toEqual([30 / 80, 65 / 81, undefined]);
    expect(json.runs[2].locality).toBeNull();
  });
});

describe('the terminal', () => {
  const percent = (ns: number) => ((100 * ns) / total(NATIVE)).toFixed(1);

  test('prints Figure 8, the local share and Table 3 in 80 columns', () => {
    const lines = localityLines(sharedRuns()).map((line) => line.trim().split(/ {2,}/));
    expect(lines[0]).toEqual(['% of irix, not idle', 'exec', 'local', 'remote', 'monitor', 'total', 'local misses']);
    const cells = [MOVING.exec, MOVING.local, MOVING.remote, MOVING.monitor, total(MOVING)].map(percent);
    expect(lines[2]).toEqual(['disco', ...cells, '80.2 %']);
    expect(lines.at(-1)).toEqual(['disco', expect.any(String), '2.5', expect.any(String), '2.1', '1', '1']);
    const long = sharedRuns().map((run) => ({
      ...run,
      structure: { ...run.structure, name: 'a very long name of a structure' },
    }));
    for (const line of terminalReport(long).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('has no table of moves where pages stay, and nothing at all with one CPU', () => {
    expect(localityLines(sharedRuns().slice(0, 1))).toHaveLength(2);
    expect(localityLines(handRuns())).toEqual([]);
    expect(terminalReport(handRuns())).not.toContain('local misses');
  });
});

test('a report has the charts and the table while it has something to show in them', async () => {
  const folder = temporaryFolder('locality');
  const ours = () => readdirSync(folder).filter((name) => /^(figure8|locality|nodes|moves)\./.test(name));
  await writeReport(folder, sharedRuns());
  expect(ours().sort()).toEqual([
    'figure8.arrow', 'figure8.csv', 'figure8.parquet', 'locality.arrow', 'locality.csv', 'locality.parquet', 'locality.png',
    'locality.svg', 'locality.vl.json', 'moves.png', 'moves.svg', 'moves.vl.json', 'nodes.png', 'nodes.svg', 'nodes.vl.json',
  ]); // biome-ignore format: a list
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  for (const text of ['Pages most moved on disco', '0x9000', 'Who uses whose memory', 'migrations per second'])
    expect(page).toContain(text);
  await writeReport(folder, handRuns());
  expect(ours()).toEqual([]);
  expect(withoutScripts(readFileSync(join(folder, 'report.html'), 'utf8'))).not.toContain('Local and remote memory');
});
