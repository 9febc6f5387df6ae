import type { CostList, CostSet } from '../../price/cost-list.ts';
import type { Costs } from '../../price/cost-table.ts';
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
export interface Opened<Set extends CostSet = Costs> {
  /** All that is priced by the machine's costs: those that none of it hangs on say so. Of a kind with costs of its own: none. */
  counts: readonly Counts[];
  priced(costs: Set): Priced;
}

/** A kind of page that is made again where it is read: by what it carries, which is JSON. */
export interface LiveKind<Content, Set extends CostSet = Costs> {
  readonly name: string;
  /** What it has sliders for; the machine's costs unless given. */
  readonly costs?: CostList;
  /** What its totals are of, above their table; `Totals` unless given. */
  readonly totals?: string;
  /** `written`: the costs that the page was written with. */
  open(content: Content, written: Set): Opened<Set>;
}

/** What a page carries to be made again: its kind and content, the costs it was written with, others to set beside them, and what assumed costs may be. */
export interface Payload {
  kind: string;
  content: unknown;
  costs: CostSet;
  presets: readonly CostSet[];
  /** Least and most by the prior of a cost that is assumed. */
  ranges: Readonly<Partial<Record<string, readonly [from: number, to: number]>>>;
}
