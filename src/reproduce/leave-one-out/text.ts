import { fittedTable, paragraph } from '../../report/text/text-table.ts';
import { signed } from '../../report/text/words.ts';
import { EXHIBITS } from '../exhibits/index.ts';
import { segmentName } from '../experiments/segment-names.ts';
import type { Fold, FoldConstant, FoldPrediction, FoldRow } from './fold.ts';

/** For people: the folds of each figure, a table for each. */
export function foldsText(folds: readonly Fold[]): string {
  const exhibits = [...new Set(folds.map(({ exhibit }) => exhibit))];
  const lines = exhibits.flatMap((exhibit) => [
    ...paragraph(`${EXHIBITS[exhibit].title}; one bar fitted, the others predicted`),
    '',
    ...folds.filter((fold) => fold.exhibit === exhibit).flatMap((fold) => [...foldLines(fold), '']),
  ]);
  const met = folds.filter(({ verdict }) => verdict === 'met').length;
  return [...lines, ...paragraph(`${met} of ${folds.length} folds are met. Their constants belong to no preset.`), ''].join('\n'); // biome-ignore format: a line
}

function foldLines(fold: Fold): string[] {
  const { exhibit, constant, fitted, degreesOfFreedom, barsLeft, predictions, verdict } = fold;
  const told = `${constantText(constant)}, fitted to ${barText(fitted)}; degrees of freedom: ${degreesOfFreedom}, bars left: ${barsLeft}. Fold ${verdict}.`;
  const cells = ({ workload, configuration, segment, published, predicted, difference }: FoldRow): string[] => {
    const number = (n: number): string => n.toFixed(EXHIBITS[exhibit].digits);
    const off = signed(difference, EXHIBITS[exhibit].digits);
    return [workload, configuration, segmentName(segment), number(published), number(predicted), off];
  };
  return [
    ...paragraph(told),
    '',
    ...fittedTable(
      ['workload', 'configuration', '', 'published', 'ours', 'difference', ''],
      [
        [...cells(fitted), fitted.verdict === 'met' ? 'fitted' : 'fitted: missed'],
        ...predictions.map((row) => [...cells(row), row.verdict]),
      ],
      'lllrrrl',
      3,
    ),
    ...partLines(predictions),
  ];
}

/** `costs.secondLevelHit = 6.897 cycles (presets: 1.49)`. */
export function constantText({ name, value, unit, preset, heldAt }: FoldConstant): string {
  const held = heldAt === null ? '' : `, held at its ${heldAt} bound`;
  return `${name} = ${[Number(value.toPrecision(4)), unit].join(' ').trim()} (presets: ${preset})${held}`;
}

/** `engineering, disco, total`. */
export const barText = ({ workload, configuration, segment }: FoldRow): string =>
  [workload, configuration, segmentName(segment)].join(', ');

/** The parts of the totals that are missed. */
const partLines = (predictions: readonly FoldPrediction[]): string[] =>
  predictions
    .filter(({ verdict, missedParts }) => verdict === 'missed' && missedParts.length > 0)
    .flatMap((row) => paragraph(`Parts of ${row.workload}, ${row.configuration} that are missed: ${row.missedParts.map(segmentName).join(', ')}.`)); // biome-ignore format: a line
