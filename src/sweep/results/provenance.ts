import type { Provenance } from '../../report/files/formats.ts';
import type { Plan } from '../plan/plan.ts';
import { canonicalJson, modelVersion } from '../store/keys.ts';

/** What a sweep's numbers were made from. */
export const provenanceOf = ({ study, traces }: Plan): Provenance => ({
  'disco.program': modelVersion(),
  'disco.study': canonicalJson(study),
  'disco.traces': JSON.stringify(traces),
});
