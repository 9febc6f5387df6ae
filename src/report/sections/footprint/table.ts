import type { Report } from '../../run/report.ts';
import { integer, number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import { CONFIGURATION, listed } from '../columns.ts';
import { FOOTPRINT_USES, type FootprintUse, megabytes, type Side, sidesOf, type Uses, usesOf } from './footprint.ts';

/** Memory in use over the trace's clock. */
export const footprintTable = tableOf({
  name: 'footprint',
  meaning: 'Memory in use at a moment, by who uses it for what; what is zero is left out.',
  columns: {
    configuration: CONFIGURATION,
    clock: integer('instructions', 'The moment: instructions of all processors, warm-up included.'),
    side: text('`V`: as the guests believe, and the monitor’s; `M`: of the machine.'),
    vm: integer('', 'Virtual machine, from 0.', {
      label: 'VM',
      empty: 'Of no single one: on side M, and the monitor’s.',
    }),
    use: text(`What the memory is used for: ${listed(FOOTPRINT_USES)}.`),
    pages: integer('pages', 'Pages of the structure’s size.'),
    MB: number('MB', 'The same in 2²⁰ bytes.', { label: 'memory' }),
  },
  rows: ({ runs }: Report) =>
    runs.flatMap((run) =>
      run.counts.footprint.flatMap((sample) => {
        const { V, M } = sidesOf(sample);
        const row = (side: Side, vm: number | null, uses: Uses, which: readonly FootprintUse[]) =>
          which
            .filter((use) => uses[use] > 0)
            .map((use) => {
              const pages = uses[use];
              return { configuration: run.name, clock: sample.clock, side, vm, use, pages, MB: megabytes(pages, run) };
            });
        return [
          ...sample.virtual.flatMap((pages, vm) => row('V', vm, usesOf(pages), FOOTPRINT_USES)),
          ...row('V', null, V, ['monitor']),
          ...row('M', null, M, FOOTPRINT_USES),
        ];
      }),
    ),
});
