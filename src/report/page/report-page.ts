import type { Report } from '../run/report.ts';
import { monitorSentences, namesSentence, resultSentences } from '../sections/breakdown/sentences.ts';
import { type Section, sectionCharts, sectionParts } from '../sections/section.ts';
import { enumerate } from '../text/words.ts';
import { figuresOf, numbered, type Page } from './page.ts';

/** A report as a page: all its sections, in their order. */
export function reportPage(report: Report, sections: readonly Section[]): Page {
  const { base, others } = report;
  const figures = sections.flatMap((section) => figuresOf((width) => sectionCharts(section, report, width)));
  const drawn = new Set(figures.map(({ name }) => name));
  return {
    title: others.length === 0 ? base.name : `${enumerate(others.map(({ name }) => name))} against ${base.name}`,
    leads: [namesSentence(report), ...resultSentences(report), ...monitorSentences(report)],
    parts: numbered(sections.flatMap((section) => sectionParts(section, report, drawn))),
    figures,
  };
}
