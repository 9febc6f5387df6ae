import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { DinAccesses } from '../../../src/trace/din/accesses.ts';
import { DinTextScanner } from '../../../src/trace/din/scanner.ts';
import { draws } from '../../pace.ts';

/** Addresses as most traces have them, and others that are right or wrong in some way. */
const address = fc
  .tuple(
    fc.bigInt(0n, (1n << 64n) - 1n),
    fc.integer({ min: 0, max: 64 }),
    fc.constantFrom('', '', '', '', '0', '00000', '0x', 'F', 'f00000000000000', ' '),
    fc.constantFrom('', '', '', '', '', '', 'g', ':', '@', ' '),
  )
  .map(([value, bits, before, behind]) => before + BigInt.asUintN(bits, value).toString(16) + behind);
const size = fc.constantFrom(
  '1',
  '4',
  '8',
  'a',
  '10',
  '1f',
  'F0',
  '00',
  '0',
  'ff',
  '100',
  '10000',
  '10001',
  '0x4',
  'g',
);
const blank = fc.constantFrom(' ', ' ', ' ', ' ', ' ', ' ', '\t', '  ', '');
const end = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', ' \n', '\t\r\n', ' why\n', '\r', '');
const labels = { d: '01210121012345', D: 'rwirwirwiRmcv' } as const;

/** What a text holds, or its error, read by chunks of so many bytes. */
function read(layout: 'd' | 'D', text: string, chunk: number): unknown[] {
  const all: unknown[] = [];
  const accesses = new DinAccesses(({ metas, highs, lows, count }) => {
    for (let i = 0; i < count; i++) all.push([metas[i], highs[i], lows[i]]);
  });
  const scanner = new DinTextScanner('in', layout, accesses);
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; at += chunk) scanner.push(bytes.subarray(at, at + chunk));
    scanner.end(false);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What stands before the line in its block is not told any more, as always.
    return [error.message];
  }
  return [...all, scanner.line, ...accesses.notes()];
}

test.each(['d', 'D'] as const)('layout %s: plain lines read as one by one, whatever stands between them', (layout) => {
  const parts = [fc.constantFrom(...labels[layout]), blank, address, ...(layout === 'd' ? [] : [blank, size]), end];
  const line = fc.tuple(...parts).map((fields) => fields.join(''));
  const likely = fc.constant(layout === 'd' ? '0 1fff000758\n' : 'r 1fff000758 8\n');
  const text = fc.array(fc.oneof({ weight: 3, arbitrary: likely }, line), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 300 }), (lines, bytes) => {
      const oneByOne = read(layout, lines.join(''), 1); // no line is plain where it comes alone
      expect(read(layout, lines.join(''), 1 << 20)).toEqual(oneByOne);
      expect(read(layout, lines.join(''), bytes)).toEqual(oneByOne);
    }),
    { numRuns: draws(10_000) },
  );
}); // biome-ignore format: a property
