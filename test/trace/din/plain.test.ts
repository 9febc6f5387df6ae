import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDin } from '../../../src/trace/din/open.ts';
import { draws } from '../../pace.ts';
import { inputOf, outcomeOf } from '../text.ts';

/** Fields as most traces have them, and others that are right or wrong in some way. */
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

test.each(['d', 'D'] as const)('layout %s: plain lines read as one by one, whatever stands between them', async (layout) => {
  const parts = [fc.constantFrom(...labels[layout]), blank, address, ...(layout === 'd' ? [] : [blank, size]), end];
  const line = fc.tuple(...parts).map((fields) => fields.join(''));
  const likely = fc.constant(layout === 'd' ? '0 1fff000758\n' : 'r 1fff000758 8\n');
  const text = fc.array(fc.oneof({ weight: 3, arbitrary: likely }, line), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 2, max: 300 }), async (lines, bytes) => {
      const read = (chunk: number) => outcomeOf(openDin(inputOf(lines.join(''), { size: chunk }), layout, {}));
      const oneByOne = await read(1); // no line is plain where it comes alone
      expect(await read(1 << 20)).toEqual(oneByOne);
      expect(await read(bytes)).toEqual(oneByOne);
    }),
    { numRuns: draws(2000) },
  );
}); // biome-ignore format: a property
