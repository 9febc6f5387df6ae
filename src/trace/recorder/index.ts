export { type Progress, type ProgressStream, progressLine, progressPrinter } from './progress.ts';
export { parseCount } from './quantity.ts';
export { DEFAULT_SLICE, type Recorded, type RecordOptions, record, type Seen } from './record.ts';
export type { Window } from './recording.ts';
export type { Exit } from './valgrind.ts';
