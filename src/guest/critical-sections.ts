import { SLEEPING_LOCK } from '../trace/words/vocabulary.ts';
import { hash } from './hash.ts';
import type { GuestProfile, ServiceShape } from './profile.ts';

/** Locks of address spaces are numbered from here on, by space. */
const FIRST_OF_SPACE = 256;

/** A point of a service's path at which a lock is acquired or released. */
export interface Boundary {
  /** Before this line of the path; at its end where it equals the lines; after what is then cleared where it is infinite. */
  readonly line: number;
  readonly acquires: boolean;
  /** Its number; of regions, that of the largest in address space 0. */
  readonly lock: number;
  /** Of an address space's pages, those in its largest region, as a threshold for a hash; -1: the lock is the kernel's. */
  readonly largest: number;
  /** One in so many calls takes it. */
  readonly every: number;
}

/** The lock that a call about this page takes, in an address space that it shares; -1 where it shares none and takes no such lock. */
export function lockFor({ lock, largest }: Boundary, sharedSpace: number, page: number): number {
  if (largest < 0) return lock;
  return sharedSpace < 0 ? -1 : lock + 2 * sharedSpace + (hash(page, 0) < largest ? 0 : 1);
}

/** Where a path of so many lines acquires and releases its locks, in order; `known`: of a fault on a page that the address space has already. */
export function boundariesOf(
  { locks }: GuestProfile,
  { locks: sections }: ServiceShape,
  lines: number,
  known: boolean,
): Boundary[] {
  const names = Object.keys(locks);
  const held = sections.map((section) =>
    Math.round(((known ? section.known : undefined) ?? section.share).value * lines),
  );
  const boundary = (n: number, acquires: boolean): Boundary => {
    const { waiters, of, largest } = locks[sections[n].lock];
    const number = of === 'regions' ? FIRST_OF_SPACE : names.indexOf(sections[n].lock);
    const { clearing } = sections[n];
    const isBefore = known && sections[n].known?.before === true;
    const inMiddle = (lines - held[isBefore ? n + 1 : n]) >> 1;
    const from = clearing ? lines - held[n] : isBefore ? Math.max(0, inMiddle - 1 - held[n]) : inMiddle;
    const to = clearing ? Number.POSITIVE_INFINITY : isBefore ? inMiddle - 1 : from + held[n];
    return {
      line: acquires ? from : to,
      acquires,
      lock: number + (waiters === 'sleep' ? SLEEPING_LOCK : 0),
      every: sections[n].every,
      largest: largest === undefined ? -1 : largest.value * 2 ** 32,
    };
  };
  return [...sections.map((_, n) => boundary(n, true)), ...sections.map((_, n) => boundary(n, false)).reverse()].sort(
    (a, b) => (a.line === b.line ? 0 : a.line - b.line),
  );
}
