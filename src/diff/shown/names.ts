import { printable } from '../../printable.ts';
import { heading } from '../../sweep/charts/said.ts';
import type { DiffRow } from '../rows.ts';

/** Keys that are names by themselves; others are shown as `tlb.entries 64`. */
const NAMES = new Set(['configuration', 'structure', 'trace', 'mechanism', 'service', 'exhibit', 'workload', 'segment', 'point', 'costs']); // biome-ignore format: a line

/** What heads an item of some: of its keys those that tell any two of them apart; '' where none does. */
export function itemNames(keys: readonly string[], among: readonly DiffRow['key'][]): (key: DiffRow['key']) => string {
  const telling = keys.map((_, n) => among.some((key) => key[n] !== among[0][n]));
  return (key) => nameOf(keys, key, (n) => telling[n]);
}

/** What all of some items are of: of their keys those that they share; '' where there is none. */
export function sharedName(keys: readonly string[], among: readonly DiffRow['key'][]): string {
  const shared = keys.map((_, n) => among.every((key) => key[n] === among[0][n]));
  return among.length === 0 ? '' : nameOf(keys, among[0], (n) => shared[n]);
}

/** An item with all its keys. */
export const fullName = (keys: readonly string[], key: DiffRow['key']): string => nameOf(keys, key, () => true);

const nameOf = (keys: readonly string[], key: DiffRow['key'], shows: (n: number) => boolean): string =>
  keys
    .flatMap((name, n) => {
      const value = key[n];
      if (!shows(n) || value === null) return [];
      return [NAMES.has(name) ? printable(value) : `${printable(heading(name))} ${printable(value)}`];
    })
    .join(', ');

/** An item and a measure as one label. */
export const rowLabel = (names: (key: DiffRow['key']) => string, { key, label }: DiffRow): string =>
  [names(key), printable(label)].filter((each) => each !== '').join(': ');

/** What heads each of some rows; where all are of one measure, that is left out, which `measure` then names. */
export function rowLabels(keys: readonly string[], rows: readonly DiffRow[]): { labels: string[]; measure: string | undefined } {
  const names = itemNames(keys, rows.map(({ key }) => key));
  const alone = rows.length > 1 && rows.every(({ name }) => name === rows[0].name);
  const labels = rows.map((row) => (alone ? names(row.key) : rowLabel(names, row)));
  return { labels, measure: alone ? printable(rows[0].label) : undefined };
} // biome-ignore format: long lines
