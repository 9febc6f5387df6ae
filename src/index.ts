/** Disco Replay as a library: trace → replay (counts) → price (time) → report, and sweeps over all of it. */

import './node-version.ts';

export type { Loose, PathsOf, QuantityText, SettingsOf } from './config/input.ts';
export { type DiffSide, diffResults, type ResultDiff } from './diff/diff.ts';
export type { InputDifference } from './diff/inputs.ts';
export { readResult, resultOf } from './diff/result/read.ts';
export type { Result, ResultKind } from './diff/result/result.ts';
export type { DiffRow, MeasureChange } from './diff/rows.ts';
export { UserError } from './errors.ts';
export { type Explained, type ExplainOptions, explain } from './explain/explain.ts';
export { type InsertOptions, loadGuest, withGuest } from './guest/guest-os.ts';
export { type KernelProfile, type KernelProfileOptions, kernelProfile } from './guest/measured/index.ts';
export { measuredProfile } from './guest/measured/profile.ts';
export type { CostInput, CostPath, CostSettings, CostsInput } from './price/costs/input.ts';
export { COST_NAMES, type CostName, type Costs, loadCosts } from './price/costs.ts';
export type { PriceForm } from './price/form/price-form.ts';
export { idleCosts } from './price/idle/idle-costs.ts';
export { BARS, type Bar, PARTS, type Part } from './price/parts.ts';
export { barTimes, prepare, price, type TimeRow, type Times, timeRows } from './price/price.ts';
export type { Sensitivity, SensitivityOptions } from './price/sensitivity.ts';
export { MECHANISMS, type Mechanism, type MechanismKey, WHAT_IFS, type WhatIf } from './replay/ablation/mechanisms.ts';
export { type AblationPlan, type Monitored, planAblation } from './replay/ablation/plan.ts';
export { factsOf, type TraceFacts } from './replay/ablation/trace-facts.ts';
export {
  type CountRow,
  type Counts,
  countRows,
  type Interval,
  NO_LOCK,
  type Strand,
  totalsOf,
} from './replay/counts/counts.ts';
export type {
  DependenceRequest,
  Dependences,
  Holding,
  HoldingUse,
  MemoryRange,
  ModifiedLines,
  Moment,
} from './replay/counts/dependence.ts';
export {
  CONTEXT_COUNT,
  EVENT_COUNT,
  EVENT_NAMES,
  EVENTS,
  Event,
  type EventName,
  MODE_NAMES,
  Mode as ReplayMode,
  type ModeName,
} from './replay/counts/event.ts';
export type { FootprintSample, MonitorPages } from './replay/counts/footprint.ts';
export type { HotPage, PageMove } from './replay/counts/page-move.ts';
export { PAGE_USE_NAMES, PageUse } from './replay/counts/page-use.ts';
export type { Loss } from './replay/machine/loss.ts';
export { type ReplayOptions, replay, replayAll } from './replay/replay.ts';
export {
  type Difference,
  differenceSentences,
  machineDifferences,
  structureDifferences,
} from './replay/structure/documents/differences.ts';
export type { StructureInput, StructurePath, StructureSettings } from './replay/structure/documents/input.ts';
export { type GivenStructure, loadStructure, loadStructures } from './replay/structure/presets.ts';
export { granuleBitsFor, type Structure } from './replay/structure/structure.ts';
export { type AblateOptions, ablate } from './report/ablate.ts';
export { type CompareOptions, compare } from './report/compare.ts';
export { toPng, toSvg } from './report/draw/render.ts';
export { type ExportOptions, exportTables, writeReport } from './report/files/export.ts';
export { toJson, toJsonText } from './report/files/json.ts';
export { serviceRows, tables } from './report/library.ts';
export { toHtml } from './report/page/html.ts';
export type { ReportOptions } from './report/run/report.ts';
export { type Run, runsOf } from './report/run/run.ts';
export type { ServiceOptions, ServiceRow } from './report/sections/services/services.ts';
export { type Ablation, ablationOf } from './report/studies/ablation/ablation.ts';
export { terminalReport } from './report/terminal.ts';
export {
  type BandOptions,
  type BandRow,
  type Bands,
  bands,
  type Comparison,
  EXHIBIT_NAMES,
  type ExhibitName,
  FOLD_EXHIBITS,
  type Fold,
  type FoldConstant,
  type FoldExhibit,
  type FoldPrediction,
  type FoldRow,
  type LeaveOneOutOptions,
  leaveOneOut,
  type RunOptions,
  reproduce,
  reproductionCharts,
  type ShownWith,
  writeReproduction,
} from './reproduce/index.ts';
export type { HeatMapOptions } from './sweep/charts/heat-map.ts';
export { charts } from './sweep/charts/index.ts';
export type { LinesOptions } from './sweep/charts/lines.ts';
export type { ParetoOptions } from './sweep/charts/pareto.ts';
export type { TornadoOptions } from './sweep/charts/tornado.ts';
export { type Engine, type Host, inProcess } from './sweep/engines/engine.ts';
export { redis } from './sweep/engines/redis/index.ts';
export { threads } from './sweep/engines/threads.ts';
export type { Plan } from './sweep/plan/plan.ts';
export type { ResultColumn } from './sweep/results/point-prices.ts';
export type { Results } from './sweep/results/results.ts';
export { resultsTable } from './sweep/results/results-table.ts';
export { sensitivity } from './sweep/results/sensitivity/of-counts.ts';
export type { SettingPath, StudyInput } from './sweep/study/input.ts';
export type { Scalar } from './sweep/study/range.ts';
export { type LocatedStudy, loadStudy, type Study } from './sweep/study/study.ts';
export { type SweepOptions, sweep } from './sweep/sweep.ts';
export { writeResults } from './sweep/write.ts';
export { type OpenTraceOptions, openTrace } from './trace/open.ts';
export { type ConvertOptions, convert } from './trace/operations/convert.ts';
export { type EventProfile, eventProfile } from './trace/operations/events/events.ts';
export { eventsOnly } from './trace/operations/events-only.ts';
export { type ProfileOptions, profileTrace, type TraceProfile } from './trace/operations/profile/profile.ts';
export { validate } from './trace/operations/validate.ts';
export { type Recorded, type RecordOptions, record, type Seen } from './trace/recorder/record.ts';
export { TraceEncoder } from './trace/words/encoder/encoder.ts';
export { Kind } from './trace/words/layout.ts';
export { Marker } from './trace/words/markers.ts';
export type { Batch, Note, OpenOptions, Totals, Trace, TraceHeader } from './trace/words/trace.ts';
export { Mode, Privileged, Service } from './trace/words/vocabulary.ts';
