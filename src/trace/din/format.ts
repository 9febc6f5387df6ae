import { type TraceFormat, wholeLines } from '../bytes/format.ts';
import type { DinLayout } from './accesses.ts';

const NUMBER = '(?:0x)?[0-9a-f]+';
const TRADITIONAL = new RegExp(`^[ \\t]*(?:0x)?0*[0-5][ \\t]+${NUMBER}(?:[ \\t].*)?\\r?$`, 'i');
const EXTENDED = new RegExp(`^[ \\t]*[rwimcv][ \\t]+${NUMBER}[ \\t]+${NUMBER}(?:[ \\t].*)?\\r?$`, 'i');

/** Which of DineroIV's text layouts the first bytes of a file are in, if either. */
export function sniffDin(head: Buffer): 'd' | 'D' | undefined {
  const lines = wholeLines(head);
  if (lines.every((line) => EXTENDED.test(line))) return 'D';
  if (lines.every((line) => TRADITIONAL.test(line))) return 'd';
  return undefined;
}

const open =
  (layout: DinLayout): TraceFormat['open'] =>
  async (input, options) =>
    (await import('./open.ts')).openDin(input, layout, options);

export const DIN_TRADITIONAL = {
  name: 'din-d',
  called: 'DineroIV din text',
  sniff: (head) => sniffDin(head) === 'd',
  open: open('d'),
} as const satisfies TraceFormat;

export const DIN_EXTENDED = {
  name: 'din-D',
  called: 'DineroIV din text',
  sniff: (head) => sniffDin(head) === 'D',
  open: open('D'),
  written: {
    ending: 'din',
    async *text(trace) {
      yield* (await import('./write.ts')).dinText(trace);
    },
  },
} as const satisfies TraceFormat;

/** Has no marks by which to tell it. */
export const DIN_BINARY = {
  name: 'din-b',
  called: 'DineroIV binary din',
  open: open('b'),
} as const satisfies TraceFormat;
