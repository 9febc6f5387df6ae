import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Counts, loadStructures } from '../../src/index.ts';
import { countRows } from '../../src/replay/counts/counts.ts';
import type { EventName } from '../../src/replay/counts/event.ts';

/** docs/explanation/worked-example.md, as its tests read it: what was counted by hand stands in its tables. */
export const page = readFileSync(new URL('../../docs/explanation/worked-example.md', import.meta.url), 'utf8');

export const file = (name: string): string =>
  fileURLToPath(new URL(`../../docs/explanation/worked-example/${name}`, import.meta.url));
export const structures = loadStructures([file('irix.yaml'), file('disco.yaml')]);

/** The two sides of the page: where their TLB is told, and their place in `structures`. */
export const SIDES = [
  ['natively', 'Step 2: the TLB, natively', 0],
  ['on Disco', 'Step 3: the TLB and the traps, on Disco', 1],
] as const;
export const PRICE = 'Step 4: the price';

/** The rows of the n-th table in a section, cell by cell, without its head. */
export function tableOf(section: string, n = 0): string[][] {
  const text = page.slice(page.indexOf(`\n## ${section}\n`) + 1).split('\n## ')[0];
  const tables = text.trim().split(/\n{2,}/).filter((block) => block.startsWith('| ')); // biome-ignore format: a chain
  return tables[n].split('\n').slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // biome-ignore format: a chain
}

/** A number of a table: `1,500`, or `**6,800**`. */
export const number = (text: string): number => Number(text.replaceAll(/[*,]/g, ''));

/** How many of each event; kernel TLB faults that hit are `secondLevelHit (kernel)`. */
export type Tally = Map<string, number>;

export function add(tally: Tally, events: Iterable<readonly [string, number]>): Tally {
  for (const [name, n] of events) if (n !== 0) tally.set(name, (tally.get(name) ?? 0) + n);
  return tally;
}

/** Events as a cell has them: `l2Load`, or `tlbMiss` × 3, or `secondLevelHit` (kernel). */
export const eventsIn = (cell: string): [string, number][] =>
  [...cell.matchAll(/`(\w+)`( \(kernel\))?(?: × (\d+))?/g)].map(([, name, kernel = '', times = '1']) => [`${name}${kernel}`, Number(times)]); // biome-ignore format: a line

/** What was counted by hand at each row of the trace: its caches' events, and what its TLB and its traps do. */
export function byHand(traps: string): ReadonlyMap<number, Tally> {
  const rows = new Map<number, Tally>();
  for (const cells of [...tableOf('Step 1: the caches'), ...tableOf(traps)])
    rows.set(Number(cells[0]), add(rows.get(Number(cells[0])) ?? new Map(), eventsIn(cells.at(-1)!)));
  return rows;
}

/** What the tables by row leave out: facts of the trace, and write-backs, which the end of a trace brings about too. */
const UNLISTED = new Set<string>(['instruction', 'l1iFetch', 'l1dLoad', 'l1dStore', 'trap', 'privileged', 'serviceEntered', 'l1WriteBack', 'l2Store', 'l2WriteBack', 'memoryWrite'] satisfies EventName[]); // biome-ignore format: a list
export const listed = (tally: Tally): Tally => new Map([...tally].filter(([name]) => !UNLISTED.has(name)));

/** What the program counts. */
export const counted = (counts: Counts): Tally =>
  add(new Map(), [...countRows(counts)].map(({ event, mode, count }) => [event === 'secondLevelHit' && mode === 'kernelTlbFault' ? `${event} (kernel)` : event, count])); // biome-ignore format: a line
