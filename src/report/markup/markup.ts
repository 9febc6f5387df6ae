const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML, between tags and within quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]);

/** A column of a table. Numbers are set flush right. */
export interface Column {
  head: string;
  numeric?: boolean;
  /** Set small and free to wrap: prose. */
  prose?: boolean;
}

/** A column of numbers. */
export const number = (head: string): Column => ({ head, numeric: true });

/** A table under its caption; cells are plain text. The first cell of a row is its heading; rows in `strong` (by index) are totals. */
export function tableHtml(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  strong: ReadonlySet<number> = new Set(),
): string {
  const style = ({ numeric, prose }: Column) => (numeric ? ' class="n"' : prose ? ' class="p"' : '');
  const head = columns.map((column) =>
    // An empty corner is no heading.
    column.head === '' ? '<td></td>' : `<th scope="col"${style(column)}>${escapeHtml(column.head)}</th>`,
  );
  const body = rows.map((row, n) => {
    const cells = row.map((cell, i) => {
      const tag = i === 0 ? 'th scope="row"' : 'td';
      return `<${tag}${style(columns[i])}>${escapeHtml(cell)}</${tag.slice(0, 2)}>`;
    });
    return `<tr${strong.has(n) ? ' class="total"' : ''}>${cells.join('')}</tr>`;
  });
  const label = escapeHtml(caption);
  return `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><caption>${label}</caption><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

/** A section of a page: a heading that the table of contents leads to, and what is under it. */
export interface PagePart {
  /** Of its element: small letters, digits and hyphens. */
  id: string;
  title: string;
  /** HTML; its figures' places are `figureSlot`s. */
  html: string;
}

/** A section with a paragraph of explanation. None when there is no content. */
export function part(title: string, explanation: string, content: string): PagePart[] {
  if (content === '') return [];
  const paragraph = explanation === '' ? '' : `<p>${escapeHtml(explanation)}</p>\n`;
  return [{ id: idOf(title), title, html: `${paragraph}${content}` }];
}

/** What is in a heading, as an identifier. */
const idOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'section';

/** What is long and seldom read, folded away; in print it is there. */
export const folded = (summary: string, content: string): string =>
  `<details><summary>${escapeHtml(summary)}</summary>\n${content}\n</details>`;

/** The sentences that lead a page. */
export const leadsHtml = (leads: readonly string[]): string =>
  leads.map((sentence) => `<p class="lead">${escapeHtml(sentence)}</p>`).join('\n');

/** Charts beside one another where there is room; nothing where there is none. */
export function chartsHtml(...figures: readonly string[]): string {
  const all = figures.join('');
  return all === '' ? '' : `<div class="charts">\n${all}</div>\n`;
}

/** Where a chart goes, by its name: what makes the page puts it there. */
export const figureSlot = (chart: string): string => `<figure data-chart="${escapeHtml(chart)}"></figure>\n`;

/** A chart as a part of a page. The namespaces go: HTML implies them. */
export const inlineSvg = (svg: string): string => svg.replace(/ xmlns(:xlink)?="[^"]*"/g, '').trim();
