/** A bar: the paper's, or ours. */
export interface SourcedBar {
  /** What stands beneath it. */
  source: string;
  /** Whether it is the paper's, which is drawn with an outline. */
  published: boolean;
  /** From the bottom up; those of nothing are left out. */
  segments: readonly { name: string; value: number }[];
  total: number;
  /** What nine tenths of the weight of its total is between. */
  band?: readonly [low: number, high: number];
  /** A second line beneath it. */
  note?: string;
}

/** Bars of one thing, side by side: the paper's first. */
export interface BarGroup {
  name: string;
  bars: readonly SourcedBar[];
}

export interface BarPanel {
  name: string;
  groups: readonly BarGroup[];
}

/** Published beside predicted as stacked bars, whatever the exhibit. */
export interface PairedForm {
  title: string;
  subtitle: string;
  description: string;
  /** What the bars are in; its own in each panel if these are of different things. */
  unit: string;
  apart?: boolean;
  digits: number;
  /** The segments' colours, in the order of the stack. One segment needs no legend. */
  colors: Readonly<Record<string, string>>;
  panels: readonly BarPanel[];
  /** A line across, at what all bars are relative to. */
  reference?: number;
}
