import { type ReportOptions, reportOf } from './run/report.ts';
import type { Run } from './run/run.ts';
import { SECTIONS } from './sections/index.ts';
import { type Section, sectionLines } from './sections/section.ts';

/** The report for people: text without colour, as wide as the terminal, ending in a line feed. */
export function terminalReport(
  runs: readonly Run[],
  sections: readonly Section[] = SECTIONS,
  options: ReportOptions = {},
): string {
  const report = reportOf(runs, options);
  const parts = sections.map((section) => sectionLines(section, report)).filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
