import type { Counts } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, EVENT_NAMES, Event, isMonitor, MODE_NAMES, Mode, SERVICES } from '../../replay/counts/event.ts'; // biome-ignore format: one line
import { Service } from '../../trace/words/vocabulary.ts';
import { EVENT_COSTS, isFree } from '../event-costs.ts';
import { PART_COUNT, PART_OF_MONITOR } from '../parts.ts';
import type { Units } from '../units.ts';
import { partNumber } from './cells.ts';

/** Times of one kind: of a mode and a part. */
interface Kind {
  mode: number;
  part: number;
}

interface Term {
  kind: number;
  ns: (units: Units) => number;
  /** How many of it on the way to sleep, and on the way back. */
  away: number;
  back: number;
}

/**
 * The work of one contended sleep: the kernel switches the process out; who releases the lock wakes it, and it is switched in. Each switch takes the
 * kernel `processSwitch`. Under a monitor, switches and the interrupt that wakes the CPU make it do what they did on average in what was measured,
 * and the idle instruction deschedules the virtual CPU, which the interrupt schedules again (4.1). Calls to other cells are left out: a cell
 * learns of a page once, and a process that sleeps again uses pages that its cell knows.
 */
export class SleepWork {
  readonly kinds: readonly Kind[];
  /** Time of each kind until the process sleeps, and from its wake-up until it runs, ns. */
  readonly away: Float64Array;
  readonly back: Float64Array;
  /** Their sums. */
  awayNs = 0;
  backNs = 0;
  private readonly terms: readonly Term[];

  constructor(counts: Counts) {
    const { structure } = counts;
    const kinds = new Map<number, number>();
    const terms: Term[] = [];
    const add = (mode: number, part: number, ns: Term['ns'], away: number, back: number): void => {
      const key = mode * PART_COUNT + part;
      if (!kinds.has(key)) kinds.set(key, kinds.size);
      terms.push({ kind: kinds.get(key)!, ns, away, back });
    };
    add(Mode.kernel, partNumber('execution'), (units) => units.processSwitch, 1, 1);
    const addEvent = (event: number, mode: number, away: number, back: number): void => {
      const name = MODE_NAMES[mode];
      const cost = EVENT_COSTS[EVENT_NAMES[event]];
      if (!isMonitor(name) || isFree(cost) || back === 0 || event === Event.interCellCall) return;
      add(mode, partNumber(PART_OF_MONITOR[name]), (units) => cost.ns(units, structure, name), away, back);
    };
    if (structure.monitor !== null) {
      const switches = meansOf(counts, Service.contextSwitch);
      const interrupts = meansOf(counts, Service.interrupt);
      for (let mode = 0; mode < MODE_NAMES.length; mode++)
        for (let event = 0; event < EVENT_COUNT; event++) {
          const away = switches[mode * EVENT_COUNT + event];
          addEvent(event, mode, away, away + interrupts[mode * EVENT_COUNT + event]);
        }
      add(Mode.privileged, partNumber(PART_OF_MONITOR.privileged), (units) => units.emulation, 1, 0);
      addEvent(Event.virtualCpuSwitch, Mode.privileged, 1, 1);
    }
    this.terms = terms;
    this.kinds = Array.from(kinds.keys(), (key) => ({ mode: Math.floor(key / PART_COUNT), part: key % PART_COUNT }));
    this.away = new Float64Array(kinds.size);
    this.back = new Float64Array(kinds.size);
  }

  /** Works the times out. */
  price(units: Units): void {
    const { away, back, terms } = this;
    away.fill(0);
    back.fill(0);
    for (let t = 0; t < terms.length; t++) {
      const ns = terms[t].ns(units);
      away[terms[t].kind] += terms[t].away * ns;
      back[terms[t].kind] += terms[t].back * ns;
    }
    this.awayNs = this.backNs = 0;
    for (let kind = 0; kind < away.length; kind++) {
      this.awayNs += away[kind];
      this.backNs += back[kind];
    }
  }
}

/** Events of one call of a service on average, of all that was measured: `[mode][event]`; none where it was never called. */
function meansOf({ intervals, strands, values }: Counts, service: number): Float64Array {
  const sums = new Float64Array(MODE_NAMES.length * EVENT_COUNT);
  let calls = 0;
  intervals.forEach(({ warmup }, interval) => {
    if (warmup) return;
    for (let strand = 0; strand < strands.length; strand++)
      for (let mode = 0; mode < MODE_NAMES.length; mode++) {
        const row = ((interval * strands.length + strand) * CONTEXT_COUNT + mode * SERVICES + service) * EVENT_COUNT;
        for (let event = 0; event < EVENT_COUNT; event++) sums[mode * EVENT_COUNT + event] += values[row + event];
        calls += values[row + Event.serviceEntered];
      }
  });
  return calls === 0 ? sums.fill(0) : sums.map((sum) => sum / calls);
}
