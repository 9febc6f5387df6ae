import type { Plan } from '../plan/plan.ts';
import { traceSentences } from '../results/provenance.ts';
import type { SweepFacts } from './page.ts';

/** What a page tells of a plan beside its results. */
export const factsOf = ({ study, replays, traces }: Plan): SweepFacts => ({
  title: study.name,
  description: study.description ?? '',
  replays: replays.length,
  traces: traceSentences(traces),
});
