import { expect, test } from 'vitest';
import { studies, TRACES } from '../../.ci/failures.ts';

test('reports/failures/ has the study of every trace', () => {
  expect(studies().map(({ trace }) => trace)).toEqual(TRACES);
  for (const { failures, recovery } of studies()) expect(recovery).toHaveLength(failures.length);
});
