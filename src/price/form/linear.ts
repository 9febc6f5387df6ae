import type { Counts } from '../../replay/counts/counts.ts';
import {
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  type EventName,
  isMonitor,
  MODE_NAMES,
  type ModeName,
  SERVICES,
} from '../../replay/counts/event.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import { EVENT_COSTS, isFree } from '../event-costs.ts';
import { PART_COUNT, PART_OF_MONITOR } from '../parts.ts';
import type { Units } from '../units.ts';
import { type Cells, type Grain, partNumber } from './cells.ts';

/** Events of one kind in one mode: how many go to each key. */
interface Term {
  event: EventName;
  mode: ModeName;
  counts: Map<number, number>;
}

const MODES = MODE_NAMES.length;

/** The counts of events that cost time, by event, mode and key; `places` says of each interval where it is counted, or -1. In order of events, then modes. */
export function termsOf({ values, strands }: Counts, places: readonly Place[], { rows, rowOf }: Grain): Term[] {
  const terms: Term[] = [];
  const events = EVENT_NAMES.map((name, event) => ({ name, event })).filter(({ name }) => !isFree(EVENT_COSTS[name]));
  for (const { name, event } of events)
    for (let mode = 0; mode < MODES; mode++) {
      const counts = new Map<number, number>();
      const modeName = MODE_NAMES[mode];
      const part = partNumber(isMonitor(modeName) ? PART_OF_MONITOR[modeName] : EVENT_COSTS[name].part);
      for (const { interval, place, apart } of places)
        for (let strand = 0; strand < strands.length; strand++)
          for (let context = mode * SERVICES; context < (mode + 1) * SERVICES; context++) {
            const count =
              values[((interval * strands.length + strand) * CONTEXT_COUNT + context) * EVENT_COUNT + event];
            if (count === 0) continue;
            const row = (place * strands.length + (apart ? strand : 0)) * rows + rowOf(context);
            const key = row * PART_COUNT + part;
            counts.set(key, (counts.get(key) ?? 0) + count);
          }
      if (counts.size > 0) terms.push({ event: name, mode: modeName, counts });
    }
  return terms;
}

/** Where an interval's times are kept: in a place of its own with its strands apart, or together with other intervals in one. */
export interface Place {
  interval: number;
  place: number;
  apart: boolean;
}

/** The part of the times that is a plain sum of count × cost, as a sparse product. */
export class LinearForm {
  private readonly structure: Structure;
  private readonly terms: readonly { ns: (units: Units) => number; cells: Int32Array; counts: Float64Array }[];

  constructor(structure: Structure, terms: readonly Term[], cells: Cells) {
    this.structure = structure;
    this.terms = terms.map(({ event, mode, counts }) => {
      const cost = EVENT_COSTS[event];
      return {
        ns: (units) => cost.ns(units, this.structure, mode),
        cells: Int32Array.from(counts.keys(), (key) => cells.at(key)),
        counts: Float64Array.from(counts.values()),
      };
    });
  }

  /** Adds the times in ns to cells, event by event in the order of `EVENTS`. */
  add(units: Units, ns: Float64Array): void {
    for (let t = 0; t < this.terms.length; t++) {
      const { cells, counts, ns: costOf } = this.terms[t];
      const cost = costOf(units);
      for (let i = 0; i < cells.length; i++) ns[cells[i]] += counts[i] * cost;
    }
  }
}
