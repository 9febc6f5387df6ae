import { firstLines, shareOf, type TraceFormat } from '../bytes/format.ts';

const RECORD = /^[ \t]*[ILSM][ \t]+(?:0x)?[0-9a-fA-F]+[ \t]*,[ \t]*\d/;
const LACKEY_BANNER = /^==(?:[\d:.]+ )?\d+== Lackey, /;
const REMARK =
  /^(?:==(?:[\d:.]+ )?\d+==|--(?:[\d:.]+ )?\d+--|SYSCALL\[\d+,\d+\]\(| --> \[|SB [0-9a-f]|\*\*(?:[\d:.]+ )?\d+\*\* |\s*(?:#|$))/;

/** The share of lines that lackey prints, its records and banners, of all that no Valgrind tool prints or lackey does. */
export const sniffLackey = (head: Buffer): number =>
  shareOf(firstLines(head), (line) =>
    RECORD.test(line) || LACKEY_BANNER.test(line) ? true : REMARK.test(line) ? undefined : false,
  );

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
