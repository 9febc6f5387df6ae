import { firstLines, shareOf, type TraceFormat } from '../bytes/format.ts';
import type { DinLayout } from './accesses.ts';

const NUMBER = '(?:0x)?[0-9a-f]+';
const TRADITIONAL = new RegExp(`^[ \\t]*(?:0x)?0*[0-5][ \\t]+${NUMBER}(?:[ \\t].*)?$`, 'i');
const EXTENDED = new RegExp(`^[ \\t]*[rwimcv][ \\t]+${NUMBER}[ \\t]+${NUMBER}(?:[ \\t].*)?$`, 'i');

/** The share of lines in one of DineroIV's text layouts; blank lines are in either. Where addresses are decimal, no more than half. */
export function dinShare(head: Buffer, layout: 'd' | 'D'): number {
  const lines = firstLines(head).filter((line) => line.trim() !== '');
  const pattern = layout === 'd' ? TRADITIONAL : EXTENDED;
  const share = shareOf(lines, (line) => pattern.test(line));
  return layout === 'd' && share > 0.5 && hasDecimalAddresses(lines) ? 0.5 : share;
}

/** As many digits as decimal addresses have and hexadecimal ones hardly do without a letter: (10/16)^16 is 1 in 1,800. */
const TELLING_DIGITS = 16;

/**
 * Whether the second numbers of all lines are decimal: at the places where they differ they have many digits, but none of a to f, and no
 * 0x or zeros before them.
 */
export function hasDecimalAddresses(lines: readonly string[]): boolean {
  const places: Set<string>[] = [];
  for (const line of lines) {
    const [, digits] = /^\s*\S+[ \t]+(0|[1-9]\d*)(?:\s|$)/.exec(line) ?? [];
    if (digits === undefined) return false;
    for (let place = 0; place < digits.length; place++) {
      places[place] ??= new Set();
      places[place].add(digits[digits.length - 1 - place]);
    }
  }
  return places.reduce((sum, { size }) => sum + size - 1, 0) >= TELLING_DIGITS;
}

const open =
  (layout: DinLayout): TraceFormat['open'] =>
  async (input, options) =>
    (await import('./open.ts')).openDin(input, layout, options);

export const DIN_TRADITIONAL = {
  name: 'din-d',
  called: 'DineroIV din text',
  sniff: (head) => dinShare(head, 'd'),
  open: open('d'),
} as const satisfies TraceFormat;

export const DIN_EXTENDED = {
  name: 'din-D',
  called: 'DineroIV din text',
  sniff: (head) => dinShare(head, 'D'),
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
