import { expect, test } from 'vitest';
import { TRACE_FORMATS } from '../../../src/trace/formats.ts';
import { describedLayout } from '../../../src/trace/layout/document.ts';
import { asArgument, proposedLayout } from '../../../src/trace/layout/guess/propose.ts';
import { openLayout } from '../../../src/trace/layout/open.ts';
import { tellFormat } from '../../../src/trace/sniff.ts';
import { inputOf, recordsOf } from '../text.ts';

const refusal = (text: string): string => {
  try {
    return `read as ${tellFormat('x', Buffer.from(text), TRACE_FORMATS).format.name}`;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Texts that no preset reads, the layout that the refusal has, and what is read by it. */
test.each<[text: string, layout: string, records: string[]]>([
  ['0x1000 0\n0x2000 1\n', 'address(hex) op(0=load|1=store)', ['L 1000,1', 'S 2000,1']],
  ['1000a 0\r\n20000 1\r\n10000 2\r\n', 'address(hex) op(0=load|1=store|2=fetch)', ['L 1000a,1', 'S 20000,1', 'I 10000,1 n1']],
  ['401000 0\n402000 1\n', 'address(dec) op(0=load|1=store)', ['L 61e68,1', 'S 62250,1']],
  ['401000: 0x1000 W 8\n401004: 0x2000 R 16\n', 'ip(hex): address(hex) op(R|W) size', ['I 401000,4 n1', 'S 1000,8', 'I 401004,4 n1', 'L 2000,16']],
  ['T1 read @0x1000 len\nT1 write @0x2000 len\n', '_ op @address(hex) ..', ['L 1000,1', 'S 2000,1']],
  ['<0> 0x1000\n<1> 0x2000\n', '<op(0=load|1=store)> address(hex)', ['L 1000,1', 'S 2000,1']],
  ['when,where,what\n1,0x1000,R\n2,0x2000,W\n', '{"line":"_,address(hex),op(R|W)","skipLines":1}', ['L 1000,1', 'S 2000,1']],
  [' s 0x1000, 8\n l 0x2000, 4\n', 'op(L|S) address(hex),size', ['S 1000,8', 'L 2000,4']],
  ['7;4096;L\n8;8192;S\n', '_;address(dec);op(L|S)', ['L 1000,1', 'S 2000,1']],
  ['# a remark\n\n(0x1000) "st" x\n(0x2000) "ld" y\n', '"("address(hex)")" \'"\'op\'"\' ..', ['S 1000,1', 'L 2000,1']],
])('%j is refused with a layout that reads it', async (text, layout, records) => {
  expect(proposedLayout(Buffer.from(text))).toBe(layout);
  expect(refusal(text)).toMatch(/^x.*; if its columns are what they look like: --layout '/);
  expect(refusal(text).endsWith(asArgument(layout))).toBe(true);
  expect(await recordsOf(openLayout(inputOf(text), describedLayout(layout).layout, [], {}))).toEqual(records);
}); // biome-ignore format: a table

test.each([
  'this is a text\nof words\n',
  'face it\ndead end\n',
  'x 1 2\ny 3 4\n',
  '0x1000 0\nwords\nand words\nagain\n',
])('%j looks like no columns: none is proposed', (text) => {
  expect(refusal(text)).toMatch(/describe its lines with --layout\)$/);
});

test('a layout is an argument of a shell whatever is in it', () => {
  expect(asArgument(`'x'address`)).toBe(`--layout ''\\''x'\\''address'`);
});
