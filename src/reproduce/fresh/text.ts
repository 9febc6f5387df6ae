import { fittedTable } from '../../report/text/text-table.ts';
import { decimal } from '../../report/text/words.ts';
import type { PublishedRange } from '../published/fresh.ts';
import type { FreshComparison } from './comparison.ts';
import { FRESH_NAMES, type FreshName } from './names.ts';

export const FRESH_TITLES: Readonly<Record<FreshName, string>> = {
  sosp95:
    'Architectural trends and operating system performance (SOSP ’95): pmake on eight CPUs and on one, memory stall',
  cellular: 'Cellular Disco (SOSP ’99): what virtualization adds on an Origin 2000, and moving a virtual CPU',
  esx: 'Memory resource management in VMware ESX Server (OSDI ’02), Figure 4: identical virtual machines, percent of their pages',
};

/** Digits that a number of these exhibits has. */
const number = (n: number): string => decimal(n, Math.abs(n) >= 100 ? 0 : Math.abs(n) >= 10 ? 1 : 2);

/** `30–70`, `at most 9`, `at least 50`, or a number. */
export function rangeText(published: PublishedRange | null): string {
  if (published === null) return '';
  const { from, to } = published;
  if (from === undefined) return `at most ${to}`;
  if (to === undefined) return `at least ${from}`;
  return from === to ? `${from}` : `${from}–${to}`;
}

/** A row's cells: workload, what, published, ours, status of the source, verdict. */
export const freshCells = ({ workload, segment, published, predicted, status, verdict }: FreshComparison): string[] => [
  workload,
  segment,
  rangeText(published),
  predicted === null ? '–' : number(predicted),
  status ?? '',
  verdict ?? '',
];

export const FRESH_HEADINGS = ['workload', '', 'published', 'ours', 'source', ''];

/** The exhibits that have rows, in their order, each with them. */
export const freshByExhibit = (rows: readonly FreshComparison[]): [FreshName, FreshComparison[]][] =>
  FRESH_NAMES.map((name): [FreshName, FreshComparison[]] => [
    name,
    rows.filter(({ exhibit }) => exhibit === name),
  ]).filter(([, its]) => its.length > 0);

/** Sources of rows, each once. */
export const sourcesOf = (rows: readonly FreshComparison[]): string[] => [
  ...new Set(rows.flatMap(({ source }) => source ?? [])),
];

/** What of the rows the model lacks, each sentence once. */
export const lacksOf = (rows: readonly FreshComparison[]): string[] => {
  const all = rows.flatMap(({ workload, segment, why }) => (why === undefined ? [] : [{ what: `${workload}, ${segment}`, why }])); // biome-ignore format: a line
  return [...Map.groupBy(all, ({ why }) => why)].map(
    ([why, its]) => `${its.map(({ what }) => what).join('; ')}: ${why}`,
  );
};

/** For people: a table for each exhibit, and where its published numbers are from. */
export function freshText(rows: readonly FreshComparison[]): string {
  const lines = freshByExhibit(rows).flatMap(([name, its]) => [
    FRESH_TITLES[name],
    '',
    ...fittedTable(FRESH_HEADINGS, its.map(freshCells), 'llrrll', 2),
    '',
    ...[...sourcesOf(its), ...lacksOf(its)].map((line) => `  ${line}`),
    '',
  ]);
  const judged = rows.filter(({ verdict }) => verdict !== null);
  const met = judged.filter(({ verdict }) => verdict === 'met').length;
  lines.push(`${met} of ${judged.length} are met; nothing was fitted to any of them.`, '');
  return lines.join('\n');
}
