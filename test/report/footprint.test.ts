import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import type { FootprintSample } from '../../src/replay/counts/footprint.ts';
import { toSvg } from '../../src/report/draw/render.ts';
import { exportTables, writeReport } from '../../src/report/files/export.ts';
import { toJson } from '../../src/report/files/json.ts';
import { tables } from '../../src/report/library.ts';
import { toHtml } from '../../src/report/page/html.ts';
import { reportOf } from '../../src/report/run/report.ts';
import type { Run } from '../../src/report/run/run.ts';
import { footprintOf, footprints, sidesOf } from '../../src/report/sections/footprint/footprint.ts';
import { footprint } from '../../src/report/sections/footprint/index.ts';
import { footprintLines } from '../../src/report/sections/footprint/terminal.ts';
import { sectionLines } from '../../src/report/sections/section.ts';
import { terminalReport } from '../../src/report/terminal.ts';
import { charts } from '../../src/sweep/charts/index.ts';
import { temporaryFolder } from '../temporary.ts';
import { disco, handRuns, irix } from './fixture.ts';
import { withoutScripts } from './without-scripts.ts';

const NOTHING = { own: 0, logs: 0, unused: 0, replicas: 0 };
/** Pages of a machine: kernel data, kernel text, buffer cache, user, free. */
type Pages = [number, number, number, number, number];
const sample = (clock: number, virtual: Pages[], machine: Pages, monitor = NOTHING): FootprintSample => {
  return { clock, virtual, machine, monitor };
};

const run = (structure: Run['structure'], footprint: FootprintSample[]): Run => {
  const [native] = handRuns();
  return { ...native, structure, counts: { ...native.counts, structure, footprint } };
};
const native = (footprint: FootprintSample[]): Run => run(irix, footprint);

/** Without sharing V is M; then two machines that share their kernel's text and 30 blocks of files; one more block nobody has mapped. */
const alone = [sample(100, [[256, 512, 0, 128, 0]], [256, 512, 0, 128, 0]), sample(900, [[512, 512, 1024, 0, 256]], [512, 512, 1024, 0, 256])]; // biome-ignore format: samples
const shared = [
  sample(100, [[10, 4, 0, 0, 0]], [10, 4, 0, 0, 0], { ...NOTHING, own: 50 }),
  sample(400, [[10, 4, 30, 7, 0], [20, 4, 30, 8, 0]], [30, 4, 30, 15, 0], { own: 50, logs: 6, unused: 1, replicas: 300 }),
  sample(900, [[10, 4, 30, 7, 0], [20, 4, 30, 8, 0]], [30, 4, 30, 15, 0], { own: 50, logs: 6, unused: 1, replicas: 3 }),
]; // biome-ignore format: samples
const both = (): Run[] => [native(alone), run(disco, shared)];

describe('the sides of a sample', () => {
  test('are V, summed over machines, and M, with blocks nobody has mapped; the monitor and its logs in both, replicas in M', () => {
    expect(sidesOf(shared[2])).toEqual({
      V: {
        'kernel data': 30,
        'kernel text': 8,
        'buffer cache': 60,
        monitor: 56,
        replicas: 0,
        programs: 15,
        'free lists': 0,
      },
      M: {
        'kernel data': 30,
        'kernel text': 4,
        'buffer cache': 31,
        monitor: 56,
        replicas: 3,
        programs: 15,
        'free lists': 0,
      },
    });
  });

  test('are alike where nothing is shared', () => {
    const { V, M } = sidesOf(alone[1]);
    expect(V).toEqual(M);
  });
});

