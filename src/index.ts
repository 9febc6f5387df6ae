/** Disco Replay as a library: trace → replay (counts) → price (time) → report. */

export { UserError } from './errors.ts';
export { COST_NAMES, type CostName, type Costs, loadCosts } from './price/costs.ts';
export { BARS, type Bar, PARTS, type Part } from './price/parts.ts';
export { barTimes, price, type TimeRow, type Times, timeRows } from './price/price.ts';
export { type CountRow, type Counts, countRows, type Interval, totalsOf } from './replay/counts.ts';
export { EVENTS, type EventName } from './replay/event.ts';
export { loadStructure } from './replay/presets.ts';
export { type ReplayOptions, replay, replayAll } from './replay/replay.ts';
export { granuleBitsFor, type Structure } from './replay/structure.ts';
export { exportTables, writeReport } from './report/export.ts';
export { toHtml } from './report/html.ts';
export { toJson, toJsonText } from './report/json.ts';
export type { Run } from './report/run.ts';
export * as tables from './report/tables.ts';
export { terminalReport } from './report/terminal.ts';
export { TraceEncoder } from './trace/encoder.ts';
export { loadGuest, withGuest } from './trace/guest-os.ts';
export { openTrace } from './trace/open.ts';
export { Kind, Marker, Mode, Privileged, Service } from './trace/record.ts';
export type { Batch, OpenOptions, Totals, Trace, TraceHeader } from './trace/trace.ts';
export { validate } from './trace/validate.ts';
