import { withProvenance } from '../../catalogue/provenance.ts';
import { VERSION } from '../../version.ts';
import type { ReportOptions } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import type { Provenance } from './formats.ts';

/** What a report's numbers were made from. */
export function provenanceOf(runs: readonly Run[], { command }: ReportOptions): Provenance {
  const [{ trace }] = runs;
  return {
    'disco.version': VERSION,
    'disco.trace': JSON.stringify(withProvenance(trace.header)),
    'disco.structures': JSON.stringify(runs.map(({ structure }) => structure)),
    'disco.costs': JSON.stringify(runs.map(({ costs }) => costs)),
    ...(command === undefined ? {} : { 'disco.command': command }),
  };
}
