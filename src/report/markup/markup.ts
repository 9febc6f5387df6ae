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

/** A table; cells are plain text. The first cell of a row is its heading; rows in `strong` (by index) are totals. */
export function tableHtml(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  strong: ReadonlySet<number> = new Set(),
): string {
  const style = ({ numeric, prose }: Column) => (numeric ? ' class="n"' : prose ? ' class="p"' : '');
  const head = columns.map((column) => `<th scope="col"${style(column)}>${escapeHtml(column.head)}</th>`).join('');
  const body = rows.map((row, n) => {
    const cells = row.map((cell, i) => {
      const tag = i === 0 ? 'th scope="row"' : 'td';
      return `<${tag}${style(columns[i])}>${escapeHtml(cell)}</${tag.slice(0, 2)}>`;
    });
    return `<tr${strong.has(n) ? ' class="total"' : ''}>${cells.join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

/** A section with its heading, and a paragraph of explanation. Nothing when there is no content. */
export function sectionHtml(heading: string, explanation: string, content: string): string {
  if (content === '') return '';
  const paragraph = explanation === '' ? '' : `<p>${escapeHtml(explanation)}</p>\n`;
  return `<section>\n<h2>${escapeHtml(heading)}</h2>\n${paragraph}${content}\n</section>\n`;
}

/** Charts beside one another where there is room; nothing where there is none. */
export function chartsHtml(...figures: readonly string[]): string {
  const all = figures.join('');
  return all === '' ? '' : `<div class="charts">\n${all}</div>\n`;
}

/** A chart, inline. The namespaces go: HTML implies them. */
export function figureHtml(svg: string): string {
  return `<figure>${svg.replace(/ xmlns(:xlink)?="[^"]*"/g, '').trim()}</figure>\n`;
}
