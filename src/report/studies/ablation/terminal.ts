import { fittedTable, paragraph } from '../../text/text-table.ts';
import { cut, decimal, enumerate, signed } from '../../text/words.ts';
import type { Ablation } from './ablation.ts';

/** The ablation for a terminal, ending in a line feed. */
export function ablationText(ablation: Ablation): string {
  const { native, monitor, mechanisms, whatIfs, overheadFull, overheadBare, together } = ablation;
  const points = (x: number): string => decimal(x, 2);
  const pair = (overhead: number, worth: number): string[] => [points(overhead), signed(worth, 2)];
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
    whatIfs.map((row) => [row.name, row.section, points(row.overhead), signed(row.worth, 2)]),
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
    return Math.abs(less) < 0.05 ? 'as much' : `${decimal(Math.abs(less), 1)} ${less > 0 ? 'less' : 'more'}`;
  };
  const overlap = sumAlone - sumInFull;
  const why =
    Math.abs(overlap) < 0.05
      ? ''
      : ` On the whole they ${overlap > 0 ? 'do part of one another’s work: worth less' : 'need one another: worth more'} beside the others than by themselves.`;
  return `${monitor} costs ${decimal(overheadFull, 1)} %, without any of them ${decimal(overheadBare, 1)} %: together they are worth ${decimal(together, 1)} points. Turned off one at a time they add up to ${decimal(sumInFull, 1)} (${compare(sumInFull)}), turned on one at a time to ${decimal(sumAlone, 1)} (${compare(sumAlone)}).${why}`;
}

/** What was not replayed, by reason. */
export function idleSentences({ idle }: Ablation): string[] {
  const reasons = [...Map.groupBy(idle, ({ why }) => why)].map(
    ([why, entries]) => `${enumerate(entries.map(({ name }) => name))} (${why})`,
  );
  return reasons.length === 0 ? [] : [`Not replayed, as they cannot act here: ${reasons.join('; ')}.`];
}
