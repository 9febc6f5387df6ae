import { expect, test } from 'vitest';
import { predictions } from '../../.ci/fresh.ts';
import { freshPredictions } from '../../src/reproduce/fresh/index.ts';
import type { Prediction } from '../../src/reproduce/fresh/prediction.ts';

const rounded = (rows: readonly Prediction[]) =>
  rows.map((row) => ({ ...row, predicted: row.predicted && Number(row.predicted.toPrecision(9)) }));

// Of one of them: the other's replays take a minute more, and `node .ci/fresh.ts run` makes all anew.
test('reports/reproduction/ holds what disco reproduce predicts of another paper', async () => {
  expect(rounded(await freshPredictions(['sosp95']))).toEqual(
    rounded(predictions().filter(({ exhibit }) => exhibit === 'sosp95')),
  );
});
