import { describe, expect, test } from 'vitest';
import { predictions } from '../../.ci/fresh.ts';
import { compareFresh, FRESH_EXPERIMENTS, FRESH_NAMES, freshExperimentsFor } from '../../src/reproduce/fresh/index.ts';
import type { Claim, Prediction } from '../../src/reproduce/fresh/prediction.ts';
import { differenceText, freshText, rangeText } from '../../src/reproduce/fresh/text.ts';
import { CLAIMS } from '../../src/reproduce/published/fresh.ts';
import { disco } from '../command-line.ts';

const prediction = (claim: Claim | null, predicted: number | null): Prediction => ({
  exhibit: 'cellular',
  workload: 'pmake',
  configuration: 'disco',
  segment: 'one CPU, % more',
  claim,
  predicted,
});
const verdicts = (claim: Claim, ...values: number[]) =>
  compareFresh(values.map((value) => prediction(claim, value))).map(({ verdict }) => verdict);

test('the report has every exhibit and every claim', () => {
  const rows = predictions();
  expect([...new Set(rows.map(({ exhibit }) => exhibit))]).toEqual(FRESH_NAMES);
  const claims = new Set<string | null>(rows.map(({ claim }) => claim));
  // That most services are in a range follows from the services.
  expect(Object.keys(CLAIMS).filter((claim) => !claims.has(claim))).toEqual(['mostServices']);
});

test('each exhibit has experiments of its own', () => {
  expect(FRESH_NAMES.flatMap((name) => freshExperimentsFor([name]))).toEqual(Object.keys(FRESH_EXPERIMENTS));
  expect(freshExperimentsFor([])).toEqual([]);
});

describe('a verdict', () => {
  test('of a range is whether the prediction lies in it, bounds included', () => {
    expect(verdicts('oneCpuOverhead', -3, 9, 9.01)).toEqual(['met', 'met', 'missed']);
    expect(verdicts('memoryStall', 49.99, 50, 99)).toEqual(['missed', 'met', 'met']);
    expect(verdicts('serviceRatio', 1.29, 1.3, 1.7, 1.71).slice(0, 4)).toEqual(['missed', 'met', 'met', 'missed']);
  });

  test('of a number is whether the prediction is within 25 %', () => {
    expect(verdicts('moveToOtherNode', 389, 390, 650, 651)).toEqual(['missed', 'met', 'met', 'missed']);
  });

  test('of most services is by how many are in the range', () => {
    const most = (...values: number[]) =>
      compareFresh(values.map((value) => prediction('serviceRatio', value))).find(({ segment }) =>
        /range/.test(segment),
      );
    expect(most(1.5, 1.2, 1.3)).toMatchObject({ predicted: 200 / 3, published: { from: 50 }, verdict: 'met' });
    expect(most(1.5, 1.2, 2, 4)).toMatchObject({ predicted: 25, verdict: 'missed' });
  });

  test('of what the model cannot say is none, and its reason is told', () => {
    const [row] = compareFresh([{ ...prediction('zeroPagesOfOne', null), why: 'contents are not told' }]);
    expect(row).toMatchObject({ predicted: null, published: { from: 55, to: 55 }, status: 'read', verdict: null });
    expect(freshText([row])).toMatch(/ 55 +– +read\n.*: contents are not told\n.*\n0 of 0 are met/s);
  });

  test('of a row that explains others is none', () => {
    expect(compareFresh([prediction(null, 3)])).toEqual([
      { exhibit: 'cellular', workload: 'pmake', configuration: 'disco', segment: 'one CPU, % more', predicted: 3, published: null, status: null, source: null, verdict: null },
    ]); // biome-ignore format: a record
  });
});

test('ranges are said in words', () => {
  expect([{ to: 9 }, { from: 50 }, { from: 1.3, to: 1.7 }, { from: 37, to: 37 }, null].map(rangeText)).toEqual(['at most 9', 'at least 50', '1.3–1.7', '37', '']); // biome-ignore format: a line
  const text = freshText(compareFresh([prediction('oneCpuOverhead', 19.9)]));
  expect(text).toMatch(/pmake +one CPU, % more +at most 9 +19\.9 +\+10\.9 +secondary +missed\n/);
  expect(text).toMatch(/\n0 of 1 are met; nothing was fitted to any of them\.\n/);
});

test('a name that is none is refused with what was meant, and bands are the paper’s', async () => {
  const { code, stderr } = await disco(['reproduce', 'sosp59']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/no such exhibit "sosp59"; did you mean "sosp95"\?; known: .*table3, sosp95, cellular, esx, failures, fresh\n/)]); // biome-ignore format: a line
  expect(await disco(['reproduce', 'fig5', 'fresh', '--bands'])).toMatchObject({ code: 2, stderr: 'disco: --bands: there are none of sosp95, cellular, esx, failures\n' }); // biome-ignore format: a line
});

test('how far off ours is, is from the nearer end of what is published', () => {
  expect([differenceText({ to: 9 }, 19.9), differenceText({ from: 1.3, to: 1.7 }, 1), differenceText({ from: 37, to: 37 }, 32.3), differenceText({ from: 1 }, 4), differenceText(null, 3), differenceText({ to: 1 }, null)]).toEqual(['+10.9', '−0.30', '−4.70', '', '', '']); // biome-ignore format: a line
});
