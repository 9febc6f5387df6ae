import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKED } from '../../.ci/bands.ts';
import { committedBands } from '../../src/reproduce/bands/committed.ts';
import { drawnExhibits } from '../../src/reproduce/bands/run.ts';
import { bands, EXHIBIT_NAMES } from '../../src/reproduce/index.ts';
import { temporaryFolder } from '../temporary.ts';

const { structural, exhibits } = CHECKED;

test('the first draws are those that the committed bands were made of, and draw 0 is the centres', async () => {
  const store = join(temporaryFolder('bands'), 'counts');
  const { rows, draws } = await drawnExhibits(exhibits, { structural, costs: 2, store });
  const committed = committedBands(EXHIBIT_NAMES);
  rows.centre.forEach(({ exhibit, workload, configuration, segment, predicted }, row) => {
    const n = committed.rows.findIndex((each) => each.exhibit === exhibit && each.workload === workload && each.configuration === configuration && each.segment === segment); // biome-ignore format: a line
    const again = committed.check.map((values) => values[n]);
    for (let s = 0; s < structural; s++)
      expect([segment, s, Number(rows.values[row][s * draws.costs].toPrecision(5))]).toEqual([segment, s, again[s]]);
    expect(rows.values[row][0]).toBe(predicted);
  });
  // The store has them: one draw more is priced, and one alone is a point.
  const { rows: points } = await bands(['table2'], { structural: 1, costs: 1, store });
  for (const { low, median, high, predicted } of points) expect([low, median, high]).toEqual([predicted, predicted, predicted]);
  // The same of `disco reproduce`.
  const published = JSON.parse(readFileSync(new URL('../../reports/reproduction/predictions.json', import.meta.url), 'utf8')) as typeof rows.centre; // biome-ignore format: a line
  for (const { exhibit, workload, configuration, segment, predicted } of rows.centre) {
    const same = published.find((each) => each.exhibit === exhibit && each.workload === workload && each.configuration === configuration && each.segment === segment)!; // biome-ignore format: a line
    expect(predicted).toBeCloseTo(same.predicted, 6);
  }
}); // biome-ignore format: lines
