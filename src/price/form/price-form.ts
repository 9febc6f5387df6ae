import { type Counts, totalsOf } from '../../replay/counts/counts.ts';
import { type EventName, MODE_NAMES } from '../../replay/counts/event.ts';
import type { Costs } from '../cost-table.ts';
import { BARS, barOf, PART_COUNT, PART_NAMES } from '../parts.ts';
import { Times } from '../times.ts';
import { inNanoseconds, newUnits } from '../units.ts';
import { CellForm } from './cell-form.ts';
import { BY_CONTEXT, BY_MODE, type Grain } from './cells.ts';

/** Times of everything measured, ns. */
export interface TimeTotals {
  totalNs: number;
  /** In the order of `BARS`. */
  bars: Float64Array;
  /** In the order of `PART_NAMES`. */
  parts: Float64Array;
}

/** Segment of a mode's part: `[mode][part]`. */
const BAR_NUMBERS = MODE_NAMES.map((mode) => Int32Array.from(PART_NAMES, (part) => BARS.indexOf(barOf(mode, part))));

/**
 * Counts made ready for pricing: what depends on counts and structure alone is worked out once, and costs make a product of it. `times` keeps
 * intervals, strands and contexts apart; `totals` does the same arithmetic on counts summed beforehand as far as waiting allows, so that it
 * equals the sums of `times` but for the order of additions: within 1e-12 of the total.
 */
export class PriceForm {
  private readonly counts: Counts;
  /** Each made when first asked for. */
  private apart: Apart | undefined;
  private joined: Joined | undefined;
  private counted: Readonly<Record<EventName, number>> | undefined;
  private readonly units = newUnits();

  constructor(counts: Counts) {
    this.counts = counts;
  }

  /** How often each event happened in the measured intervals. */
  get events(): Readonly<Record<EventName, number>> {
    this.counted ??= totalsOf(this.counts);
    return this.counted;
  }

  /** The times under these costs, in ns. Throws RangeError where they are not finite. */
  times(costs: Costs): Times {
    this.apart ??= apartOf(this.counts);
    const { form, cells, frame } = this.apart;
    const ns = new Float64Array(cells.length);
    form.add(inNanoseconds(costs, this.units), ns);
    return new Times(frame, cells, ns);
  }

  /** Their sums; the same object every time, with new numbers. Throws RangeError where they are not finite. */
  totals(costs: Costs): TimeTotals {
    this.joined ??= joinedOf(this.counts);
    const { form, ns, bars, parts, result } = this.joined;
    ns.fill(0);
    form.add(inNanoseconds(costs, this.units), ns);
    result.totalNs = 0;
    result.bars.fill(0);
    result.parts.fill(0);
    for (let cell = 0; cell < ns.length; cell++) {
      result.totalNs += ns[cell];
      result.bars[bars[cell]] += ns[cell];
      result.parts[parts[cell]] += ns[cell];
    }
    return result;
  }
}

interface Apart {
  form: CellForm;
  cells: Float64Array;
  frame: Pick<Times, 'intervals' | 'cpus' | 'strands'>;
}

function apartOf(counts: Counts): Apart {
  const form = new CellForm(counts, BY_CONTEXT);
  const intervals = counts.intervals.filter(({ warmup }) => !warmup);
  return { form, cells: form.cells.keys, frame: { intervals, cpus: counts.cpus, strands: counts.strands } };
}

interface Joined {
  form: CellForm;
  /** Of each cell. */
  ns: Float64Array;
  bars: Uint8Array;
  parts: Uint8Array;
  result: TimeTotals;
}

function joinedOf(counts: Counts): Joined {
  const grain: Grain = BY_MODE;
  const form = new CellForm(counts, grain);
  const { keys } = form.cells;
  const parts = Uint8Array.from(keys, (key) => key % PART_COUNT);
  const mode = (key: number): number => Math.floor(key / PART_COUNT) % grain.rows;
  return {
    form,
    ns: new Float64Array(keys.length),
    bars: Uint8Array.from(keys, (key, cell) => BAR_NUMBERS[mode(key)][parts[cell]]),
    parts,
    result: { totalNs: 0, bars: new Float64Array(BARS.length), parts: new Float64Array(PART_COUNT) },
  };
}
