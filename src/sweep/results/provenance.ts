import { canonicalJson } from '../../canonical-json.ts';
import { type Provenance as Origin, provenanceOf as originOf, provenanceFacts } from '../../catalogue/provenance.ts';
import { modelVersion } from '../../model-version.ts';
import type { Provenance } from '../../report/files/formats.ts';
import { shipped } from '../../trace/open.ts';
import type { Plan } from '../plan/plan.ts';
import type { TraceRef } from '../store/keys.ts';

/** What a sweep's numbers were made from. */
export const provenanceOf = ({ study, traces }: Plan): Provenance => ({
  'disco.program': modelVersion(),
  'disco.study': canonicalJson(study),
  'disco.traces': JSON.stringify(namesAndHashes(traces)),
});

/** What the catalogue knows of a trace that comes along. */
const originOfRef = ({ path }: TraceRef): Origin | undefined =>
  shipped(path) === path ? undefined : originOf({ catalogue: path });

/** Traces as results name them; those that come along with what the catalogue knows of them. */
export const namesAndHashes = (traces: readonly TraceRef[]): object[] =>
  traces.map((trace) => {
    const { path, sha256 } = trace;
    const provenance = originOfRef(trace);
    return { path, sha256, ...(provenance === undefined ? {} : { provenance }) };
  });

/** The same for people, a sentence for each that comes along. */
export const traceSentences = (traces: readonly TraceRef[]): string[] =>
  traces.flatMap((trace) => {
    const origin = originOfRef(trace);
    if (origin === undefined) return [];
    return [`Trace ${provenanceFacts({ catalogue: origin.name }).map(([, value]) => value).join('. ')}.`];
  }); // biome-ignore format: a line
