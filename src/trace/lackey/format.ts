import { type TraceFormat, wholeLines } from '../bytes/format.ts';

const RECORD = /^(?:I {2}| [LSM] )[0-9a-zA-Z]+,/;
const LACKEY_BANNER = /^==(?:[\d:.]+ )?\d+== Lackey, /;
const REMARK = /^(?:==(?:[\d:.]+ )?\d+==|--(?:[\d:.]+ )?\d+--|SYSCALL\[\d+,\d+\]\(| --> \[|SB [0-9a-f]|\r?$)/;

/** Whether the first bytes of a file look like lackey's output. */
export function sniffLackey(head: Buffer): boolean {
  let found = false;
  for (const line of wholeLines(head)) {
    if (RECORD.test(line) || LACKEY_BANNER.test(line)) found = true;
    else if (!REMARK.test(line)) return false;
  }
  return found;
}

export const LACKEY = {
  name: 'lackey',
  called: 'Valgrind lackey text',
  sniff: sniffLackey,
  open: async (input, options) => (await import('./open.ts')).openLackey(input, options),
  written: {
    ending: 'lackey',
    async *text(trace) {
      yield* (await import('./write.ts')).lackeyText(trace);
    },
  },
} as const satisfies TraceFormat;
