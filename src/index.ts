/** Disco Replay as a library: trace → replay (counts) → price (time) → report. */

export { UserError } from './errors.ts';
export { COST_NAMES, type CostName, type Costs, loadCosts } from './price/costs.ts';
export { BARS, type Bar, PARTS, type Part } from './price/parts.ts';
export { barTimes, price, type TimeRow, type Times, timeRows } from './price/price.ts';
export { type Counts, type CountRow, countRows, type Interval, totalsOf } from './replay/counts.ts';
export { EVENTS, type EventName } from './replay/event.ts';
export { loadStructure } from './replay/presets.ts';
export { type ReplayOptions, replay, replayAll } from './replay/replay.ts';
export { granuleBitsFor, type Structure } from './replay/structure.ts';
export { toJson } from './report/json.ts';
export type { Run } from './report/run.ts';
export * as tables from './report/tables.ts';
export { terminalReport } from './report/terminal.ts';
export { writeReport } from './report/export.ts';
export { Kind, Marker, Mode, Privileged, Service } from './trace/record.ts';
export { TraceEncoder } from './trace/encoder.ts';
export { openTrace } from './trace/open.ts';
export type { Batch, OpenOptions, Totals, Trace, TraceHeader } from './trace/trace.ts';
export { validate } from './trace/validate.ts';
export { withGuest } from './trace/guest-os.ts';
