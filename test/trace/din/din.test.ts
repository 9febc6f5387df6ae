import { describe, expect, test } from 'vitest';
import type { DinLayout } from '../../../src/trace/din/accesses.ts';
import { dinShare } from '../../../src/trace/din/format.ts';
import { openDin } from '../../../src/trace/din/open.ts';
import { errorOf, inputOf, recordsOf } from '../text.ts';

const read = (layout: DinLayout, text: string) => recordsOf(openDin(inputOf(text), layout, {}));
const fail = (layout: DinLayout, text: string) => errorOf(openDin(inputOf(text), layout, {}));

describe('traditional din (d)', () => {
  test('is a label and an address, of whose aligned word four bytes are accessed', async () => {
    const text = '2 401b773\n0 1fff000758\n1 0X1fff00075a some comment\n\t 0x0 \t 7\t\n';
    const trace = openDin(inputOf(text), 'd', {});
    expect(await recordsOf(trace)).toEqual(['I 401b770,4 n1', 'L 1fff000758,4', 'S 1fff000758,4', 'L 4,4']);
    expect(trace.header.format).toBe('din-d');
    expect(trace.totals).toMatchObject({ references: 4, instructions: 1, fetches: 1, loads: 2, stores: 1 });
    expect(trace.notes).toEqual([]);
  });

  test('takes misc accesses as loads and leaves commands out, and says so', async () => {
    const trace = openDin(inputOf('3 10\n4 20\n5 30\n3 40\n'), 'd', {});
    expect(await recordsOf(trace)).toEqual(['L 10,4', 'L 40,4']);
    expect(trace.notes.map(({ text }) => text)).toEqual([
      '2 misc accesses are read as loads; DineroIV counts them among the data, apart from reads',
      '2 copy-back and invalidate commands are left out: they are no references',
    ]);
  });

  test.each([
    ['6 10', 1, '6', 'a label'],
    ['10 10', 1, '10', 'a label'],
    ['100000000 10', 1, '100000000', 'a label'],
    ['-1 10', 1, '-1', 'a label'],
    ['r 10', 1, 'r', 'a label'],
    ['0', 1, '0', 'a label'],
    ['0 ', 3, '', 'a hexadecimal address'],
    ['0 -8', 3, '-8', 'a hexadecimal address'],
    ['0 xyz', 3, 'xyz', 'a hexadecimal address'],
    ['0 12g4', 5, 'g4', 'a hexadecimal digit, a blank or the end of the line'],
    ['0 1ffffffffffffffff', 3, '1ffffffffffffffff', 'at most 16 digits: this is an address above 64 bits'],
  ])('is an error at its place: %j', async (line, column, found, expected) => {
    const start = `in.txt:3:${column}: found ${found === '' ? 'nothing' : JSON.stringify(found)}, expected ${expected}`;
    for (const end of ['', '\n', '\r\n0 8\n'])
      expect((await fail('d', `0 8\n2 8\n${line}${end}`)).slice(0, start.length)).toBe(start);
  });
});

describe('extended din (D)', () => {
  test('is a letter, an address and a hexadecimal size', async () => {
    const text = 'r 401b773 8\nW 1fff000758 0x10 comment\n I\tffffffffffffffff 1\nm 20 40\nc 0 0\nv 100 20\n';
    const trace = openDin(inputOf(text), 'D', {});
    expect(await recordsOf(trace)).toEqual(['L 401b773,8', 'S 1fff000758,16', 'I ffffffffffffffff,1 n1', 'L 20,64']);
    expect(trace.header.format).toBe('din-D');
    expect(trace.notes.map(({ text }) => text)).toEqual([
      '1 misc accesses are read as loads; DineroIV counts them among the data, apart from reads',
      '2 copy-back and invalidate commands are left out: they are no references',
    ]);
  });

  const SIZE = 'a hexadecimal size of 1 to 10000 bytes';
  test.each([
    ['0 10 4', 1, '0', 'a label: r, w, i'],
    ['read 10 4', 1, 'read', 'a label: r, w, i'],
    ['r', 1, 'r', 'a label: r, w, i'],
    ['r 10', 5, '', SIZE],
    ['r 10 -4', 6, '-4', SIZE],
    ['r 10 0', 6, '0', SIZE],
    ['r 10 10001', 6, '10001', SIZE],
    ['r 10 100000000', 6, '100000000', SIZE],
    ['r 10 4x', 6, '4x', SIZE],
    ['r 1ffffffffffffffff 4', 3, '1ffffffffffffffff', 'at most 16 digits'],
    ['r fffffffffffffff0 11', 20, '11', 'an access that ends at 2^64 at the latest'],
  ])('is an error at its place: %j', async (line, column, found, expected) => {
    const start = `in.txt:3:${column}: found ${found === '' ? 'nothing' : JSON.stringify(found)}, expected ${expected}`;
    for (const end of ['', '\n', '\r\nr 8 4\n'])
      expect((await fail('D', `r 8 4\ni 8 4\n${line}${end}`)).slice(0, start.length)).toBe(start);
  });

  test('takes sizes up to the limit', async () => {
    expect(await read('D', 'r 10 10000\nr 10 1\n')).toEqual(['L 10,65536', 'L 10,1']);
  });
});

