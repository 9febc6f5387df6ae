import type { Note } from '../../../trace/words/trace.ts';
import { chartsHtml, escapeHtml, figureSlot, number, part, tableHtml } from '../../markup/markup.ts';
import { numbered, type Page } from '../../page/page.ts';
import { notesPart } from '../../sections/notes/part.ts';
import { printable } from '../../text/words.ts';
import type { Ablation } from './ablation.ts';
import { ablationChart } from './chart.ts';
import { pointsText, worthText } from './points.ts';
import { idleSentences, interaction } from './terminal.ts';

/** An ablation as a page; `notes` are of its trace, and `command` makes it again. */
export function ablationPage(
  ablation: Ablation,
  trace: string,
  { notes = [], command }: { notes?: readonly Note[]; command?: string } = {},
): Page {
  const { native, monitor, mechanisms, whatIfs, overheadFull, overheadBare, together } = ablation;
  const pair = (overhead: number, worth: number): string[] => [pointsText(overhead), worthText(worth)];
  const change = (setting: string, value: unknown): string => `${setting}=${JSON.stringify(value).replaceAll('"', '')}`;
  const over = `% over ${native}`;
  const rows = [
    ...mechanisms.map((row) => [`${row.name} (${row.section})`, change(row.setting, row.off), ...pair(row.overheadWithout, row.worthInFull), ...pair(row.overheadAlone, row.worthAlone)]),
    ['all together', '', ...pair(overheadBare, together), ...pair(overheadFull, together)],
  ];
  const columns = [{ head: 'mechanism' }, { head: 'turned off by' }, ...[`without it, ${over}`, 'worth, points', `alone, ${over}`, 'worth alone, points'].map(number)];
  const changed = whatIfs.map((row) => [`${row.name} (${row.section})`, change(row.setting, row.value), ...pair(row.overhead, row.worth)]);
  const others = [{ head: 'what if' }, { head: 'by' }, ...[over, 'saves, points'].map(number)];
  return {
    title: `What each mechanism of ${printable(monitor)} is worth`,
    leads: [`Of ${printable(trace)}: ${interaction(ablation)}`],
    parts: numbered([
      ...part('Mechanisms', `Each turned off by itself, and on by itself: the overhead over ${native} that the monitor then has, and what the mechanism saves of it.`,
        chartsHtml(figureSlot('ablation')) + tableHtml('What each mechanism is worth', columns, rows, new Set([rows.length - 1]))),
      ...part('What if', 'The monitor with all its mechanisms, if something were otherwise.', changed.length === 0 ? '' : tableHtml('What would be saved', others, changed)),
      ...part('What cannot act here', '', idleSentences(ablation).map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')),
      ...notesPart(notes),
      ...part('To make this again', '', command === undefined ? '' : `<pre><code>${escapeHtml(printable(command))}</code></pre>`),
    ]),
    figures: [{ name: 'ablation', draw: (width) => ablationChart(ablation, trace, width) }],
  };
} // biome-ignore format: tables
