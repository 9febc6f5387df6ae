import { compareFresh, type FreshComparison, type FreshName } from '../../../src/reproduce/fresh/index.ts';
import {
  FRESH_ALIGN,
  FRESH_HEADINGS,
  FRESH_TITLES,
  freshByExhibit,
  freshCells,
  inputsOf,
  lacksOf,
  sourcesOf,
} from '../../../src/reproduce/fresh/text.ts';
import { predictions } from '../../fresh.ts';
import { fromData } from '../block.ts';
import { table } from '../markdown.ts';

const ALL = compareFresh(predictions());
const of = (name: FreshName): FreshComparison[] => ALL.filter((row) => row.exhibit === name && row.verdict !== null);

/** What the two papers with the same workloads say of ours, and how much of what is met is met by a bound on one side. */
function verdicts(): string {
  const said = (['sosp95', 'cellular'] as const).map((name) => {
    const rows = of(name);
    return { rows, met: rows.filter(({ verdict }) => verdict === 'met') };
  });
  const [sosp95, cellular] = said;
  const below = cellular.met.filter(({ published, predicted }) => published?.from === undefined && predicted! < 0);
  return [
    `Of the ${sosp95.rows.length} numbers of SOSP ’95, ${sosp95.met.length === 0 ? 'none is' : `${sosp95.met.length} are`} met.`,
    `Of the ${cellular.rows.length} numbers of Cellular Disco, ${cellular.met.length} are met. ${below.length} of these ${cellular.met.length} have an upper bound alone, and ours is below zero: the model`,
    'says that Disco is faster than the bare machine there, which such a bound cannot refute.',
  ].join('\n');
}

/** Of our numbers in reports/reproduction/ beside what was published, by the exhibit's name in documents. */
export const FRESH = fromData({
  'fresh-verdicts': verdicts,
  ...Object.fromEntries(
    freshByExhibit(ALL).map(([name, rows]) => [
      `fresh-${name}`,
      () =>
        [
          FRESH_TITLES[name],
          '',
          table(FRESH_HEADINGS, FRESH_ALIGN, rows.map(freshCells)),
          '',
          ...[...sourcesOf(rows), ...lacksOf(rows), ...inputsOf(name)].map((item) => `- ${item}`),
        ].join('\n'),
    ]),
  ),
});
