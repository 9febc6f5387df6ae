import { expect, test } from 'vitest';
import { loadRecoveryCosts, RECOVERY_COSTS } from '../../src/failures/costs/recovery-costs.ts';
import { studied } from '../../src/failures/shown/configuration.ts';
import { studyPage } from '../../src/failures/shown/page.ts';
import { costed, recoverable } from '../../src/failures/shown/recovery/costed.ts';
import { failuresContent, failuresLive, failuresPage } from '../../src/failures/shown/recovery/live.ts';
import { recoveryTable } from '../../src/failures/shown/recovery/tables.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructures } from '../../src/replay/structure/presets.ts';
import { payloadWith } from '../../src/report/page/payload.ts';
import { runsOf } from '../../src/report/run/run.ts';
import { openTrace } from '../../src/trace/open.ts';
import { disco } from '../command-line.ts';

const own = loadRecoveryCosts();
const trace = await openTrace('traces/false-sharing.arrow');
const structures = [...loadStructures(['irix', 'disco'], []), ...loadStructures(['disco'], ['monitor.nodesPerCell=1'])];
const all = studied(runsOf(trace, await replayAll(trace, structures, { dependences: {} }), loadCosts('flash')));

test('a page of failures is made again of its content alone, under other recovery costs, too', () => {
  const { title: _, ...still } = studyPage(all);
  const content = failuresContent(still, recoverable(all), 'When');
  const payload = payloadWith(RECOVERY_COSTS, failuresLive, content, own);
  expect(Object.keys(payload.ranges).sort()).toEqual(['detection', 'directoryLine', 'machineRestart', 'memmapEntry', 'nodeFailures', 'repair', 'vmRestart']); // biome-ignore format: a list
  const opened = failuresLive.open(JSON.parse(JSON.stringify(payload.content)), own);
  const [page, again] = [failuresPage(content, own), opened.priced(own)];
  expect(again.parts).toEqual(page.parts);
  expect(again.leads).toEqual(page.leads);
  for (const [n, { name, draw }] of page.figures.entries())
    for (const width of [340, 520])
      expect([again.figures[n].name, JSON.parse(JSON.stringify(again.figures[n].draw(width)))]).toEqual([name, JSON.parse(JSON.stringify(draw(width)))]); // biome-ignore format: a line
  const often = opened.priced(loadRecoveryCosts('flash', ['nodeFailures=1.3']));
  expect(often.totals.map(({ ns }) => ns)).toEqual(again.totals.map(({ ns }) => expect.closeTo(10 * ns, -3)));
  const changed = often.parts.filter(({ html }, n) => html !== again.parts[n].html).map(({ title }) => title);
  expect(changed).toEqual(['What recovery costs', 'Recovery costs']);
});

test('with one monitor a failure costs what it does natively, and in cells less', () => {
  const [native, one, cells] = recoveryTable.rows(costed(recoverable(all), own));
  expect({ ...one, configuration: '' }).toEqual({ ...native, configuration: '' });
  expect(native.restart).toBe(360e9);
  expect(cells.restart).toBeCloseTo(60e9, -1);
  expect(cells.lost).toBeLessThan(one.lost);
  expect(cells.recovery).toBeGreaterThan(0);
});

test('disco failures takes recovery costs, prints what they come to, and refuses what is none', async () => {
  const { stdout, code } = await disco(['failures', 'false-sharing', '--json', '--set', 'recovery.vmRestart=30s']);
  expect(code).toBe(0);
  const { recovery, recoveryCosts } = JSON.parse(stdout);
  expect(recovery[0]).toMatchObject({ restart: 330e9, detection: 10e6 });
  expect(recoveryCosts.find(({ cost }: { cost: string }) => cost === 'vmRestart')).toMatchObject({
    value: 30,
    kind: 'given',
  });
  const refused = async (...args: string[]) => (await disco(['failures', 'false-sharing', ...args])).stderr;
  expect(await refused('--set', 'recovery.vmRestrat=1')).toContain(
    'no such setting "recovery.vmRestrat"; did you mean "vmRestart"?',
  );
  expect(await refused('--set', 'recovery.vmRestart=1cycles')).toContain('"cycles" does not fit, this is in s');
  expect(await refused('--recovery', 'flsah')).toContain('recovery costs "flsah": no such preset or file');
  const scenario = await disco(['failures', 'false-sharing', '-s', 'disco', '--json', '--lose', 'node=1', '--set', 'recovery.vmRestart=30s']); // biome-ignore format: a line
  expect(JSON.parse(scenario.stdout).losses.map(({ restart }: { restart: number }) => restart)).toEqual([330e9, 30e9]);
  const elsewhere = await disco(['replay', 'false-sharing', '--set', 'recovery.vmRestart=1']);
  expect(elsewhere.stderr).toContain('recovery settings are of commands in which hardware fails');
});
