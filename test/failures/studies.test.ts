import { expect, test } from 'vitest';
import { studies, TRACES } from '../../.ci/failures.ts';
import { predictions } from '../../.ci/validation.ts';
import { OF_WORKLOADS } from '../../src/commands/failures/options.ts';
import { experiment } from '../../src/reproduce/index.ts';

test('reports/failures/ has the study of every trace', () => {
  expect(studies().map(({ trace }) => trace)).toEqual(TRACES);
  for (const { failures, recovery } of studies()) expect(recovery).toHaveLength(failures.length);
});

test('what is replayed of a workload are bars of Figure 7, in the order of its bars, and takes the same time where nothing fails', () => {
  const bars = Object.entries(experiment('pmake8').configurations).slice(0, OF_WORKLOADS.length);
  expect(bars.map(([, { preset }]) => preset)).toEqual(OF_WORKLOADS);
  const [{ failures }] = studies();
  const whole = failures.filter(({ nodesPerCell }) => nodesPerCell === null);
  const totals = bars.map(([bar]) => predictions().find(({ exhibit, workload, configuration, segment }) => exhibit === 'fig7' && workload === 'pmake' && configuration === bar && segment === 'total')!.predicted); // biome-ignore format: a line
  expect(whole.map(({ structure }) => structure)).toEqual(OF_WORKLOADS);
  for (const [n, { timePercent }] of whole.entries()) expect(timePercent).toBeCloseTo(totals[n], 6);
});
