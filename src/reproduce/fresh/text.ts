import { ORIGIN_KINDS } from '../../config/annotations/origin-kinds.ts';
import { RECOVERY_COST_NAMES } from '../../failures/costs/recovery-cost-table.ts';
import { loadRecoveryCosts } from '../../failures/costs/recovery-costs.ts';
import { fittedTable } from '../../report/text/text-table.ts';
import { decimal, enumerate } from '../../report/text/words.ts';
import { inWords } from '../experiments/segment-names.ts';
import type { PublishedRange } from '../published/fresh.ts';
import type { FreshComparison } from './comparison.ts';
import { FRESH_NAMES, type FreshName } from './names.ts';

export const FRESH_TITLES: Readonly<Record<FreshName, string>> = {
  sosp95:
    'Architectural trends and operating system performance (SOSP ’95): pmake on eight CPUs and on one, memory stall',
  cellular: 'Cellular Disco (SOSP ’99): what virtualization adds on an Origin 2000, and moving a virtual CPU',
  failures:
    'Cellular Disco (SOSP ’99) and Hive (SOSP ’95): what a failure takes, how long recovery does, and what containment costs',
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
  return from === to ? `${from}` : from < 0 ? `−${-from} to ${to}` : `${from}–${to}`;
}

/** How far ours is from what is published: from a number, or from the nearer end of a range; nothing in it. */
export function differenceText(published: PublishedRange | null, predicted: number | null): string {
  if (published === null || predicted === null) return '';
  const { from = -Infinity, to = Infinity } = published;
  const off = Math.max(0, predicted - to) + Math.min(0, predicted - from);
  return off === 0 ? '' : `${off > 0 ? '+' : ''}${number(off)}`;
}

/** A row's cells: workload, what, published, ours, how far off, status of the source, verdict. */
export const freshCells = ({ workload, segment, published, predicted, status, verdict }: FreshComparison): string[] => [
  workload,
  inWords(segment),
  rangeText(published),
  predicted === null ? '–' : number(predicted),
  differenceText(published, predicted),
  status ?? '',
  verdict ?? '',
];

export const FRESH_HEADINGS = ['workload', '', 'published', 'ours', 'off by', 'source', ''];

/** How the columns of both are aligned. */
export const FRESH_ALIGN = 'llrrrll';

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
  const all = rows.flatMap(({ workload, segment, why }) => (why === undefined ? [] : [{ what: `${workload}, ${inWords(segment)}`, why }])); // biome-ignore format: a line
  return [...Map.groupBy(all, ({ why }) => why)].map(
    ([why, its]) => `${its.map(({ what }) => what).join('; ')}: ${why}`,
  );
};

/** What kinds of numbers an exhibit hangs on beside those of every replay and price. */
export function inputsOf(name: FreshName): string[] {
  if (name !== 'failures') return [];
  const own = loadRecoveryCosts();
  const kinds = ORIGIN_KINDS.map((kind) => [kind, RECOVERY_COST_NAMES.filter((cost) => own[cost].kind === kind).length] as const); // biome-ignore format: a line
  const said = kinds.flatMap(([kind, n]) => (n > 0 ? [`${n} ${kind}`] : []));
  return [`Recovery costs ${own.name}: ${enumerate(said)}, none of them fitted (disco show recovery-costs); directory and memmap are scanned by their assumed times`]; // biome-ignore format: a line
}

/** For people: a table for each exhibit, and where its published numbers are from. */
export function freshText(rows: readonly FreshComparison[]): string {
  const lines = freshByExhibit(rows).flatMap(([name, its]) => [
    FRESH_TITLES[name],
    '',
    ...fittedTable(FRESH_HEADINGS, its.map(freshCells), FRESH_ALIGN, 2),
    '',
    ...[...sourcesOf(its), ...lacksOf(its), ...inputsOf(name)].map((line) => `  ${line}`),
    '',
  ]);
  const judged = rows.filter(({ verdict }) => verdict !== null);
  const met = judged.filter(({ verdict }) => verdict === 'met').length;
  lines.push(`${met} of ${judged.length} are met; nothing was fitted to any of them.`, '');
  return lines.join('\n');
}
