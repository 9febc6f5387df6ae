import type { TraceFormat } from '../bytes/format.ts';
import { sniffDrmemtrace } from './sniff.ts';

export const DRMEMTRACE = {
  name: 'drmemtrace',
  called: 'a drmemtrace file of DynamoRIO',
  sniff: sniffDrmemtrace,
  folder: async (path, open, options) => (await import('./folder.ts')).openFolder(path, open, options),
  open: async (input, options) => (await import('./open.ts')).openDrmemtrace(input.name, [input], options),
} as const satisfies TraceFormat;
