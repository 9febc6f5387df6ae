import { type ReportOptions, reportOf } from './run/report.ts';
import type { Run } from './run/run.ts';
import { SECTIONS } from './sections/index.ts';
import { type Section, sectionLines } from './sections/section.ts';

/**
 * The report for people: text without colour, as wide as the terminal, ending in a line feed.
 *
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param sections - what the report is made of. Default: all sections
 * @param options - what it says of how it was made
 * @returns text
 * @example
 * ```ts
 * import { loadCosts, loadStructure, openTrace, replayAll, runsOf, terminalReport } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * process.stdout.write(terminalReport(runsOf(trace, await replayAll(trace, [loadStructure('flash')]), loadCosts('flash'))));
 * ```
 */
export function terminalReport(
  runs: readonly Run[],
  sections: readonly Section[] = SECTIONS,
  options: ReportOptions = {},
): string {
  const report = reportOf(runs, options);
  const parts = sections.map((section) => sectionLines(section, report)).filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
