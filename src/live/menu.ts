import type { TopLevelSpec } from 'vega-lite';
import { WIDE } from '../report/draw/theme.ts';
import { csvCell } from '../report/files/csv.ts';
import type { Figure } from '../report/page/page.ts';
import { svgText } from './drawing.ts';
import { button, copy, download, element } from './elements.ts';

/** Pixels of a picture to each of the chart's. */
const SCALE = 3;

/** Every figure gets a menu: to save it as SVG or PNG, and to copy its specification or its data. `figureOf`: as it is now. */
export function addMenus(figures: readonly Figure[], figureOf: (name: string) => Figure | undefined, say: (text: string) => void): void {
  for (const { name } of figures) {
    const figure = document.getElementById(`figure-${name}`);
    if (figure === null) continue;
    const spec = (): TopLevelSpec => figureOf(name)!.draw(WIDE);
    const svg = (): Promise<string> => svgText(spec(), name);
    const menu = element('details', { class: 'menu' },
      element('summary', { 'aria-label': `Save or copy the chart ${name}` }, '⋯'),
      element('div', {},
        button('Save SVG', () => void svg().then((text) => download(`${name}.svg`, 'image/svg+xml', text))),
        button('Save PNG', () => void svg().then((text) => savePng(text, `${name}.png`))),
        button('Copy specification', () => void copy(JSON.stringify(spec(), null, 2), `${name}.vl.json`).then(say)),
        button('Copy data', () => void copy(dataOf(spec()), `${name}.csv`).then(say)),
      ),
    );
    menu.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      menu.open = false;
      menu.querySelector('summary')?.focus();
    });
    figure.append(menu);
  }
} // biome-ignore format: elements

/** A chart as a picture, as wide as on a wide screen. */
async function savePng(svg: string, name: string): Promise<void> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = element('canvas', { width: `${picture.width * SCALE}`, height: `${picture.height * SCALE}` });
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob !== null && download(name, 'image/png', blob), 'image/png');
}

/** The rows of a chart as CSV: a table for each of its layers' data, one after the other. */
export function dataOf(spec: TopLevelSpec): string {
  const tables: Record<string, unknown>[][] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    else if (typeof node === 'object' && node !== null)
      for (const [key, value] of Object.entries(node)) {
        const values = key === 'data' ? (value as { values?: unknown } | null)?.values : undefined;
        if (Array.isArray(values)) tables.push(values as Record<string, unknown>[]);
        else visit(value);
      }
  };
  visit(spec);
  return tables
    .map((rows) => {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const cell = (value: unknown): string => csvCell(typeof value === 'number' || value === null ? value : value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)); // biome-ignore format: a line
      return [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column])))].map((cells) => `${cells.join(',')}\n`).join(''); // biome-ignore format: a line
    })
    .join('\n');
}
