export { parseCount } from './quantity.ts';
export { DEFAULT_SLICE, type Recorded, type RecordOptions, record, type Seen } from './record.ts';
export { DEFAULT_RECORDER, RECORDER_NAMES, type RecorderName } from './recorders.ts';
export type { Exit } from './run/command.ts';
export { type Progress, type ProgressStream, progressLine, progressPrinter } from './run/progress.ts';
export type { Window } from './run/recording.ts';
