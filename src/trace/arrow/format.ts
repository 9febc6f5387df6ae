import type { TraceFormat } from '../bytes/format.ts';

const MAGIC = Buffer.from('ARROW1');

export const ARROW = {
  name: 'arrow',
  called: 'an Arrow container',
  sniff: (head) => head.subarray(0, MAGIC.length).equals(MAGIC),
  open: async (input, options) => (await import('./open.ts')).openArrow(input, options),
  written: {
    ending: 'arrow',
    file: async (trace, path, options) => (await import('./write.ts')).writeTrace(trace, path, options),
  },
} as const satisfies TraceFormat;
