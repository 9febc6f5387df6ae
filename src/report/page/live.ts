import type { CostName, Costs } from '../../price/cost-table.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Page } from './page.ts';

/** A total that a page is about; the first of a group is 100 % of it. */
export interface Total {
  group: string;
  name: string;
  ns: number;
}

/** As much of a page as hangs on the costs. Its parts and figures take the places of those with their names. */
export interface Priced extends Omit<Page, 'title'> {
  totals: readonly Total[];
}

/** What is made again of a page's content under other costs. */
export interface Opened {
  /** All that is priced. */
  counts: readonly Counts[];
  priced(costs: Costs): Priced;
}

/** A kind of page that is made again where it is read: by what it carries, which is JSON. */
export interface LiveKind<Content> {
  readonly name: string;
  /** `written`: the costs that the page was written with. */
  open(content: Content, written: Costs): Opened;
}

/** What a page carries to be made again: its kind and content, the costs it was written with, others to set beside them, and what assumed costs may be. */
export interface Payload {
  kind: string;
  content: unknown;
  costs: Costs;
  presets: readonly Costs[];
  /** Least and most by the prior of a cost that is assumed. */
  ranges: Readonly<Partial<Record<CostName, readonly [from: number, to: number]>>>;
}
