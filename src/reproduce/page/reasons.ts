import { escapeHtml } from '../../report/markup/markup.ts';
import { segmentName } from '../experiments/segment-names.ts';
import { configurationName } from '../shown/bars.ts';
import { placeOf, type Reason, reasonOf } from '../shown/reasons.ts';
import type { ShownRow } from '../shown/rows.ts';

/**
 * Why an exhibit's bars are what they are: a line for each reason, with the bars that it is of and where it is told. `docs` leads from the page to
 * the repository's root (`../../`); without it the place is named, and no link.
 */
export function reasonsHtml(rows: readonly ShownRow[], docs: string | undefined): string {
  const items = [...Map.groupBy(rows, reasonOf)].map(
    ([reason, own]) =>
      `<li>${escapeHtml(barsText(own))}: ${escapeHtml(reason.text)} (${placeHtml(reason, docs)}).</li>`,
  );
  return `<h3>Why</h3>\n<ul class="notes">\n${items.join('\n')}\n</ul>`;
}

function placeHtml(reason: Reason, docs: string | undefined): string {
  const text = `${reason.document}, “${reason.heading}”`;
  return docs === undefined
    ? escapeHtml(text)
    : `<a href="${escapeHtml(docs + placeOf(reason))}">${escapeHtml(text)}</a>`;
}

/** `pmake on 1 VM (missed: idle), 2 VMs` */
function barsText(rows: readonly ShownRow[]): string {
  const workloads = Map.groupBy(rows, ({ workload }) => workload);
  return [...workloads].map(([workload, own]) => {
    if (own[0].exhibit === 'table2') return `${workload}${missedText(own)}`;
    const bars = Map.groupBy(own, ({ configuration }) => configurationName(configuration));
    return `${workload} on ${[...bars].map(([name, rows]) => `${name}${missedText(rows)}`).join(', ')}`;
  }).join('; '); // biome-ignore format: a line
}

/** What of a prediction is missed; what is fitted, or met, needs no word. */
function missedText(rows: readonly ShownRow[]): string {
  const missed = rows.filter(({ fitted, verdict }) => !fitted && verdict === 'missed');
  return missed.length === 0 ? '' : ` (missed: ${missed.map(({ segment }) => segmentName(segment)).join(', ')})`;
}
