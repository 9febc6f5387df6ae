import type { Ablation } from './ablation.ts';
import { pointsText, worthText } from './points.ts';
import { idleSentences, interaction } from './terminal.ts';

/** The ablation as Markdown: a table of the mechanisms, one of the what-ifs, and what was not replayed. */
export function ablationMarkdown(ablation: Ablation): string {
  const { native, monitor, mechanisms, whatIfs, overheadFull, overheadBare, together } = ablation;
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const change = (setting: string, value: unknown): string =>
    `\`${setting}=${JSON.stringify(value).replaceAll('"', '')}\``;
  return `${[
    row([
      'mechanism',
      'turned off by',
      `${monitor} without it, % over ${native}`,
      'worth, points',
      'alone, %',
      'worth alone, points',
    ]),
    '|---|---|---:|---:|---:|---:|',
    ...mechanisms.map((m) =>
      row([
        `${m.name} (${m.section})`,
        change(m.setting, m.off),
        pointsText(m.overheadWithout),
        worthText(m.worthInFull),
        pointsText(m.overheadAlone),
        worthText(m.worthAlone),
      ]),
    ),
    row([
      'all together',
      '',
      pointsText(overheadBare),
      worthText(together),
      pointsText(overheadFull),
      worthText(together),
    ]),
    '',
    interaction(ablation),
    '',
    row(['what if', 'by', `% over ${native}`, 'saves, points']),
    '|---|---|---:|---:|',
    ...whatIfs.map((w) =>
      row([`${w.name} (${w.section})`, change(w.setting, w.value), pointsText(w.overhead), worthText(w.worth)]),
    ),
    ...idleSentences(ablation).flatMap((sentence) => ['', sentence]),
  ].join('\n')}\n`;
}
