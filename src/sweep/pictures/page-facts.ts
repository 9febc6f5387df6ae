import { capital } from '../../report/text/words.ts';
import type { Plan } from '../plan/plan.ts';
import { traceSentences } from '../results/provenance.ts';
import { costNotes } from '../study/cost-notes.ts';
import type { SweepFacts } from './page.ts';

/** What a page tells of a plan beside its results. */
export const factsOf = ({ study, replays, traces }: Plan): SweepFacts => ({
  title: study.name,
  description: study.description ?? '',
  replays: replays.length,
  traces: traceSentences(traces),
  costs: costNotes(study).map((note) => `${capital(note)}.`),
});
