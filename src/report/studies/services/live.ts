import type { LiveKind } from '../../page/live.ts';
import { openRuns, type RunsContent, runsContent } from '../../page/report-live.ts';
import type { Run } from '../../run/run.ts';
import type { ServiceOptions } from '../../sections/services/services.ts';
import { servicesStudyPage } from './page.ts';

/** The services of runs. */
export interface ServicesContent extends RunsContent {
  options: ServiceOptions;
}

export const servicesContent = (runs: readonly Run[], options: ServiceOptions, trace?: string): ServicesContent => ({
  ...runsContent(runs, trace === undefined ? {} : { trace }),
  options,
});

/** Services, made again of the runs' counts. */
export const servicesLive: LiveKind<ServicesContent> = {
  name: 'services',
  open: ({ options, ...runs }, written) => openRuns(runs, written, (report) => servicesStudyPage(report, options)),
};
