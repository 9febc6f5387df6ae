import { configurationNames, costKinds, notesOf, type Run, shownBars, type TimeSums, timeSums } from './run/run.ts';
import { resultSentences, traceFacts } from './run/summary.ts';
import { footprintLines } from './sections/footprint/terminal.ts';
import { localityLines } from './sections/locality/terminal.ts';
import { cacheCounts, KINDS, rates, tlbCounts } from './sections/rates/rates.ts';
import { notesThatMatter } from './text/notes.ts';
import { textBar, textTable } from './text/text-table.ts';
import {
  CACHE_LABELS,
  cut,
  decimal,
  digitsFor,
  integer,
  MONITOR_PARTS,
  PART_LABELS,
  percent,
  plural,
  printable,
  TLB_LABELS,
  wrap,
} from './text/words.ts';

const WIDTH = 80;
/** Configurations side by side in a table; more follow below. */
const ABREAST = 3;

/** A run with the name that heads its column. */
interface Column {
  name: string;
  run: Run;
  sums: TimeSums;
}

/** The report for people: text of at most 80 columns, without colour, ending in a line feed. */
export function terminalReport(runs: readonly Run[]): string {
  const names = configurationNames(runs);
  const columns = runs.map((run, i) => ({ name: cut(names[i], 14), run, sums: timeSums(run) }));
  const monitored = columns.filter(({ run }) => run.structure.monitor !== null);
  const base = columns[0].sums.total;
  const sections = [
    traceFacts(runs).flatMap(([name, value]) => hanging(name.padEnd(14), printable(value))),
    columns.length > 2 ? compactBreakdown(columns, base) : breakdown(columns, base),
    localityLines(runs),
    resultSentences(runs).flatMap((sentence) => wrap(sentence, WIDTH)),
    columns.length === 1 ? cachesAndTlbs(runs[0]) : [],
    ...groups(monitored).map((group) => monitorTime(group, base, columns[0].name)),
    footprintLines(runs),
    ...groups(columns).map(rateTable),
    [...costLines(columns), ...notesThatMatter(notesOf(runs)).flatMap((note) => hanging('Note: ', printable(note)))],
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`; // biome-ignore format: one chain
}

function groups(columns: Column[]): Column[][] {
  return Array.from({ length: Math.ceil(columns.length / ABREAST) }, (_, n) =>
    columns.slice(n * ABREAST, (n + 1) * ABREAST),
  );
}

/** Text with a label before its first line, the others as far in. */
function hanging(label: string, text: string): string[] {
  return wrap(text, WIDTH - label.length).map((line, i) => (i === 0 ? label : ' '.repeat(label.length)) + line);
}

const share = (ns: number, base: number): number => (base === 0 ? 0 : (100 * ns) / base);
const msDigits = (columns: Column[]): number => digitsFor(Math.max(...columns.map(({ sums }) => sums.total)) / 1e6);

/** Bar by bar for one or two configurations: ms, percent of the first, and the share drawn. */
function breakdown(columns: Column[], base: number): string[] {
  const digits = msDigits(columns);
  const shown = shownBars(columns.map(({ sums }) => sums));
  const longest = Math.max(...columns.flatMap(({ sums }) => shown.map((bar) => sums.bars[bar])), 1e-9);
  const table = (drawn: number) => {
    const line = (label: string, ns: (sums: TimeSums) => number, draw: boolean) => [
      label,
      ...columns.flatMap(({ sums }) => {
        const bar = draw ? textBar(ns(sums) / longest, drawn) : '';
        return [decimal(ns(sums) / 1e6, digits), decimal(share(ns(sums), base), 1), bar.padEnd(drawn)];
      }),
    ];
    return textTable(
      [
        ['time in ms', ...columns.flatMap(({ name }) => [name, '%', ''])],
        ...shown.map((bar) => line(bar, ({ bars }) => bars[bar], true)),
        line('total', ({ total }) => total, false),
      ],
      `l${'rrl'.repeat(columns.length)}`,
    );
  };
  const bare = Math.max(...table(0).map((line) => line.length)) + 2;
  return table(Math.max(4, Math.min(24, Math.floor((WIDTH - bare) / columns.length))));
}

/** A line for each configuration: percent of the first by bar, total, ms. */
function compactBreakdown(columns: Column[], base: number): string[] {
  const digits = msDigits(columns);
  const shown = shownBars(columns.map(({ sums }) => sums));
  const heads = shown.map((bar) => (bar.endsWith('stall') ? '+stall' : bar));
  return textTable(
    [
      [`% of ${columns[0].name}`, ...heads, 'total', 'ms'],
      ...columns.map(({ name, sums }) => [
        name,
        ...[...shown.map((bar) => sums.bars[bar]), sums.total].map((ns) => decimal(share(ns, base), 1)),
        decimal(sums.total / 1e6, digits),
      ]),
    ],
    `lrr${'r'.repeat(shown.length)}`,
  );
}

function cachesAndTlbs(run: Run): string[] {
  const line = (label: string, { references, misses }: { references: number; misses: number }) => {
    return [
      label,
      integer(references),
      integer(misses),
      references === 0 ? '–' : percent((100 * misses) / references, 3),
    ];
  };
  return textTable(
    [
      ['', 'references', 'misses', 'miss ratio'],
      ...cacheCounts(run).flatMap((c) =>
        KINDS[c.cache].map((kind) => line(`${CACHE_LABELS[c.cache]}, ${kind}`, c[kind])),
      ),
      ...tlbCounts(run).map((counted) => line(TLB_LABELS[counted.tlb], counted)),
    ],
    'lrrr',
  );
}

/** Table 2's columns as lines. */
function monitorTime(columns: Column[], base: number, baseName: string): string[] {
  const digits = msDigits(columns);
  const both = columns.length <= 2;
  const cells = (ns: number) => [...(both ? [decimal(ns / 1e6, digits)] : []), decimal(share(ns, base), 2)];
  return [
    ...wrap(`The monitor's time, in ${both ? 'ms and ' : ''}percent of ${baseName}:`, WIDTH),
    ...textTable(
      [
        ['', ...columns.flatMap(({ name }) => (both ? [name, '%'] : [name]))],
        ...MONITOR_PARTS.filter((part) => columns.some(({ sums }) => sums.parts[part] > 0)).map((part) => [
          `  ${PART_LABELS[part]}`,
          ...columns.flatMap(({ sums }) => cells(sums.parts[part])),
        ]),
        ['  monitor', ...columns.flatMap(({ sums }) => cells(sums.bars.monitor))],
      ],
      `l${(both ? 'rr' : 'r').repeat(columns.length)}`,
    ),
  ];
}

function rateTable(columns: Column[]): string[] {
  const all = columns.map(({ run }) => rates(run));
  const rows = (group: 'perThousand' | 'others', indent: string) =>
    all[0][group]
      .map(({ label }, i) => [
        indent + label,
        ...all.map((of) => (of[group][i].value === null ? '–' : decimal(of[group][i].value, of[group][i].digits))),
      ])
      .filter(([, ...cells]) => cells.some((cell) => cell !== '–'));
  return textTable(
    [
      ['', ...columns.map(({ name }) => name)],
      ...rows('others', ''),
      ['per 1000 instructions'],
      ...rows('perThousand', '  '),
    ],
    `l${'r'.repeat(columns.length)}`,
  );
}

/** How well founded the times are, once for each set of costs. */
function costLines(columns: Column[]): string[] {
  const lines = columns.map(({ run: { costs } }) => {
    const kinds = Object.entries(costKinds(costs));
    const count = kinds.reduce((sum, [, n]) => sum + n, 0);
    return `Costs ${costs.name}: ${plural(count, 'number')}, of them ${kinds.map(([kind, n]) => `${n} ${kind}`).join(', ')}.`;
  });
  return [...new Set(lines)].flatMap((line) => wrap(printable(line), WIDTH));
}
