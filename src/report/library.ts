import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import { WIDE } from './draw/theme.ts';
import { type Report, reportOf } from './run/report.ts';
import type { Run } from './run/run.ts';
import { SECTIONS, type SectionTable } from './sections/index.ts';
import { type Section, sectionCharts } from './sections/section.ts';
import * as services from './sections/services/services.ts';
import { toArquero } from './tables/arquero.ts';
import type { TableOf } from './tables/table.ts';

type OptionsOf<T> = T extends TableOf<Report, infer O, string, infer _> ? O : never;
type Tables = {
  [T in SectionTable as T['name']]: (runs: readonly Run[], options?: OptionsOf<T>) => ColumnTable;
};

/** Every table of a report, by name, for arquero: of runs over the same trace, the first of which is the base. `docs/reference/columns.md` says what is in them. */
export const tables = Object.fromEntries(
  SECTIONS.flatMap((section: Section) => section.tables ?? []).map((table): [string, unknown] => [
    table.name,
    (runs: readonly Run[], options?: never) => toArquero(table.of(reportOf(runs), options)),
  ]),
) as Tables;

type WithCharts = Extract<(typeof SECTIONS)[number], { charts: unknown }>;
/** What a section's charts give: nothing where it does not apply. */
type Drawn<S, C extends { draw: unknown }> = C['draw'] extends (report: Report, width: number) => infer D
  ? S extends { applies: unknown }
    ? D | undefined
    : D
  : never;
type ChartsOf<S extends WithCharts> = {
  [C in S['charts'][number] as C['name']]: (runs: readonly Run[], width?: number) => Drawn<S, C>;
};
type Both<U> = (U extends unknown ? (all: U) => void : never) extends (all: infer I) => void ? I : never;
type Charts = Both<WithCharts extends infer S ? (S extends WithCharts ? ChartsOf<S> : never) : never>;

/** Every chart of a report, by name, as Vega-Lite, in a width in CSS pixels: of runs over the same trace, the first of which is the base. Undefined where there is nothing to show. */
export const reportCharts = Object.fromEntries(
  SECTIONS.flatMap((section: Section) =>
    (section.charts ?? []).map(({ name }): [string, unknown] => [
      name,
      (runs: readonly Run[], width = WIDE): TopLevelSpec | undefined => {
        const only = { ...section, charts: section.charts!.filter((chart) => chart.name === name) };
        return new Map(sectionCharts(only, reportOf(runs), width)).get(name);
      },
    ]),
  ),
) as Charts;

/**
 * Table 2 for each run after the first, for programs.
 *
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param options - which services
 * @returns a row for each service of each run
 * @example
 * ```ts
 * import { loadCosts, loadStructures, openTrace, replayAll, runsOf, serviceRows } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const runs = runsOf(trace, await replayAll(trace, loadStructures(['irix', 'disco'])), loadCosts('flash'));
 * for (const { service, slowdown } of serviceRows(runs, { total: true })) console.log(service, slowdown);
 * ```
 */
export const serviceRows = (runs: readonly Run[], options: services.ServiceOptions = {}): services.ServiceRow[] =>
  services.serviceRows(reportOf(runs), options);
