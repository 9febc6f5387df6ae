import type { MechanismKey, Setting } from '../../replay/ablation/mechanisms.ts';
import type { Monitored } from '../../replay/ablation/plan.ts';
import type { EventName } from '../../replay/counts/event.ts';
import type { Run } from '../../report/run/run.ts';
import { type Columns, type NamedColumn, named, type RowOf } from '../../report/tables/column.ts';
import { type AnyRow, type Table, tableFrom } from '../../report/tables/table.ts';

/** A replay of an explanation: its name in the tables, and settings of the monitor that are its own, by their paths below `monitor`. */
export interface Variant {
  name: string;
  changes: Readonly<Record<string, Setting>>;
}

/** Counts until some point of the trace. */
export interface Sample {
  /** Of the trace's records, those before it: 1 at the end. */
  share: number;
  totals: Record<EventName, number>;
}

/** A variant, replayed and priced. */
export interface Replayed extends Variant {
  run: Run;
  totals: Record<EventName, number>;
  ns: number;
  /** In order of time, the end last; empty unless the explanation asks for some. */
  series: readonly Sample[];
}

/** Where a figure is drawn, in CSS pixels: its whole width, padding included, and the height of its plots together. */
export interface Frame {
  width: number;
  height: number;
}

/** The trace that an explanation is drawn from unless another is given. */
export interface Source {
  /** As a command line has it. */
  trace: string;
  /** Settings of the structure, and of a workload. */
  set?: readonly string[];
  /** Why this one: a sentence. */
  why: string;
}

interface Declaration<C extends Columns> {
  key: MechanismKey;
  source: Source;
  /** Preset of the structure. */
  structure: string;
  /** Settings of the structure, whatever the trace. */
  set?: readonly string[];
  /** What the variants change, by path below `monitor`. */
  varies: readonly string[];
  /** What is replayed, all in one reading; fewer than two where a trace of so many CPUs cannot show it. */
  variants(structure: Monitored, cpus: number): Variant[];
  /** Points of the trace at which counts are wanted. */
  series?: number;
  title: string;
  /** What the figure's numbers are. */
  subtitle: string;
  /** What a row of the table is: a sentence. */
  meaning: string;
  columns: C;
  rows(all: readonly Replayed[]): Iterable<RowOf<C>>;
  /** What Vega-Lite draws of the rows: all of the specification but its title. */
  chart(rows: readonly RowOf<C>[], frame: Frame): object;
  /** What the figure shows, in numbers of its rows: a sentence without a capital letter and a full stop, which goes on after `On make, `. */
  sentence(rows: readonly RowOf<C>[]): string;
  /** The notebook with exercises on it, by its name in `notebooks/jupyter` and `notebooks/observable`. */
  exercise?: string;
  /** Command lines to go on with. */
  next: readonly string[];
}

/** How a mechanism is shown to work: what is replayed, and what is made of the counts. */
export interface Explanation extends Omit<Declaration<Columns>, 'columns' | 'rows' | 'chart' | 'sentence'> {
  columns: readonly NamedColumn[];
  table(all: readonly Replayed[]): Table;
  chart(rows: readonly AnyRow[], frame: Frame): object;
  sentence(rows: readonly AnyRow[]): string;
}

/** An explanation as it is declared: its rows have exactly the columns named, and its chart and its sentence know them. */
export function explanation<const C extends Columns>({ columns, rows, ...rest }: Declaration<C>): Explanation {
  const own = named(columns);
  return {
    ...(rest as unknown as Explanation),
    columns: own,
    table: (all) => tableFrom(own, rows(all) as Iterable<AnyRow>),
  };
}
