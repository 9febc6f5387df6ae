import { flag, number, text } from '../../report/tables/column.ts';
import { tableOf } from '../../report/tables/table.ts';
import { placeOf, reasonOf } from '../shown/reasons.ts';
import type { ShownRow } from '../shown/rows.ts';

const absent = (n: number): number | null => (Number.isNaN(n) ? null : n);

/** A row for each published number: ours beside it, in the exhibit's unit. */
export const predictionsTable = tableOf({
  name: 'predictions',
  meaning: 'A published number of the paper beside ours, in the exhibit’s unit.',
  columns: {
    exhibit: text('The exhibit: fig5, table2, fig6, fig7, fig8, table3.'),
    workload: text('The workload; of Table 2 the service.'),
    configuration: text('The bar: irix, disco, uma, 1vm and so on.'),
    segment: text('The segment, column or total, by the exhibit’s own name.'),
    published: number('', 'What the paper has.', { empty: 'The paper has no number.' }),
    before: number('', 'Ours with nothing set.', { empty: 'Nothing is set.' }),
    predicted: number('', 'Ours.', { empty: 'The model has no number.' }),
    difference: number('', 'Ours less the paper’s.', { empty: 'Either is missing.' }),
    low: number('', 'Ours, 5 % of the weight of its draws.', { empty: 'No band: fitted, fixed, or something is set.' }),
    high: number('', 'Ours, 95 % of the weight of its draws.', { empty: 'No band: fitted, fixed, or something is set.' }), // biome-ignore format: a line
    fitted: flag('Whether an input was chosen with the published number in view.'),
    verdict: text('met or missed: whether ours comes as near as the exhibit aims at.'),
    status: text('met, missed or fitted; of a fitted number that a setting has moved, that it was.'),
    why: text('Where the repository’s documents tell why it is what it is.'),
  },
  *rows(rows: readonly ShownRow[]) {
    for (const row of rows) {
      const { exhibit, workload, configuration, segment, published, predicted, before, band, fitted, verdict, status } = row; // biome-ignore format: a record
      yield {
        exhibit,
        workload,
        configuration,
        segment,
        published: absent(published),
        before: before === undefined ? null : absent(before),
        predicted: absent(predicted),
        difference: absent(predicted - published),
        low: band?.[0] ?? null,
        high: band?.[1] ?? null,
        fitted,
        verdict,
        status,
        why: placeOf(reasonOf(row)),
      };
    }
  },
});
