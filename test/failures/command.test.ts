import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { losses } from '../../src/failures/aftermath.ts';
import { containmentOf } from '../../src/failures/containment.ts';
import { nodeLost } from '../../src/failures/loss.ts';
import { study } from '../../src/failures/study.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { openTrace } from '../../src/trace/open.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('failures');
const trace = join(folder, 't.csv');
/** Four CPUs with a program each, which touch pages of their own, again and again. */
writeFileSync(
  trace,
  Array.from({ length: 400 }, (_, n) => {
    const cpu = n % 4;
    const page = (cpu + 1) * 0x100000 + 4096 * (n % 32);
    return `${cpu},${cpu + 1},u,I,400000,4,\n${cpu},${cpu + 1},u,S,${page.toString(16)},4,\n`;
  }).join(''),
);
const failures = (...args: string[]) => disco(['failures', trace, '-s', 'irix,2vm', ...args]);

test('prints what is asked, what the model says, a row for each structure and division, a map, and what no trace knows', async () => {
  const { code, stdout } = await failures('--cells', 'one,2,1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^What the loss of each of 4 nodes takes at each of \d+ moments? of the trace, through\nirix and 2vm, with one monitor, cells of 2 nodes and cells of 1 node\.\n/);
  expect(stdout).toContain('irix has no monitor: one operating system runs on all nodes');
  for (const row of [/^irix +no monitor +1 +100\.0 % /m, /^2vm +one monitor +2 +100\.0 % /m, /^2vm +cells of 2 nodes +2 +50\.0 % /m, /^2vm +cells of 1 node +2 +50\.0 % /m])
    expect(stdout).toMatch(row);
  expect(stdout).toMatch(/2vm, cells of 1 node:\n +VM 0 +VM 1\nnode 0 +100c +–\n/);
  expect(stdout).toContain('What a trace cannot know:');
}); // biome-ignore format: a line

test('as JSON and in a folder it is the same numbers', async () => {
  const out = join(folder, 'out');
  const { code, stdout } = await failures('--json', '-o', out);
  expect(code).toBe(0);
  const json = JSON.parse(stdout);
  expect(json.failures.map((row: { cells: string }) => row.cells)).toEqual(['no monitor', 'one monitor', 'cells of 1 node']); // biome-ignore format: a line
  expect(json.failures[2]).toMatchObject({ structure: '2vm', vms: 2, nodesPerCell: 1, vmsLost: 1, vmsLostPercent: 50 });
  expect(json.dependences).toHaveLength(4 + 8 + 8);
  expect(JSON.parse(readFileSync(join(out, 'failures.json'), 'utf8'))).toEqual(json);
  const files = readdirSync(out);
  for (const name of ['failures.html', 'failures.csv', 'failures-moments.arrow', 'failures-dependences.parquet', 'failures.svg', 'failures-map.png', 'failures-time.vl.json'])
    expect(files).toContain(name);
  expect(readFileSync(join(out, 'failures.html'), 'utf8')).toContain('<h1>When a node fails</h1>');
}); // biome-ignore format: a list

test('a scenario says whom each loss hits, and why', async () => {
  const mine = join(folder, 'mine.yaml');
  writeFileSync(mine, 'losses:\n  - { at: 50%, nodes: [3] }\n  - { at: 100%, memory: { node: 0, from: 0, to: 1 } }\n');
  const { code, stdout } = await failures('--scenario', mine, '--cells', '1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2vm, cells of 1 node, at [\d,]+ instructions: VM 1 \(cpu, memory(, lines)?\)\.$/m);
  expect(stdout).toMatch(/^2vm, cells of 1 node, at [\d,]+ instructions: VM 0 \(memory\)\.$/m);
  expect(stdout).toContain('a range of memory never takes the');
  expect(stdout).toContain('The first loss is run on from; later ones are not replayed.');
});

test('how survivors of a scenario go on is told of each configuration, or why it is not', async () => {
  const out = join(folder, 'scenario');
  const { stdout } = await failures('--lose', 'node=3', '--cells', 'one,1', '--json', '-o', out);
  const { losses: hit, survivors, goOn } = JSON.parse(stdout);
  expect(hit[2]).toMatchObject({ structure: '2vm', vms: 1, detection: 10e6, restart: 60e9 });
  expect(hit[1]).toMatchObject({ recovery: null, restart: 360e9 });
  expect(survivors.map(({ replay: each }: { replay: string }) => each)).toEqual(['undisturbed', 'after the loss']);
  expect(survivors[0]).toMatchObject({ configuration: '2vm, cells of 1 node', clock: hit[2].clock, vms: 1, cpus: 2, timePercent: 100 }); // biome-ignore format: a line
  expect(survivors[1].instructions).toBe(survivors[0].instructions);
  expect(goOn[0]).toMatch(
    /^2vm, cells of 1 node, after [\d,]+ instructions: 1 of 2 VMs goes on\. What they still do takes /,
  );
  expect(goOn[1]).toBe('irix and 2vm, one monitor: nobody goes on.');
  expect(JSON.parse(readFileSync(join(out, 'failures.json'), 'utf8'))).toEqual(JSON.parse(stdout));
  expect(readdirSync(out)).toEqual(expect.arrayContaining(['failures-survivors.csv', 'failures-losses.parquet', 'failures-costs.arrow'])); // biome-ignore format: a line
  expect(readFileSync(join(out, 'failures.html'), 'utf8')).toContain('How the survivors go on');
  const parts = await failures('--lose', 'memory=0:8-9MB', '--cells', '1');
  expect(parts.stdout).toContain('2vm, cells of 1 node: not replayed: a replay goes on without nodes');
});

describe('is refused in a line', () => {
  test.each([
    [['--cells', '3'], '--cells 3: it does not divide the 4 nodes of 2vm; expected a divisor of 4, or one'],
    [['--cells', 'all'], '--cells: found "all", expected nodes of a cell, 1 to 128, or one'],
    [['--lose', 'node=9'], '--lose node=9: no node 9 in irix: there are 4, from 0'],
    [['--lose', 'cpu=4'], '--lose cpu=4: no CPU 4 in irix: there are 4, from 0'],
    [['--lose', 'disk=3'], '--lose disk=3: no disk 3: the trace uses '],
    [['--lose', 'node=1', '--at', '1G'], "--at 1G: 1G is beyond the trace's end, which is at "],
    [['--at', '10'], '--at is of what --lose names'],
    [['--scenario', 'two-nodes'], 'two-nodes (preset):5:3: losses.1.nodes: no node 5 in irix'],
    [['--scenario', 'one-node', '--lose', 'node=1'], '--scenario and --lose: expected one or the other'],
    [['--scenario', 'irix'], 'scenario "irix": no such preset or file; irix is a structure (-s irix)'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await failures(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`disco: ${message}`);
  });
}); // biome-ignore format: a list

test('a study of one replay is what replays of each scenario say', async () => {
  const options = { granuleBits: 4 };
  for (const name of ['irix', '2vm', 'disco']) {
    const structure = loadStructure(name, name === 'irix' ? [] : ['nodesPerCell=1']);
    const { dependences } = await replay(await openTrace(trace, options), structure, { dependences: {} });
    const { hits } = study(dependences!, structure);
    const { moments } = dependences!;
    for (const n of new Set([0, moments.length >> 1, moments.length - 1])) {
      const { clock } = moments[n];
      const own = await replay(await openTrace(trace, options), structure, { dependences: { at: [clock] } });
      const containment = containmentOf(structure, own.dependences!);
      for (let node = 0; node < 4; node++)
        expect(losses(own.dependences!, containment, [{ ...nodeLost(node), clock }])).toEqual([hits[node][n]]);
    }
  }
});
