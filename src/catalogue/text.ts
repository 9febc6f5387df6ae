import type { FileFacts } from './facts.ts';

const integer = (n: number): string => n.toLocaleString('en-US');

const PREFIXES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** References to three digits: `5.73 M`. */
export function amount(n: number): string {
  const [size, prefix] = PREFIXES.find(([least]) => n >= least) ?? [1, ''];
  return prefix === '' ? `${n}` : `${Number((n / size).toPrecision(3))} ${prefix}`;
}

/** Bytes in decimal units: `1.89 MB`. */
export const size = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${amount(bytes)}B`);

/** `8 CPUs`. */
export const cpus = (n: number): string => `${integer(n)} ${n === 1 ? 'CPU' : 'CPUs'}`;

/** What a trace's file says of it, in a line. */
export const factsLine = ({ header, totals, bytes }: FileFacts): string =>
  `${amount(totals.references)} references, ${cpus(totals.cpus)}, ${header.level === 'system' ? 'full system' : 'user level'}, ${size(bytes)}`;
