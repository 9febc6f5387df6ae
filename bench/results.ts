import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { compiled } from './built.ts';

/** What a bench has measured, as the terminal and docs/explanation/performance.md show it. */
export interface Table {
  /** Of the block in the document. */
  name: string;
  /** What the rows are, in a sentence. */
  caption: string;
  head: readonly string[];
  /** A letter for each column: `l` or `r`. */
  align: string;
  rows: readonly (readonly string[])[];
  /** What follows from it, in sentences. */
  so?: string;
}

/** A file of reports/performance/: the tables of one script, and on what they were measured. */
export interface Results {
  command: string;
  /** Day of the measurement, YYYY-MM-DD. */
  date: string;
  node: string;
  /** Whether the compiled program was measured, or its sources. */
  compiled: boolean;
  cores: number;
  processor: string;
  /** Runnable processes on average, in the minute before and in the last one. */
  load: readonly [before: number, after: number];
  tables: readonly Table[];
}

export const RESULTS: URL = new URL('../reports/performance/', import.meta.url);
export const smoke: boolean = process.argv.includes('--smoke');
const loadBefore = loadavg()[0];

/** Nanoseconds of CPU time that this thread has taken so far. */
export function threadNs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) * 1e3;
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The median of the ratios within a round: what slows a round slows both. */
export const medianRatio = (values: readonly number[], bases: readonly number[]): number =>
  median(values.map((value, round) => value / bases[round]));

/** What was aimed at, and whether it is met. */
export function verdict(value: number, bound: 'at most' | 'at least', aim: number | undefined): string {
  if (aim === undefined) return '';
  const met = bound === 'at most' ? value <= aim : value >= aim;
  return `${bound} ${aim.toLocaleString('en-US')}: ${met ? 'met' : '**missed**'}`;
}

/** Prints the tables; with `--write` they are kept in reports/performance/, from which the document is written. Nothing is kept of `--smoke`. */
export function publish(script: string, tables: readonly Table[]): void {
  if (smoke) {
    console.log(`bench: ${script} ran`);
    return;
  }
  const node = process.version;
  for (const { caption, head, align, rows } of tables) {
    const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('**', '')));
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
    console.log(`\n${caption}; ${compiled ? 'compiled' : 'from sources'}, Node ${node}\n`);
    for (const row of all)
      console.log(row.map((cell, n) => (align[n] === 'r' ? cell.padStart(widths[n]) : cell.padEnd(widths[n]))).join('  ').trimEnd()); // biome-ignore format: a line
  }
  if (!process.argv.includes('--write')) return;
  const round = (load: number): number => Math.round(load * 10) / 10;
  const results: Results = {
    command: `node bench/${script}.ts`,
    date: new Date().toISOString().slice(0, 10),
    node,
    compiled,
    cores: availableParallelism(),
    processor: cpus()[0].model,
    load: [round(loadBefore), round(loadavg()[0])],
    tables,
  };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(`${script}.json`, RESULTS), `${JSON.stringify(results, null, 1)}\n`);
}
