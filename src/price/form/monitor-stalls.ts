import type { Counts } from '../../replay/counts/counts.ts';
import {
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  Event,
  GUEST_CONTEXTS,
  isMonitor,
  MODE_NAMES,
  SERVICES,
} from '../../replay/counts/event.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { EVENT_COSTS, engineCopyNs } from '../event-costs.ts';
import { PART_COUNT, PART_OF_MONITOR } from '../parts.ts';
import type { Units } from '../units.ts';
import { type Cells, type Grain, partNumber, strandsOf } from './cells.ts';

/** Events that wait for memory: wholly, and while an engine copies a page. */
const STALLS = EVENT_NAMES.filter((name) => ['memoryStall', 'remoteStall'].includes(EVENT_COSTS[name].part));
const COPIES = ['migration', 'replication'] as const;
const WAITING = [...STALLS, ...COPIES];

/** A CPU's waiting for memory in the monitor's modes, whose times do not tell it apart: what of its queueing is the monitor's. */
export class MonitorStalls {
  readonly cells: Int32Array;
  private readonly structure: Structure;
  /** `[cell][waiting event]` */
  private readonly counts: Float64Array;
  private readonly ns: Float64Array;

  constructor(
    counts: Counts,
    interval: number,
    cpu: number,
    { cells, place, grain }: { cells: Cells; place: number; grain: Grain },
  ) {
    // biome-ignore format: a line
    const { values, strands, structure } = counts;
    const of = new Map<number, Float64Array>();
    for (const strand of strandsOf(counts, cpu))
      for (let context = GUEST_CONTEXTS; context < CONTEXT_COUNT; context++) {
        const row = ((interval * strands.length + strand) * CONTEXT_COUNT + context) * EVENT_COUNT;
        const waiting = WAITING.map((name) => values[row + Event[name]]);
        const mode = MODE_NAMES[Math.floor(context / SERVICES)];
        if (!isMonitor(mode) || waiting.every((n) => n === 0)) continue;
        const key = cells.strandKey(place, strand) + grain.rowOf(context) * PART_COUNT;
        const cell = cells.at(key + partNumber(PART_OF_MONITOR[mode]));
        const sums = of.get(cell) ?? new Float64Array(WAITING.length);
        waiting.forEach((n, i) => {
          sums[i] += n;
        });
        of.set(cell, sums);
      }
    this.structure = structure;
    this.ns = new Float64Array(of.size);
    this.cells = Int32Array.from(of.keys());
    this.counts = Float64Array.from([...of.values()].flatMap((sums) => [...sums]));
  }

  /** Nanoseconds of each cell that are waiting for memory, unloaded; the same array every time. */
  times(units: Units): Float64Array {
    const { ns, cells, counts, structure } = this;
    ns.fill(0);
    if (cells.length === 0) return ns;
    for (let i = 0; i < WAITING.length; i++) {
      const cost =
        i < STALLS.length ? EVENT_COSTS[STALLS[i]].ns(units, structure, 'user') : engineCopyNs(units, structure);
      for (let cell = 0; cell < ns.length; cell++) ns[cell] += cost * counts[cell * WAITING.length + i];
    }
    return ns;
  }
}