describe('din text of either layout', () => {
  test.each(['d', 'D'] as const)(
    '%s may have CRLF line ends, a byte order mark and no end of its last line',
    async (layout) => {
      const [text, size] = layout === 'd' ? ['0 10\r\n1 20', 4] : ['r 10 8\r\nw 20 8', 8];
      for (const bytes of [1, 2, 3, 100]) {
        const input = inputOf(`\u00ef\u00bb\u00bf${text}`, { size: bytes });
        expect(await recordsOf(openDin(input, layout, {}))).toEqual([`L 10,${size}`, `S 20,${size}`]);
      }
    },
  );

  test.each(['d', 'D'] as const)('%s that is empty, noise, blank or one endless line is an error', async (layout) => {
    expect(await fail(layout, '')).toBe('no record in in.txt: it holds no memory reference');
    expect(await fail(layout, '\u0000\u001b\u00ff\n\u0003')).toMatch(
      /^in.txt:1:1: found "\\u0000\\u001b\ufffd", expected a label/,
    );
    expect(await fail(layout, '\n \n')).toBe('no record in in.txt: it holds no memory reference');
    expect(await fail(layout, 'a'.repeat(70000))).toMatch(
      /^in.txt:1:1: found "aaaa.*", expected the end of the line within 65536/,
    );
    const long = `${layout === 'd' ? '0 10' : 'r 10 4'} ${'a'.repeat(65536)}\n`;
    for (const size of [1000, 1 << 20])
      expect(await errorOf(openDin(inputOf(long, { size }), layout, {}))).toMatch(/within 65536 bytes$/);
  });

  test('cut in its last line is an error, unless the stream is known to be cut: then the line is dropped', async () => {
    expect(await fail('D', 'r 10 8\nw 20')).toMatch(/^in.txt:2:5: found nothing, expected a hexadecimal size/);
    const cut = openDin(inputOf('r 10 8\nw 20 1', { truncated: 'cut off' }), 'D', {});
    expect(await recordsOf(cut)).toEqual(['L 10,8']);
    expect(cut.notes.map(({ text }) => text)).toEqual([
      'in.txt: cut off',
      'in.txt: line 2 is cut off and was dropped: "w 20 1"',
    ]);
  });

  test('keeps every record over the blocks it is encoded in', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `0 ${(i * 4).toString(16)}\n`);
    expect(await read('d', lines.join(''))).toEqual(
      Array.from({ length: 5000 }, (_, i) => `L ${(i * 4).toString(16)},4`),
    );
  });
});

describe('binary din (b)', () => {
  const record = (address: number, size: number, label: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(address, 0);
    bytes.writeUInt16LE(size, 4);
    bytes[6] = label;
    return bytes;
  };
  const text = Buffer.concat([
    record(0x401b773, 4, 2),
    record(0x80000001, 0x0102, 0),
    record(0xffffffff, 1, 1),
    record(16, 0, 4),
  ]);

  test('is little-endian: 32 bits of address, 16 of size, a label, padding', async () => {
    for (const size of [1, 3, 8, 20, 100]) {
      const trace = openDin(inputOf(text, { size }), 'b', {});
      expect(await recordsOf(trace)).toEqual(['I 401b773,4 n1', 'L 80000001,258', 'S ffffffff,1']);
      expect(trace.header.format).toBe('din-b');
      expect(trace.notes.map(({ text }) => text)).toEqual([
        '1 copy-back and invalidate commands are left out: they are no references',
      ]);
    }
  });

  test.each([
    [record(16, 4, 6), 'found "label 6", expected a label from 0 to 5 in byte 6 of 8; is this din-b?'],
    [
      record(16, 0, 0),
      'found "size 0", expected a size of 1 to 65535 in bytes 4 and 5 of 8, little-endian; is this din-b?',
    ],
  ])('is an error at its record', async (bytes, message) => {
    expect(await errorOf(openDin(inputOf(Buffer.concat([text, bytes])), 'b', {}))).toBe(
      `in.txt: record 5 (byte 32): ${message}`,
    );
  });

  test('drops a record cut off by the end of a cut stream, or of a plain file, and says so', async () => {
    const plain = openDin(inputOf(text.subarray(0, 20)), 'b', {});
    expect(await recordsOf(plain)).toHaveLength(2);
    expect(plain.notes.map(({ text }) => text)).toEqual(['in.txt: record 3 is cut off and was dropped']);
    expect(await errorOf(openDin(inputOf(text.subarray(0, 3)), 'b', {}))).toMatch(
      /^in.txt: record 1 .*expected 8 bytes/,
    );
    const trace = openDin(inputOf(text.subarray(0, 20), { truncated: 'cut off' }), 'b', {});
    expect(await recordsOf(trace)).toHaveLength(2);
    expect(trace.notes.map(({ text }) => text)).toEqual([
      'in.txt: cut off',
      'in.txt: record 3 is cut off and was dropped',
    ]);
  });
});

test('din text is told by its labels', () => {
  const sniff = (text: string) => [dinShare(Buffer.from(text), 'd'), dinShare(Buffer.from(text), 'D')];
  expect(sniff('2 401b770\n0 1fff000758 x\n')).toEqual([1, 0]);
  expect(sniff('r 401b770 4\r\nW 0x10 8\r\n')).toEqual([0, 1]);
  expect(sniff('2 401b770\nr 401b770 4\n')).toEqual([0.5, 0.5]);
  expect(sniff('2 401b770\n\n1 401b770\n2 401b770\n7 401b770\n')).toEqual([0.75, 0]);
  expect(sniff('6 401b770\n')).toEqual([0, 0]);
  expect(sniff('')).toEqual([0, 0]);
  expect(sniff(' L 1fff000758,8\n')).toEqual([0, 0]);
  expect(sniff('0,1,u,I,401b770,4,\n')).toEqual([0, 0]);
});
