import { withProvenance } from '../../../catalogue/provenance.ts';
import type { TraceProfile } from '../../../trace/operations/profile/profile.ts';

/** The profile for programs: as it is, with what the catalogue knows of the trace. */
export const profileJson = (profile: TraceProfile): string =>
  `${JSON.stringify({ ...profile, header: withProvenance(profile.header) }, null, 2)}\n`;