test('the table has a row for each use that is not zero, V by machine, pages of no single one without', () => {
  const rows = tables.footprint([run(disco, shared.slice(2))]).objects() as Record<string, unknown>[];
  expect(rows.map(({ side, vm, use, pages }) => [side, vm, use, pages])).toEqual([
    ['V', 0, 'kernel data', 10], ['V', 0, 'kernel text', 4], ['V', 0, 'buffer cache', 30], ['V', 0, 'programs', 7],
    ['V', 1, 'kernel data', 20], ['V', 1, 'kernel text', 4], ['V', 1, 'buffer cache', 30], ['V', 1, 'programs', 8],
    ['V', null, 'monitor', 56],
    ['M', null, 'kernel data', 30], ['M', null, 'kernel text', 4], ['M', null, 'buffer cache', 31], ['M', null, 'monitor', 56],
    ['M', null, 'replicas', 3], ['M', null, 'programs', 15],
  ]); // biome-ignore format: rows
  expect(rows[0]).toEqual({ configuration: 'disco', clock: 900, side: 'V', vm: 0, use: 'kernel data', pages: 10, MB: 10 / 256 }); // biome-ignore format: a row
});

test('the table’s pages of V by clock add up to the sample’s, in MB by the size of a page', () => {
  const large = { ...disco, pageBytes: 16384 };
  const rows = tables.footprint([run(large, shared)]).objects() as {
    clock: number;
    side: string;
    pages: number;
    MB: number;
  }[];
  const at = rows.filter(({ clock, side }) => clock === 400 && side === 'V');
  expect(at.reduce((sum, { pages }) => sum + pages, 0)).toBe(30 + 8 + 60 + 15 + 56);
  expect(at.every(({ pages, MB }) => MB === pages / 64)).toBe(true);
});

test('the table reads back equal from Arrow and Parquet, pages of no single machine among the rest', async () => {
  const folder = temporaryFolder('footprint');
  await exportTables(folder, both());
  const rows = tables.footprint(both()).objects() as Record<string, unknown>[];
  expect(tableFromIPC(readFileSync(join(folder, 'footprint.arrow'))).toArray()).toEqual(rows);
  const { buffer } = new Uint8Array(readFileSync(join(folder, 'footprint.parquet')));
  const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  const parquet = (await parquetReadObjects({ file: buffer })) as Record<string, unknown>[];
  expect(parquet.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])))).toEqual(rows); // biome-ignore format: one call
});

describe('the JSON', () => {
  test('has the end, by machine too, and the time when M was most', () => {
    expect(footprintOf(both()[1])).toMatchObject({
      end: { clock: 900, V: { 'kernel text': 8 }, M: { 'kernel text': 4 }, machines: [{ 'kernel data': 10 }, { 'kernel data': 20 }] },
      most: { clock: 400, M: { replicas: 300 } },
    }); // biome-ignore format: an object
    expect(toJson([both()[0]])).toMatchObject({ footprint: { end: { clock: 900, M: { 'free lists': 256 } } } });
  });

  test('is null where nothing was sampled', () => {
    expect(toJson([handRuns()[0]])).toMatchObject({ footprint: null });
  });
});

describe('what there is to show', () => {
  const machine: Pages = [5, 5, 0, 5, 0];
  const one = [sample(10, [machine], machine)];
  const two = [sample(10, [machine, machine], machine)];
  const file = [sample(10, [[5, 5, 1, 5, 0]], [5, 5, 1, 5, 0]), ...one];

  test.each([
    ['one machine without files', [one, one], 0],
    ['two machines in one run', [one, two], 2],
    ['one machine with a block of a file', [one, file], 0],
    ['no samples', [[], []], 0],
    ['samples of one run', [[], two], 1],
  ] as const)('for %s', (_, samples, shown) => {
    const runs = [native([...samples[0]]), run(disco, [...samples[1]])];
    expect(footprints(reportOf(runs))).toHaveLength(shown);
    expect(sectionLines(footprint, reportOf(runs)).length > 0).toBe(shown > 0);
    expect(charts.memory(runs) === undefined).toBe(shown === 0);
    expect(charts['memory-time'](runs) === undefined).toBe(shown === 0);
  });
});

