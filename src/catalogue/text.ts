import type { FileFacts } from './facts.ts';

const integer = (n: number): string => n.toLocaleString('en-US');

/** References to three digits: `5.73 M`. */
export const amount = (n: number): string =>
  n >= 1e6 ? `${Number((n / 1e6).toPrecision(3))} M` : n >= 1e3 ? `${Number((n / 1e3).toPrecision(3))} k` : `${n}`;

/** Bytes in decimal units: `1.89 MB`. */
export const size = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${amount(bytes)}B`);

/** `8 CPUs`. */
export const cpus = (n: number): string => `${integer(n)} ${n === 1 ? 'CPU' : 'CPUs'}`;

/** What a trace's file says of it, in a line. */
export const factsLine = ({ header, totals, bytes }: FileFacts): string =>
  `${amount(totals.references)} references, ${cpus(totals.cpus)}, ${header.level === 'system' ? 'full system' : 'user level'}, ${size(bytes)}`;
