import { decimal, signed } from '../../text/words.ts';
import type { Ablation } from './ablation.ts';
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
        decimal(m.overheadWithout, 2),
        signed(m.worthInFull, 2),
        decimal(m.overheadAlone, 2),
        signed(m.worthAlone, 2),
      ]),
    ),
    row([
      'all together',
      '',
      decimal(overheadBare, 2),
      signed(together, 2),
      decimal(overheadFull, 2),
      signed(together, 2),
    ]),
    '',
    interaction(ablation),
    '',
    row(['what if', 'by', `% over ${native}`, 'saves, points']),
    '|---|---|---:|---:|',
    ...whatIfs.map((w) =>
      row([`${w.name} (${w.section})`, change(w.setting, w.value), decimal(w.overhead, 2), signed(w.worth, 2)]),
    ),
    ...idleSentences(ablation).flatMap((sentence) => ['', sentence]),
  ].join('\n')}\n`;
}
