import type { Tree } from '../../config/layers.ts';

/** What wrote a result. */
export const RESULT_KINDS = {
  report: 'a report',
  ablation: 'an ablation',
  services: 'a table of services',
  reproduction: 'a reproduction',
  sweep: 'a sweep',
} as const;
/** What wrote a result. */
export type ResultKind = keyof typeof RESULT_KINDS;

/**
 * What a number is of, in the order in which changes are told: processor time by segment, of what it is made, percent, other numbers, and
 * what was counted.
 */
export const GROUPS = {
  time: 'Processor time',
  part: 'Parts of the time',
  percent: 'Percent',
  number: 'Other numbers',
  count: 'Counts',
} as const;
export type Group = keyof typeof GROUPS;

/** A number that results have of each of their items: a column. */
export interface Measure {
  /** As the result has it: `total`, `kernel stall`, `tlbMiss`. */
  name: string;
  /** For people. */
  label: string;
  /** What the number is of. */
  group: Group;
  /** `ns`, `ms`, `%`, `events`, `pages`; '' for ratios. */
  unit: string;
}

/** What has numbers: a configuration, a service, a published number, a point. */
export interface Item {
  /** What tells it apart, by the result's keys; null where it has no such thing. */
  key: readonly (string | null)[];
  /** By measure: null where there is no value, undefined where the item has no such measure. */
  values: readonly (number | null | undefined)[];
}

/** What was replayed and priced. */
export interface Configuration {
  name: string;
  structure?: Tree;
  costs?: Tree;
  /** Instructions that were counted apart; undefined: it is not known. */
  warmup?: number;
}

/** A trace as a result names it: what is known of it, by name. */
export interface TraceFacts {
  name: string;
  facts: ReadonlyMap<string, string>;
}

/** A result that was written before, as it is compared. */
export interface Result {
  /** Where it was read, or what the caller calls it. */
  name: string;
  /** What wrote it. */
  kind: ResultKind;
  /** The program that made it, its version and the hash of its code; undefined: it does not say. */
  program: string | undefined;
  /** Undefined: it does not say. */
  traces: readonly TraceFacts[] | undefined;
  /** What was replayed and priced. */
  configurations: readonly Configuration[];
  /** What a study asked, by path. */
  study: ReadonlyMap<string, string>;
  /** Names of what tells items apart. */
  keys: readonly string[];
  /** Which numbers each item has: columns. */
  measures: readonly Measure[];
  /** What has numbers: a row. */
  items: readonly Item[];
  /** What a point of time is a hundredth of, in ns. */
  base?: { name: string; ns: number };
}
