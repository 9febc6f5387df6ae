import type { Costs } from '../../../price/cost-table.ts';
import { type Availability, availability, type StudyRow } from '../../availability/availability.ts';
import { studyRows } from '../../availability/study-rows.ts';
import { type RecoverySummary, recoverySummary } from '../../availability/summary.ts';
import type { RecoveryCosts } from '../../costs/recovery-cost-table.ts';
import type { Studied } from '../configuration.ts';

/** What recovery is priced by: a configuration's counts and its machine's costs. JSON, which a page carries. */
export interface Recoverable {
  name: string;
  vms: number;
  rows: readonly StudyRow[];
  costs: Costs;
}

/** The same, priced. */
export interface Costed extends Recoverable {
  summary: RecoverySummary;
  availability: Availability;
}

/** Counts of what recovery takes, of each configuration of a study. */
export const recoverable = (all: readonly Studied[]): Recoverable[] =>
  all.map(({ name, run: { counts, costs }, study, containment }) => ({
    name,
    vms: containment.vms,
    rows: studyRows(study, counts.dependences!, counts),
    costs,
  }));

/** What recovery takes and what failures cost in a year, under recovery costs. */
export const costed = (all: readonly Recoverable[], own: RecoveryCosts): Costed[] =>
  all.map((each) => ({
    ...each,
    summary: recoverySummary(each.rows, own, each.costs),
    availability: availability(each.rows, each.vms, own, each.costs),
  }));
