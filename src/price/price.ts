import type { Counts } from '../replay/counts/counts.ts';
import type { Costs } from './cost-table.ts';
import { PriceForm } from './form/price-form.ts';
import type { Times } from './times.ts';

export { barTimes, type TimeRow, Times, timeRows } from './times.ts';

const forms = new WeakMap<Counts, PriceForm>();

/** Counts made ready for many prices; the same form each time it is asked of the same counts, which may not change after it. */
export function prepare(counts: Counts): PriceForm {
  let form = forms.get(counts);
  if (form === undefined) {
    form = new PriceForm(counts);
    forms.set(counts, form);
  }
  return form;
}

/**
 * Turns counts into time: the sum over events of count × cost, kept apart by interval, strand, context and part; and queueing at the nodes'
 * memories, for locks, at disks and at the NFS server. Throws RangeError where costs make a time that is not finite.
 */
export const price = (counts: Counts, costs: Costs): Times => prepare(counts).times(costs);
