import { expect, test } from 'vitest';
import { studied, studies, TRACES } from '../../.ci/failures.ts';

test.each(TRACES)('disco failures says of %s what reports/failures/ has', (trace) => {
  const kept = studies().find((each) => each.trace === trace);
  expect(studied(trace)).toEqual(kept);
});
