import { hasBytes } from './magic.ts';

/** UTF-16 or UTF-32: a byte order mark, or text whose every other byte is zero. */
function isUtf16(head: Buffer): boolean {
  if (hasBytes([0xff, 0xfe])(head) || hasBytes([0xfe, 0xff])(head) || hasBytes([0, 0, 0xfe, 0xff])(head)) return true;
  const pairs = Math.min(head.length >> 1, 512);
  if (pairs < 4) return false;
  for (const zero of [0, 1]) {
    let fitting = 0;
    for (let n = 0; n < pairs; n++) if (head[2 * n + zero] === 0 && isText(head[2 * n + 1 - zero])) fitting++;
    if (fitting >= 0.9 * pairs) return true;
  }
  return false;
}

/** Whether a byte is one of ASCII text. */
export const isText = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13;

const LF = 10;
const CR = 13;

/** Text whose lines end in CR alone: several of these, and no line feed. */
function endsInCr(head: Buffer): boolean {
  const first = head.indexOf(CR);
  return first >= 0 && head.includes(CR, first + 1) && !head.includes(LF) && !head.includes(0);
}

/** Texts that no reader of lines takes: how they are told, what they are called, and what to do with them. */
export const OTHER_TEXTS = [
  { called: 'text in UTF-16', sniff: isUtf16, advice: 'save it as UTF-8: iconv -f UTF-16 -t UTF-8' },
  {
    called: 'text whose lines end in CR alone',
    sniff: endsInCr,
    advice: "end them in LF: tr '\\r' '\\n'",
    goesFirst: true,
  },
] as const;
