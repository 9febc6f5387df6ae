import { costNote } from '../../report/run/cost-note.ts';
import type { Study } from './study.ts';

/** What there is to say of costs that nobody named. */
export function costNotes({ structures, set, costs }: Pick<Study, 'structures' | 'set' | 'costs'>): string[] {
  const machine = typeof set.machine === 'string' ? set.machine : undefined;
  const note = costs.length === 1 && typeof costs[0] === 'string' ? costNote(structures, machine, costs[0]) : undefined;
  return note === undefined ? [] : [note];
}
