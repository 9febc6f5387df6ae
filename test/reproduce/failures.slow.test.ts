import { expect, test } from 'vitest';
import { predictions } from '../../.ci/fresh.ts';
import { loadRecoveryCosts } from '../../src/failures/costs/recovery-costs.ts';
import { type FreshRuns, freshExperimentsFor, predicted, runFresh } from '../../src/reproduce/fresh/index.ts';

test('reports/reproduction/ holds what disco reproduce predicts of failures, and costs move it without a replay', async () => {
  const runs: FreshRuns = {};
  for (const name of freshExperimentsFor(['failures'])) runs[name] = await runFresh(name);
  const rows = predicted(['failures'], runs);
  const rounded = (all: typeof rows) => all.map((row) => ({ ...row, predicted: row.predicted && Number(row.predicted.toPrecision(9)) }));
  expect(rounded(rows)).toEqual(rounded(predictions().filter(({ exhibit }) => exhibit === 'failures')));
  const twice = predicted(['failures'], runs, loadRecoveryCosts('flash', ['directoryLine=260ns']));
  const times = rows.flatMap((row, n) => (/ms$/.test(row.segment) && row.predicted !== null ? [twice[n].predicted! / row.predicted] : []));
  for (const ratio of times) expect(ratio).toBeGreaterThan(1.5);
}); // biome-ignore format: long lines
