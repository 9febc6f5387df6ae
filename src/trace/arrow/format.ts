import type { TraceFormat } from '../bytes/format.ts';

/** With the padding to eight bytes that every file has behind it. */
const MAGIC = Buffer.from('ARROW1\0\0');

export const ARROW = {
  name: 'arrow',
  called: 'an Arrow container',
  sniff: (head) => head.length >= 6 && head.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, head.length)),
  open: async (input, options) => (await import('./open.ts')).openArrow(input, options),
  written: {
    ending: 'arrow',
    file: async (trace, path, options) => (await import('./write.ts')).writeTrace(trace, path, options),
  },
} as const satisfies TraceFormat;
