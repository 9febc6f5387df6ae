import { ofTrace } from '../../draw/layout.ts';
import { chartsHtml, escapeHtml, figureSlot, part } from '../../markup/markup.ts';
import { numbered, type Page } from '../../page/page.ts';
import type { Report } from '../../run/report.ts';
import { resultSentences } from '../../sections/breakdown/sentences.ts';
import { notesPart } from '../../sections/notes/part.ts';
import { servicesChart } from '../../sections/services/chart.ts';
import { servicesPage } from '../../sections/services/page.ts';
import type { ServiceOptions } from '../../sections/services/services.ts';
import { enumerate, printable } from '../../text/words.ts';

/** The services of a report as a page of their own. */
export function servicesStudyPage(report: Report, options: ServiceOptions = {}): Page {
  const { base, others, command } = report;
  const on = options.vm === undefined ? '' : ` of virtual machine ${options.vm}`;
  return {
    title: `Services${on} on ${enumerate(others.map(({ name }) => name))}, beside ${base.name}`,
    leads: resultSentences(report),
    parts: numbered([
      ...part('What an entry costs', '', chartsHtml(figureSlot('services'))),
      ...servicesPage(report, options),
      ...notesPart(report.base.trace.notes),
      ...part('To make this again', '', command === undefined ? '' : `<pre><code>${escapeHtml(printable(command))}</code></pre>`),
    ]),
    figures: [{ name: 'services', draw: (width) => ofTrace(servicesChart(report, width, options), report.traceName, width) }],
  };
} // biome-ignore format: long lines
