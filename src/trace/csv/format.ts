import type { TraceFormat } from '../bytes/format.ts';
import { sniffCsv } from './head.ts';

export const CSV = {
  name: 'csv',
  called: 'CSV',
  sniff: sniffCsv,
  open: async (input, options) => (await import('./open.ts')).openCsv(input, options),
  written: {
    ending: 'csv',
    async *text(trace) {
      yield* (await import('./write.ts')).csvText(trace);
    },
  },
} as const satisfies TraceFormat;
