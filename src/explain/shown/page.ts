import { chartsHtml, escapeHtml, figureSlot, folded, part, tableHtml } from '../../report/markup/markup.ts';
import { numbered, type Page } from '../../report/page/page.ts';
import { forPeople } from '../../report/tables/for-people.ts';
import type { Table } from '../../report/tables/table.ts';
import { capital } from '../../report/text/words.ts';
import type { Explained } from '../explain.ts';
import { caption, costTable, exerciseOf, switchOf } from './facts.ts';
import { again, goOn } from './go-on.ts';
import { standing } from './standing.ts';

/** Rows that stand on a page without being unfolded, at most. */
const MOST = 24;

/** An explanation as a page. */
export function explainedPage(one: Explained, command = again(one)): Page {
  const { mechanism, explanation, sentence, table, isDefault } = one;
  const { key, name, section } = mechanism;
  const code = (lines: readonly string[]): string => `<pre><code>${escapeHtml(lines.join('\n'))}</code></pre>`;
  const numbers = html(table, explanation.meaning);
  const why = isDefault ? ` ${explanation.source.why}` : '';
  return {
    title: capital(name),
    leads: [sentence],
    parts: numbered([
      ...part('How it works', `${mechanism.sentence} Section ${section} of the paper; its switch is ${switchOf(one)}.`, chartsHtml(figureSlot(key))),
      ...part('Numbers', `${caption(one)}${why} ${standing(one)}`, table.length > MOST ? folded(`All ${table.length} rows`, numbers) : numbers),
      ...part('What it costs', '', html(costTable.of(one), costTable.meaning)),
      ...part('To go on', exerciseOf(one).join(' '), code(goOn(one))),
      ...part('To make this again', '', code([command])),
    ]),
    figures: [{ name: key, draw: one.draw }],
  };
} // biome-ignore format: a list

function html(table: Table, meaning: string): string {
  const { heads, rows } = forPeople(table);
  return tableHtml(meaning, heads, rows);
}