describe('in the terminal', () => {
  test('V and M of each configuration stand in MB, the programs behind the total', () => {
    const lines = footprintLines(reportOf(both())).map((line) => line.trim().split(/ {2,}/));
    expect(lines).toEqual([
      ['kernel', 'kernel', 'buffer'],
      ['MB at the end', 'data', 'text', 'cache', 'monitor', 'replicas', 'total', 'programs'],
      ['irix', 'V', '2.00', '2.00', '4.00', '0.00', '0.00', '8.00', '0.00'],
      ['M', '2.00', '2.00', '4.00', '0.00', '0.00', '8.00', '0.00'],
      ['disco', 'V', '0.12', '0.03', '0.23', '0.22', '0.00', '0.60', '0.06'],
      ['M', '0.12', '0.02', '0.12', '0.22', '0.01', '0.48', '0.06'],
    ]); // biome-ignore format: lines
    expect(terminalReport(both())).toContain(footprintLines(reportOf(both())).join('\n'));
  });

  test('long names and gigabytes fit 80 columns', () => {
    const huge: Pages = [6e6, 6e6, 6e6, 6e6, 6e6];
    const named = { ...disco, name: 'a-configuration-with-a-name' };
    const lines = footprintLines(reportOf([run(named, [sample(1, [huge, huge], huge, { own: 6e6, logs: 6e6, unused: 6e6, replicas: 6e6 })])])); // biome-ignore format: one call
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('the charts', () => {
  const machine0: Pages = [5, 5, 1, 5, 0];
  const texts = (svg: string): string[] =>
    Array.from(svg.matchAll(/<text[^>]*>(?:<tspan[^>]*>)?([^<]*)/g), ([, text]) => text);

  test('are the same, byte for byte, each time they are drawn', async () => {
    for (const chart of [charts.memory, charts['memory-time']])
      expect(await toSvg(chart(both())!)).toBe(await toSvg(chart(both())!));
  });

  test('name every configuration, both sides and the uses there are', async () => {
    const shown = texts(await toSvg(charts.memory(both())!));
    expect(shown.filter((text) => /^[VM]$/.test(text))).toEqual(['V', 'M', 'V', 'M']);
    expect(shown).toEqual(
      expect.arrayContaining(['irix', 'disco', '8.00', '4.00', 'kernel data', 'monitor', 'replicas']),
    );
    expect(shown).not.toContain('programs');
    expect(texts(await toSvg(charts['memory-time'](both())!))).toEqual(
      expect.arrayContaining(['programs', 'free lists']),
    );
    const unmonitored = [native(alone), native([sample(900, [machine0, machine0], machine0)])];
    expect(texts(await toSvg(charts.memory(unmonitored)!))).not.toContain('monitor');
  });

  test('over time draw at most 128 samples, the last among them', () => {
    const many = Array.from({ length: 512 }, (_, n) =>
      sample(
        1e6 * (n + 1),
        [
          [1, 1, 1, 1, 0],
          [1, 1, 1, 1, 0],
        ],
        [1, 1, 1, 1, 0],
      ),
    );
    type Cell = { layer: { data: { values: { clock: number }[] } }[] };
    const { concat } = charts['memory-time']([native(many)]) as unknown as { concat: Cell[] };
    const clocks = concat[0].layer[1].data.values.map(({ clock }) => clock);
    expect(clocks).toHaveLength(128);
    expect(clocks.at(-1)).toBe(512);
  });
});

describe('a report', () => {
  const folder = temporaryFolder('footprint');

  test('has a section, two charts and the table where there is memory to show, and loses them where there is none', async () => {
    const names = [
      'footprint.arrow', 'footprint.csv', 'footprint.parquet', 'memory-time.png', 'memory-time.svg', 'memory-time.vl.json',
      'memory.png', 'memory.svg', 'memory.vl.json',
    ]; // biome-ignore format: a list
    await writeReport(folder, both());
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(names));
    const page = await toHtml(both());
    expect(page).toContain('<h2>Memory in use</h2>');
    expect(page).toMatch(/<tr class="total"><th scope="row">total, as in Figure 6<\/th><td class="n">8.00<\/td>/);
    await writeReport(folder, handRuns());
    expect(names.filter((name) => existsSync(join(folder, name)))).toEqual([]);
    expect(withoutScripts(await toHtml(handRuns()))).not.toContain('Memory in use');
  });
});
