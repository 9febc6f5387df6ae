import { readdirSync, readFileSync } from 'node:fs';
import { RESULTS, type Results, type Table } from '../../../bench/results.ts';
import { type Blocks, fromData } from '../block.ts';
import { table } from '../markdown.ts';

const day = (date: string): string =>
  new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** What was measured, when and on what, then the numbers. */
function measured({ command, date, node, compiled, cores, load }: Results, { caption, head, align, rows, so }: Table): string {
  const by = `\`${command}\`, ${day(date)}, ${compiled ? 'the built program' : 'the sources'}, Node ${node.slice(1)}`;
  return `${caption} (${by}; ${cores} cores, load ${load[0]} before and ${load[1]} after):\n\n${table(head, align, rows)}${so === undefined ? '' : `\n\n${so}`}`;
} // biome-ignore format: a sentence

const results = (): Results[] =>
  readdirSync(RESULTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(new URL(name, RESULTS), 'utf8')) as Results);

/** Every table that `npm run bench -- --write` kept. */
export const PERFORMANCE: Blocks = fromData(
  Object.fromEntries(
    results().flatMap((each) => each.tables.map((table) => [table.name, () => measured(each, table)] as const)),
  ),
);
