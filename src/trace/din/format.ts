import { firstLines, shareOf, type TraceFormat } from '../bytes/format.ts';
import type { DinLayout } from './accesses.ts';

const NUMBER = '(?:0x)?[0-9a-f]+';
const TRADITIONAL = new RegExp(`^[ \\t]*(?:0x)?0*[0-5][ \\t]+${NUMBER}(?:[ \\t].*)?$`, 'i');
const EXTENDED = new RegExp(`^[ \\t]*[rwimcv][ \\t]+${NUMBER}[ \\t]+${NUMBER}(?:[ \\t].*)?$`, 'i');

/** The share of lines in one of DineroIV's text layouts; blank lines and comments are in either. Where addresses are decimal, no more than half; where sizes are, none. */
export function dinShare(head: Buffer, layout: 'd' | 'D'): number {
  const lines = firstLines(head).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const pattern = layout === 'd' ? TRADITIONAL : EXTENDED;
  const share = shareOf(lines, (line) => pattern.test(line));
  if (layout === 'D') return hasDecimalSizes(lines) ? 0 : share;
  return share > 0.5 && hasDecimalAddresses(lines) ? 0.5 : share;
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

/** Sizes in decimal that nothing has in hexadecimal (22, 50, 100, 296 bytes), and those that are hexadecimal. */
const DECIMAL_SIZES: ReadonlySet<string> = new Set(['16', '32', '64', '128', '256', '512']);
const HEXADECIMAL_SIZE = /^0|[a-fx]|^[1248]0+$/i;

/** Whether the third fields of lines, behind an operation and an address, are sizes in decimal: those of several digits tell. */
export function hasDecimalSizes(lines: readonly string[]): boolean {
  let telling = 0;
  for (const line of lines) {
    const [, operation, size] = /^\s*([a-z]+)\s+\S+\s+(\S+)/i.exec(line) ?? [];
    if (size === undefined) continue;
    if (/^[mcv]$/i.test(operation)) return false; // an operation of din alone
    if (HEXADECIMAL_SIZE.test(size)) return false;
    if (DECIMAL_SIZES.has(size)) telling++;
  }
  return telling > 0;
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
