import { fittedTable, paragraph } from '../../text/text-table.ts';
import { cut, enumerate } from '../../text/words.ts';
import type { Ablation } from './ablation.ts';
import { isNone, pointsText, worthText } from './points.ts';

/** The ablation for a terminal, ending in a line feed. */
export function ablationText(ablation: Ablation): string {
  const { native, monitor, mechanisms, whatIfs, overheadFull, overheadBare, together } = ablation;
  const pair = (overhead: number, worth: number): string[] => [pointsText(overhead), worthText(worth)];
  const table = fittedTable(
    ['mechanism', 'paper', 'overhead without', 'worth', 'overhead alone', 'worth alone'],
    [
      ...mechanisms.map((row) => [
        row.name,
        row.section,
        ...pair(row.overheadWithout, row.worthInFull),
        ...pair(row.overheadAlone, row.worthAlone),
      ]),
      ['all together', '', ...pair(overheadBare, together), ...pair(overheadFull, together)],
    ],
    'llrrrr',
    2,
  );
  const others = fittedTable(
    ['what if', 'paper', 'overhead', 'saves'],
    whatIfs.map((row) => [row.name, row.section, pointsText(row.overhead), worthText(row.worth)]),
    'llrr',
  );
  const title = `What each mechanism of ${cut(monitor, 24)} is worth: overhead over ${cut(native, 24)} in percent, worth in points of it (positive: it saves time).`;
  const sections = [
    paragraph(title),
    table,
    paragraph(interaction(ablation)),
    whatIfs.length === 0 ? [] : others,
    idleSentences(ablation).flatMap((sentence) => paragraph(sentence)),
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`; // biome-ignore format: one chain
}

/** Whether the mechanisms together are worth more or less than one by one. */
export function interaction({ monitor, together, sumInFull, sumAlone, overheadFull, overheadBare }: Ablation): string {
  const compare = (sum: number): string => {
    const less = together - sum;
    return isNone(less) ? 'as much' : `${pointsText(Math.abs(less))} ${less > 0 ? 'less' : 'more'}`;
  };
  const overlap = sumAlone - sumInFull;
  const why = isNone(overlap)
    ? ''
    : ` On the whole they ${overlap > 0 ? 'do part of one another’s work: worth less' : 'need one another: worth more'} beside the others than by themselves.`;
  return `${monitor} costs ${pointsText(overheadFull)} %, without any of them ${pointsText(overheadBare)} %: together they are worth ${pointsText(together)} points. Turned off one at a time they add up to ${pointsText(sumInFull)} (${compare(sumInFull)}), turned on one at a time to ${pointsText(sumAlone)} (${compare(sumAlone)}).${why}`;
}

/** What was not replayed, by reason. */
export function idleSentences({ idle }: Ablation): string[] {
  const reasons = [...Map.groupBy(idle, ({ why }) => why)].map(
    ([why, entries]) => `${enumerate(entries.map(({ name }) => name))} (${why})`,
  );
  return reasons.length === 0 ? [] : [`Not replayed, as they cannot act here: ${reasons.join('; ')}.`];
}
