import { suggestion } from '../config/suggestion.ts';
import { excerpt } from '../errors.ts';
import { EVENT_NAMES, type EventName } from '../replay/counts/event.ts';
import type { TimeTotals } from './form/price-form.ts';
import { BARS, PART_NAMES } from './parts.ts';

/** What a point's columns are made from. */
export interface Measured {
  times: TimeTotals;
  events: Readonly<Record<EventName, number>>;
  clockMHz: number;
  /** The total of the same point on the baseline; null: there is none. */
  baselineNs: number | null;
}

type Output = (m: Measured) => number | null;

const ratio = (x: number, whole: number | null): number | null => (whole === null || whole === 0 ? null : x / whole);
/** `user stall` as `userStallMs` */
const camel = (words: string): string => words.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());

/** Every column there is, by name. */
export const OUTPUTS: Readonly<Record<string, Output>> = Object.fromEntries<Output>([
  ['totalMs', (m) => m.times.totalNs / 1e6],
  [
    'overheadPercent',
    (m) => (m.baselineNs === null ? null : ratio(100 * (m.times.totalNs - m.baselineNs), m.baselineNs)),
  ],
  ['cpi', (m) => ratio((m.times.totalNs * m.clockMHz) / 1000, m.events.instruction)],
  ...BARS.map((bar, n): [string, Output] => [`${camel(bar)}Ms`, (m) => m.times.bars[n] / 1e6]),
  ...PART_NAMES.map((part, n): [string, Output] => [`${part}Ms`, (m) => m.times.parts[n] / 1e6]),
  ...EVENT_NAMES.map((event): [string, Output] => [event, (m) => m.events[event]]),
  ...EVENT_NAMES.map((event): [string, Output] => [
    `${event}Per1000`,
    (m) => ratio(1000 * m.events[event], m.events.instruction),
  ]),
]);

/** Columns of a study that names none. */
export const MODEL_OUTPUTS: readonly string[] = ['totalMs', 'overheadPercent', 'cpi', 'tlbMissPer1000'];

/** What is wrong with a column's name; undefined: nothing. */
export function outputProblem(name: string): string | undefined {
  if (Object.hasOwn(OUTPUTS, name)) return undefined;
  const groups = [
    'totalMs, overheadPercent, cpi',
    BARS.map((bar) => `${camel(bar)}Ms`).join(', '),
    `a part (${PART_NAMES[0]}Ms, …)`,
    `an event (${EVENT_NAMES[0]}, …)`,
    `or an event with Per1000 behind it`,
  ];
  return `no such output ${excerpt(name)}${suggestion(name, Object.keys(OUTPUTS))}; known: ${groups.join(', ')}`;
}
