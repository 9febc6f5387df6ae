import type { TopLevelSpec } from 'vega-lite';
import { ofTrace } from '../draw/layout.ts';
import { WIDE } from '../draw/theme.ts';
import { chartsHtml, figureSlot, type PagePart, part, tableHtml } from '../markup/markup.ts';
import type { Report, ReportRun } from '../run/report.ts';
import { forPeople, tableLines } from '../tables/for-people.ts';
import type { TableOf } from '../tables/table.ts';

/** A chart of a section. Its name is that of its files: `NAME.svg`, `NAME.png`, `NAME.vl.json`. */
export interface SectionChart {
  readonly name: string;
  /**
   * The chart in a width in CSS pixels, padding included, which it does not exceed: it lays itself out by it and is never shrunk. Undefined
   * where the report has nothing to show in it.
   */
  draw(report: Report, width: number): TopLevelSpec | undefined;
}

/** Words with their meanings, in the order in which they stand. */
export type Words = Readonly<Record<string, string>>;

/**
 * A part of every report: what it has to say, in all the forms that a report has. What it leaves out of `terminal` and `page` is made of
 * its tables by their columns; see `SECTIONS`, the list of all of them.
 */
export interface Section {
  readonly name: string;
  /** Its heading on the page. */
  readonly title: string;
  /** Whether the report has such a thing; always, unless told. */
  applies?(report: Report): boolean;
  /** Tidy tables; their names are those of their files. */
  readonly tables?: readonly TableOf<Report>[];
  readonly charts?: readonly SectionChart[];
  /** Lines as wide as the terminal, an empty one between two parts. */
  terminal?(report: Report): readonly string[];
  /** What stands at the beginning of its lines on the terminal, and above the columns of its tables there: each with its meaning. */
  readonly words?: Words;
  /** `figure` gives the place of one of the section's charts, or nothing where it has nothing to show. */
  page?(report: Report, figure: (chart: string) => string): readonly PagePart[];
  /** Keys of a run's JSON, always the same: with null where the run has no such thing. */
  json?(run: ReportRun): object;
}

/** The section's lines in a terminal; none where it has nothing to say. */
export function sectionLines(section: Section, report: Report): readonly string[] {
  if (section.applies?.(report) === false) return [];
  if (section.terminal !== undefined) return section.terminal(report);
  return [section.title, ...(section.tables ?? []).flatMap((table) => tableLines(table.of(report)))];
}

/** The section on the page. `drawn`: names of its charts that have something to show. */
export function sectionParts(section: Section, report: Report, drawn: ReadonlySet<string>): readonly PagePart[] {
  if (section.applies?.(report) === false) return [];
  const figure = (name: string): string => (drawn.has(name) ? figureSlot(name) : '');
  if (section.page !== undefined) return section.page(report, figure);
  const charts = chartsHtml(...(section.charts ?? []).map(({ name }) => figure(name)));
  const tables = (section.tables ?? []).map((table) => {
    const { heads, rows } = forPeople(table.of(report));
    return tableHtml(table.meaning, heads, rows);
  });
  return part(section.title, '', charts + tables.join('\n'));
}

/** The charts of a section that have something to show, by name, in a width in CSS pixels. */
export const sectionCharts = (section: Section, report: Report, width = WIDE): [name: string, spec: TopLevelSpec][] =>
  section.applies?.(report) === false
    ? []
    : (section.charts ?? []).flatMap(({ name, draw }) => {
        const spec = draw(report, width);
        return spec === undefined ? [] : [[name, ofTrace(spec, report.traceName, width)]];
      });

/** For a section that says nothing in this form: what it has is in the others. */
export const silent = (): readonly [] => [];
