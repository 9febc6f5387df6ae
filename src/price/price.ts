import type { Counts } from '../replay/counts/counts.ts';
import type { Costs } from './cost-table.ts';
import { PriceForm } from './form/price-form.ts';
import type { Times } from './times.ts';

export { barTimes, type TimeRow, Times, timeRows } from './times.ts';

const forms = new WeakMap<Counts, PriceForm>();

/**
 * Counts made ready for many prices; the same form each time it is asked of the same counts, which may not change after it.
 *
 * @param counts - what `replay` counted
 * @returns a form that prices quickly
 * @example
 * ```ts
 * import { loadCosts, loadStructure, openTrace, prepare, replay } from 'disco-replay';
 *
 * const form = prepare(await replay(await openTrace('padded'), loadStructure('disco')));
 * for (const ns of [300, 900, 2700]) console.log(ns, form.totals(loadCosts('flash', { remoteMemory: ns })).totalNs);
 * ```
 */
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
 *
 * @param counts - what `replay` counted
 * @param costs - how long things take
 * @returns times in ns
 * @example
 * ```ts
 * import { barTimes, loadCosts, loadStructure, openTrace, price, replay } from 'disco-replay';
 *
 * const counts = await replay(await openTrace('padded'), loadStructure('disco'));
 * console.log(barTimes(price(counts, loadCosts('flash'))));
 * ```
 */
export const price = (counts: Counts, costs: Costs): Times => prepare(counts).times(costs);
