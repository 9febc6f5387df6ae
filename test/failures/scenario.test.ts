import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { presetNames } from '../../src/config.ts';
import { clockOf } from '../../src/failures/scenario/clock.ts';
import { scenarioOfFlags } from '../../src/failures/scenario/flags.ts';
import { rangesOf } from '../../src/failures/scenario/resolve.ts';
import { loadScenario, SCENARIOS } from '../../src/failures/scenario/scenario.ts';
import { refusal } from '../refusal.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('scenario');
const file = (text: string): string => {
  const path = join(folder, 'mine.yaml');
  writeFileSync(path, text);
  return path;
};

test('every preset loads, and a file may extend one', () => {
  for (const name of presetNames(SCENARIOS)) expect(loadScenario(name).name).toBe(name);
  const { name, losses } = loadScenario(file('extends: two-nodes\nname: mine\n'));
  expect([name, losses.map(({ nodes }) => nodes)]).toEqual(['mine', [[2], [5]]]);
  const annotated = loadScenario(file('losses: { value: [{ at: 5M, cpus: [1] }], kind: assumed, source: a sketch }\n'));
  expect(annotated.losses).toEqual([{ at: '5M', nodes: [], cpus: [1], disks: [] }]);
});

test.each([
  ['losses: []', /losses: found \[\], expected at least 1/],
  ['name: a', /losses: found nothing, expected a list/],
  ['losses: [{ at: 10 }]', /losses\.0\.nodes: found .*: nothing is lost; expected nodes, cpus, disks or memory/],
  ['losses: [{ at: 150%, nodes: [1] }]', /losses\.0\.at: found "150%", expected at most 100 %, the end of the trace/],
  ['losses: [{ at: soon, nodes: [1] }]', /losses\.0\.at: found "soon"/],
  ['losses: [{ at: -1, nodes: [1] }]', /losses\.0\.at: found -1/],
  ['losses: [{ at: 1, nodes: [128] }]', /losses\.0\.nodes\.0: found 128, expected at most 127/],
  ['losses: [{ at: 1, memory: { node: 0, from: 4, to: 4 } }]', /losses\.0\.memory: .*expected more than 4 MB as its end/],
  ['losses: [{ at: 1, nodes: [0], node: 3 }]', /unknown key "losses\.0\.node"/],
  [`losses: [${'{ at: 1, nodes: [0] },'.repeat(65)}]`, /losses: .*expected at most 64/],
])('%s is refused in a line with its place', (text, message) => {
  const said = refusal(() => loadScenario(file(text)));
  expect(said).toMatch(message);
  expect(said).toMatch(/mine\.yaml:\d+:\d+: /);
  expect(said.split('\n')).toHaveLength(1);
}); // biome-ignore format: a list

test('a clock is instructions or percent', () => {
  expect([7, '7', '1.5k', '2M', '1G'].map(clockOf)).toEqual([7, 7, 1500, 2e6, 1e9].map((instructions) => ({ instructions }))); // biome-ignore format: a line
  expect(['50%', '12.5 %'].map(clockOf)).toEqual([{ percent: 50 }, { percent: 12.5 }]);
});

test('what a command line loses is lost at once', () => {
  const { losses } = scenarioOfFlags(['node=3,4', 'cpu=2', 'disk=0', 'memory=3:0-4.5MB'], '200k');
  expect(losses).toEqual([
    { at: '200k', nodes: [3, 4], cpus: [], disks: [] },
    { at: '200k', nodes: [], cpus: [2], disks: [] },
    { at: '200k', nodes: [], cpus: [], disks: [0] },
    { at: '200k', nodes: [], cpus: [], disks: [], memory: { node: 3, from: 0, to: 4.5 } },
  ]);
  for (const wrong of ['node', 'node=', 'node=x', 'node=128', 'link=3', 'memory=3', 'memory=3:4-2', '__proto__=1'])
    expect(refusal(() => scenarioOfFlags([wrong], '50%'))).toMatch(/^--lose/);
  for (const wrong of ['', '-5', '101%', 'end', '5 k'])
    expect(refusal(() => scenarioOfFlags(['node=1'], wrong))).toMatch(/^--at: found/);
});

test('ranges of memory are cut where they overlap', () => {
  const scenario = scenarioOfFlags(['memory=1:0-4MB', 'memory=1:2-6MB', 'memory=0:1-2MB', 'memory=1:8-9MB'], '50%');
  expect(rangesOf(scenario, 2 ** 20)).toEqual([
    { node: 0, first: 1, last: 1 },
    { node: 1, first: 0, last: 1 },
    { node: 1, first: 2, last: 3 },
    { node: 1, first: 4, last: 5 },
    { node: 1, first: 8, last: 8 },
  ]);
  expect(rangesOf(scenarioOfFlags(['memory=0:0-0.001MB'], '1'), 4096)).toEqual([{ node: 0, first: 0, last: 0 }]);
});
