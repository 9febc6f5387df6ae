import type { Provenance } from '../../report/files/formats.ts';
import type { Plan } from '../plan/plan.ts';
import { canonicalJson, modelVersion, type TraceRef } from '../store/keys.ts';

/** What a sweep's numbers were made from. */
export const provenanceOf = ({ study, traces }: Plan): Provenance => ({
  'disco.program': modelVersion(),
  'disco.study': canonicalJson(study),
  'disco.traces': JSON.stringify(namesAndHashes(traces)),
});

/** Traces as results name them. */
export const namesAndHashes = (traces: readonly TraceRef[]): object[] =>
  traces.map(({ path, sha256 }) => ({ path, sha256 }));
