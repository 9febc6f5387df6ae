import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Part } from '../../../src/price/parts.ts';
import { timeRows } from '../../../src/price/price.ts';
import { countRows } from '../../../src/replay/counts/counts.ts';
import type { Run } from '../../../src/report/run/run.ts';
import { TABLE_2 } from '../../../src/report/sections/services/published.ts';
import { number, table } from '../markdown.ts';

interface Origin {
  value: number;
  kind: string;
}
interface Service {
  instructions: Origin;
  zeroedPages?: Origin;
}

/** Instructions that clear a page of 4 KB: replay's own, on top of a service's path. */
const CLEARING = 640;
/** What the time of an entry is made of: the columns of the table. */
const MADE_OF: readonly (readonly Part[])[] = [['execution'], ['cacheStall'], ['memoryStall', 'localContention']];

const profile = (): Record<string, Service> =>
  parse(readFileSync(new URL('../../../src/guest/profiles/irix-5.3.yaml', import.meta.url), 'utf8')).services;

/** µs of an entry on the bare machine, in all and of each column. */
function times(run: Run, service: string): number[] {
  const sum = (counts: Iterable<{ count: number }>): number => [...counts].reduce((all, { count }) => all + count, 0);
  const entries = sum([...countRows(run.counts)].filter((row) => !row.warmup && row.event === 'serviceEntered' && row.service === service)); // biome-ignore format: a line
  const rows = [...timeRows(run.times)].filter((row) => row.service === service && row.mode !== 'user');
  const us = (of: typeof rows): number => of.reduce((all, { ns }) => all + ns, 0) / 1000 / entries;
  return [us(rows), ...MADE_OF.map((parts) => us(rows.filter(({ part }) => parts.includes(part))))];
}

/** What the profile of IRIX executes in a service, and what that takes on the bare machine. */
export function guestServices(run: Run): string {
  const published = (service: string) => (TABLE_2 as Record<string, { meanNs: number } | undefined>)[service]; // biome-ignore format: a line
  const body = Object.entries(profile()).map(([service, { instructions, zeroedPages }]) => {
    const pages = service === 'demandZero' ? 1 : (zeroedPages?.value ?? 0);
    const mean = published(service)?.meanNs;
    return [
      `\`${service}\``,
      `${number(instructions.value, 0)}${pages > 0 ? ` + ${number(pages * CLEARING, 0)}` : ''}`,
      instructions.kind,
      ...times(run, service).map((each) => number(each, 1)),
      mean === undefined ? '–' : number(mean / 1000, 0),
    ];
  });
  return table(['service', 'instructions', 'kind', 'µs', 'execution', 'board cache', 'memory', 'Table 2, µs'], 'lrlrrrrr', body); // biome-ignore format: a line
}
