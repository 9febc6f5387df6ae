import { expect, test } from 'vitest';
import { CHANGES, folds, predictions, whatIf, whatIfs } from '../../.ci/validation.ts';
import { type Comparison, compare, leaveOneOut, reproduce, runBoth } from '../../src/reproduce/index.ts';

const rounded = (rows: readonly Comparison[]) =>
  rows.map((row) => ({ ...row, predicted: Number.isNaN(row.predicted) ? null : Number(row.predicted.toPrecision(9)) }));

test('reports/reproduction/ holds what disco reproduce predicts', async () => {
  expect(rounded(await reproduce())).toEqual(rounded(predictions()));
});

test('and what hangs on a change', async () => {
  const n = CHANGES.findIndex(([, set]) => set === 'guest=irix-5.3-hal');
  const again = await whatIf(CHANGES[n]);
  for (const [name, value] of Object.entries(whatIfs()[n].values)) expect(again.values[name]).toBeCloseTo(value, 6);
});

// Those of Figure 8 replay for four minutes: `node .ci/validation.ts folds` makes them anew.
test('and the folds of Figure 5', async () => {
  const again = await leaveOneOut(['fig5']);
  const before = folds().filter(({ exhibit }) => exhibit === 'fig5');
  expect(again.map(({ constant, verdict }) => [constant.name, constant.heldAt, verdict])).toEqual(
    before.map(({ constant, verdict }) => [constant.name, constant.heldAt, verdict]),
  );
  again.forEach(({ constant, fitted, predictions }, n) => {
    const was = before[n];
    expect(constant.value).toBeCloseTo(was.constant.value, 5);
    [fitted, ...predictions].forEach((row, m) => {
      const { predicted, ...rest } = [was.fitted, ...was.predictions][m];
      expect(row).toMatchObject({ ...rest, difference: expect.closeTo(rest.difference, 5) });
      expect(row.predicted).toBeCloseTo(predicted, 5);
    });
  });
});

test('what stands before a change is what nothing set gives, after it what the settings give, whatever is set', async () => {
  const plain = rounded(predictions().filter(({ exhibit }) => exhibit === 'table2'));
  for (const set of [['l2.hit=75ns'], ['monitor.secondLevelTlb.entries=512', 'l2.hit=75ns'], ['workload.seed=2']]) {
    const { run, before } = await runBoth('pmake', { set });
    expect(rounded(compare(['table2'], { pmake: before! }))).toEqual(plain);
    expect(rounded(compare(['table2'], { pmake: run }))).toEqual(rounded(await reproduce(['table2'], { set })));
  }
});
