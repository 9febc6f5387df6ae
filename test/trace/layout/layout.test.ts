import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TRACE_FORMATS } from '../../../src/trace/formats.ts';
import { columnsOf } from '../../../src/trace/layout/columns.ts';
import { describedLayout } from '../../../src/trace/layout/document.ts';
import { layoutOf } from '../../../src/trace/layout/layout.ts';
import { openLayout } from '../../../src/trace/layout/open.ts';
import { PRESETS } from '../../../src/trace/layout/presets.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { tellFormat } from '../../../src/trace/sniff.ts';
import { disco } from '../../command-line.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { errorOf, inputOf, recordsOf } from '../text.ts';

const folder = temporaryFolder('layouts');
/** A file of this content. */
function fileOf(text: string, name = 'in.txt'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const open = (lines: string | string[], text: string, size = 1 << 20) =>
  openLayout(inputOf(text, { size }), layoutOf({ lines: [lines].flat() }, '--layout'), [], {});
const read = (lines: string | string[], text: string, size?: number) => recordsOf(open(lines, text, size));
const fail = (lines: string | string[], text: string) => errorOf(open(lines, text));
const refusal = (line: string): string => {
  try {
    layoutOf({ lines: [line] }, '--layout');
    return 'no error';
  } catch (error) {
    return (error as Error).message;
  }
};

/** Accesses at multiples of 16, as everybody's layouts write them. */
const accesses = Array.from({ length: 240 }, (_, n) => ({
  store: (n * 7) % 4 === 1,
  address: 0x20000 + (((n * 2654435761) >>> 8) % 0x800) * 16,
  ip: 0x401000 + 4 * n,
}));
type Access = (typeof accesses)[number];
const hex = (n: number, digits = 8) => n.toString(16).padStart(digits, '0');
const letter = ({ store }: Access, letters: string) => letters[store ? 1 : 0];
const WRITINGS: [name: string, write: (access: Access, n: number) => string, before?: string][] = [
  ['pin', (a) => `0x${hex(a.ip, 16)}: ${letter(a, 'RW')} 0x${hex(a.address, 16)}  8`, '#\n# trace of memory operations\n#\n'], // biome-ignore format: a line
  ['pin', (a) => `0x${hex(a.ip, 6)}: ${letter(a, 'RW')} 0x${hex(a.address, 5)}  8         0x12 0x3\r`],
  ['pin', (a) => `0x${hex(a.ip, 6)}: ${letter(a, 'RW')} 0x${hex(a.address, 12)}`],
  ['op-address', (a) => `${letter(a, 'RW')} 0x${hex(a.address, 5)}`],
  ['op-address', (a) => `${letter(a, 'rw')} ${hex(a.address, 5)} `],
  ['op-address', (a) => `  ${letter(a, 'LS')}\t${hex(a.address)}`],
  ['address-op', (a) => `${hex(a.address)} ${letter(a, 'RW')}`],
  ['address-op', (a) => `0x${hex(a.address)} ${letter(a, 'rw')}`],
  ['op-address-count', (a, n) => `${letter(a, 'ls')} 0x${hex(a.address)} ${n % 9}`],
  ['hash', (a, n) => `# ${letter(a, '01')} ${hex(a.address)} ${n % 9}`],
  ['perf-mem', (a) => `     a.out   3211 50.000000:     1 cpu/mem-${a.store ? 'stores' : 'loads,ldlat=30'}/P:   ${hex(a.address, 5)} ${hex(a.ip)} work+0x0 (a.out)`, '# captured on: mem-loads\n'], // biome-ignore format: a line
  ['perf-mem', (a) => `Web Content 7/9 [002] 5.1:  100 ibs_op//: ${hex(a.address, 12)}  5080022 |OP ${a.store ? 'STORE' : 'LOAD'}|LVL L3 hit|SNP None 30 4011 main (a)`], // biome-ignore format: a line
  ['op-address-size', (a, n) => `${letter(a, 'RW')} 0x${hex(a.address, 5)} ${[1, 2, 4, 8, 16][n % 5]}`],
  ['usimm', (a, n) => `${n % 30} ${letter(a, 'RW')} 0x${hex(a.address)} 0x${hex(a.ip)}`],
  ['ramulator2', (a) => `${a.store ? 'ST' : 'LD'} ${a.address}`],
  ['columns', (a, n) => `${n};${letter(a, 'RW')};0x${hex(a.address)};8`, 'timestamp;op;ADDR;len\n'], // biome-ignore format: a line
  ['columns', (a, n) => `${n}\t"${a.address}"\t${a.store}\t"a;b\t c"`, 'Time\tMem_Addr\tis_write\tcomment\n'],
  ['columns', (a) => `${hex(a.address)} , ${a.store ? 'write' : 'READ'},8`, 'address,type,size\n'],
  ['lackey', (a) => `${letter(a, 'LS')} 0x${hex(a.address, 5)}, 8 `],
]; // biome-ignore format: a table

describe('a text in a layout of everybody', () => {
  const wanted = accesses.map(({ store, address }) => `${store ? 'S' : 'L'} ${address.toString(16)}`);

  test.each(WRITINGS)('%# %s is told by its content and gives its accesses', async (name, write, before = '') => {
    const text = before + accesses.map((access, n) => `${write(access, n)}\n`).join('');
    const { format, guess } = tellFormat('x', Buffer.from(text), TRACE_FORMATS);
    expect([format.name, guess]).toEqual([name, undefined]);
    const trace = await openTrace(fileOf(text));
    const records = (await recordsOf(trace)).map((record) => record.replace(/,\d+/, ''));
    expect(records.filter((record) => !record.startsWith('I'))).toEqual(wanted);
    const ips = accesses.map(({ ip }) => `I ${ip.toString(16)} n1`);
    expect(records.filter((record) => record.startsWith('I'))).toEqual(name === 'pin' ? ips : []);
    if (name !== 'lackey' && name !== 'columns')
      expect(trace.notes.map(({ text }) => text)).toEqual(
        expect.arrayContaining([...PRESETS.find((preset) => preset.name === name)!.lacks]),
      );
  });

  test('of Ramulator is loads, and stores where lines are written back; counts are said', async () => {
    const text = accesses.map(({ address }, n) => `${n % 4} ${address}${n % 8 === 0 ? ` ${address + 64}` : ''}\n`).join(''); // biome-ignore format: a line
    const trace = await openTrace(fileOf(text));
    expect(trace.header.format).toBe('ramulator');
    const records = await recordsOf(trace);
    expect(records.filter((record) => record.startsWith('L'))).toHaveLength(240);
    expect(records.slice(0, 2)).toEqual([`L ${hex(accesses[0].address, 1)},1`, `S ${hex(accesses[0].address + 64, 1)},1`]); // biome-ignore format: a line
    expect(records).toHaveLength(270);
    expect(trace.notes.map(({ text }) => text)).toContain(
      '360 instructions between the accesses are not replayed: what they fetch is not in the trace',
    );
  });

  test('has what it lacks in the report', async () => {
    const path = fileOf('R 0x1000\nW 0x2000\n', 'short.out');
    const { stdout, code } = await disco(['replay', path, '--structure', 'dinero', '--json']);
    expect(code).toBe(0);
    expect(stdout).toContain('sizes of accesses are not in it: each is taken for the byte at its address');
  });

  test('is told by each example of the table, which its own layout reads', async () => {
    for (const { name, example, lines } of PRESETS)
      expect([name, (await read([...lines], `${example}\n`)).length > 0]).toEqual([name, true]);
  });
});

describe('a described layout', () => {
  test.each<[string, string, string[]]>([
    ['op(R|W) address [size]', 'R 0x10\n\tw 20 8  \r\n\nR 30 0x10', ['L 10,1', 'S 20,8', 'L 30,16']],
    ['address(dec, 4),op(0=load|1=store|2=fetch|9=none)', '16,0\n32 , 1\n48,2\n64,9\n', ['L 10,4', 'S 20,4', 'I 30,4 n1']],
    ['op address', 'fetch 10\nM 20\nst 30\nREAD 40\n', ['I 10,1 n1', 'L 20,1', 'S 20,1', 'S 30,1', 'L 40,1']],
    ['ip(2): op(R|W) address', '401000: R 10\n', ['I 401000,2 n1', 'L 10,1']],
    ['address(auto)', '0x10\n16\n', ['L 10,1', 'L 10,1']],
    ['address(dec)', '18446744073709551615\n4294967296\n123456789\n1234567890123\n', ['L ffffffffffffffff,1', 'L 100000000,1', 'L 75bcd15,1', 'L 11f71fb04cb,1']],
    ['address', '00000000000000000000000010\nfFfF\n123456789abcdef0\n', ['L 10,1', 'L ffff,1', 'L 123456789abcdef0,1']],
    ["' x 'address", 'x 10\n', ['L 10,1']],
    ["op ' x 'address", 'R  x 10\n', ['L 10,1']],
    ["..'at '[address], size", 'x at 10, 4\nx at , 8\n', ['L 10,4']],
    ['load(64) [store(64)]', '40\n80 c0\n', ['L 40,64', 'L 80,64', 'S c0,64']],
    ['_;op(R|W);_;address;size', '1;R;"a;b";10;4\n;W;;20;8\n', ['L 10,4', 'S 20,8']],
    ['op(R|W)\\taddress\\t_', 'R\t10\t\nW\t20\tfoo bar\n', ['L 10,1', 'S 20,1']],
    ['op(W=load|w=store) address', 'W 10\nw 20\n', ['L 10,1', 'S 20,1']],
  ])('%j', async (line, text, records) => {
    for (const size of [1 << 20, 1, 3]) expect(await read(line, text, size)).toEqual(records);
  }); // biome-ignore format: a table

  test('has alternatives, of which the first that fits a line is taken', async () => {
    const text = 'I 10\nR 20 4\nI 14\nW 24 4\n';
    expect(await read(['op(R|W) address size', 'op(I) address(4)'], text)).toEqual(['I 10,4 n1', 'L 20,4', 'I 14,4 n1', 'S 24,4']); // biome-ignore format: a line
  });

  test('names CPUs, processes and threads', async () => {
    const trace = open('cpu task thread op(R|W) address', '0 7 1 R 10\n1 7 2 W 10\n0 8 1 R 10\n0 8 1 R 20\n');
    expect(await recordsOf(trace)).toEqual([
      '100000007: L 10,1',
      '200000007: S 10,1',
      '100000008: L 10,1',
      '100000008: L 20,1',
    ]);
    expect(trace.totals).toMatchObject({ cpus: 2, tasks: 3, regions: 2, references: 4 });
    const threads = open('thread op(R|W) address', '1 R 10\n2 W 10\n');
    expect(await recordsOf(threads)).toEqual(['1: L 10,1', '2: S 10,1']);
    expect(threads.totals).toMatchObject({ tasks: 2, regions: 1 });
  });

  test('reads any numbers in any chunks', async () => {
    const access = fc.record({
      code: fc.constantFrom('R', 'W', 'r', 'w'),
      address: fc.bigInt(0n, (1n << 64n) - 64n),
      size: fc.option(fc.integer({ min: 1, max: 64 })),
      ip: fc.nat(),
      blanks: fc.constantFrom(' ', '  ', '\t', ' \t '),
    });
    const base = fc.constantFrom('hex', 'dec', 'auto');
    await fc.assert(
      fc.asyncProperty(fc.array(access, { minLength: 1 }), base, fc.integer({ min: 1, max: 50 }), async (all, base, size) => {
        const text = all.map(({ code, address, size, ip, blanks }) => {
          const shown = base === 'dec' ? `${address}` : `${base === 'auto' ? '0x' : ''}${address.toString(16)}`;
          return `0x${ip.toString(16)}:${blanks}${code}${blanks}${shown}${size === null ? '' : `${blanks}${size}`}\n`;
        });
        const records = all.flatMap(({ code, address, size, ip }) => [
          `I ${ip.toString(16)},4 n1`,
          `${'RrLl'.includes(code) ? 'L' : 'S'} ${address.toString(16)},${size ?? 1}`,
        ]);
        expect(await read(`ip: op(R|W) address(${base}) [size]`, text.join(''), size)).toEqual(records);
      }),
      { numRuns: draws(100) },
    );
  }); // biome-ignore format: a property

  test('longer than a block and a batch keeps every record', async () => {
    const trace = open('op(R|W) address', 'R 1000\nW 2000\n'.repeat(150_000));
    for await (const _ of trace.batches());
    expect(trace.totals).toMatchObject({ loads: 150_000, stores: 150_000 });
  });
});

describe('a line that does not fit is an error at its place, with the part of the layout', () => {
  const PIN = 'ip: op(R|W) address [size]';
  test.each([
    ['0x1: R 10 4\n0x1: X 10\n', `in.txt:2:6: found "X", expected an operation (R, W) (${PIN})`],
    ['0x1: R zz\n', `in.txt:1:8: found "zz", expected a hexadecimal address (${PIN})`],
    ['0x1: R 10 zz\n', `in.txt:1:11: found "zz", expected a size (${PIN})`],
    ['0x1: R 10 0\n', `in.txt:1:11: found "0", expected a size of 1 to 65536 bytes (${PIN})`],
    ['0x1: R 10 65537\n', `in.txt:1:11: found "65537", expected a size of 1 to 65536 bytes (${PIN})`],
    ['0x1: R 10 4 5\n', `in.txt:1:13: found "5", expected the end of the line (${PIN})`],
    ['0x1 R 10\n', `in.txt:1:5: found "R", expected ":" (${PIN})`],
    ['# a comment\n\n0x1: R\n', `in.txt:3:7: found nothing, expected a blank (${PIN})`],
    ['0x1: R 12345678901234567\n', `in.txt:1:8: found "12345678901234567", expected a hexadecimal address (${PIN})`],
    ['\u0000\u0001\u0002\n', `in.txt:1:1: found "\\u0000\\u0001\\u0002", expected a hexadecimal address (${PIN})`],
    ['', 'no record in in.txt: it holds no memory reference'],
    ['# only\n', 'no record in in.txt: it holds no memory reference'],
  ])('%j', async (text, message) => {
    expect(await fail(PIN, text)).toBe(message);
  });

  test('of CPUs above the limit, decimal numbers above 64 bits, hexadecimal ones among them', async () => {
    expect(await fail('cpu address', '128 10\n')).toBe('in.txt:1:1: found "128", expected a CPU number, 0 to 127 (cpu address)'); // biome-ignore format: a line
    for (const text of ['18446744073709551616\n', '12ab\n', '0x10\n'])
      expect(await fail('address(dec)', text)).toBe(`in.txt:1:1: found "${text.trim()}", expected a decimal address (address(dec))`); // biome-ignore format: a line
  });

  test('of an access that runs past the end of the address space', async () => {
    const last = 'ffffffffffffffff';
    expect(await fail('address size', `0 1\n${last} 2\n`)).toMatch(
      /^in\.txt:2:18: found "2", expected an access that ends/,
    );
    expect(await fail('address(8)', `${last}\n`)).toMatch(/^in\.txt:1:1: found "f{16}", expected an access that ends/);
    expect(await fail('ip: address', `${last}: 10\n`)).toMatch(
      /^in\.txt:1:\d+: found ".*", expected an access that ends/,
    );
    expect(await read('address(1)', `${last}\n`)).toEqual([`L ${last},1`]);
  });

  test('of the alternative that goes furthest', async () => {
    expect(await fail(['op(R|W) address size', 'op(I) address'], 'R 10 x\n')).toContain('in.txt:1:6: found "x", expected a size (op(R|W)'); // biome-ignore format: a line
  });

  test('cut in its last line is dropped where the stream is known to be cut', async () => {
    const cut = openLayout(inputOf('R 10\nR 2', { truncated: 'cut off' }), layoutOf({ lines: ['op address'] }, 'x'), [], {}); // biome-ignore format: a line
    expect(await recordsOf(cut)).toEqual(['L 10,1']);
    expect(cut.notes.map(({ text }) => text)).toEqual(['in.txt: cut off', 'in.txt: line 2 is cut off and was dropped: "R 2"']); // biome-ignore format: a line
  });
});

describe("a layout's own text that is wrong is shown with its place", () => {
  test.each([
    ['op addres(hex)', 4, 'addres', '; did you mean "address"?'],
    ['op(R|X) address', 6, 'X', 'expected what it means, as in X=load (fetch, load, store, modify or none)'],
    ['op(0=lod) address', 6, 'lod', 'expected fetch, load, store, modify or none'],
    ['op address [size', 12, '[', 'expected a ] behind it'],
    ['op address]', 11, ']', 'expected a [ before it'],
    ['op address []', 12, '[]', 'expected something in the brackets'],
    ['op address(oct)', 12, 'oct', 'expected hex, dec, auto, a number of bytes (1 to 65536)'],
    ['op address(0)', 12, '0', 'expected hex, dec, auto, a number of bytes (1 to 65536)'],
    ['op address size(4)', 17, '4', 'expected hex, dec, auto'],
    ['op(R|W|R) address', 8, 'R', 'expected each code once: R is there twice'],
    ['op(R=load|R=store) address', 11, 'R=store', 'expected each code once: R is there twice'],
    ['op(LD=load|ld=store) address', 12, 'ld=store', 'expected each code once: ld is there twice'],
    ['op address(hex,dec)', 16, 'dec', 'expected one base'],
    ['op address(4, hex, 8)', 20, '8', 'expected one number of bytes'],
    ['op address(hex', 15, '', 'expected a comma or )'],
    ["op 'at address", 4, "'at address", 'expected a closing quote'],
    ['op address address', 12, 'address', 'expected each field once: address is there twice'],
    ['op', 1, 'op', 'expected the field address (or load, or store) in it'],
    ['op load', 1, 'op', 'expected the field address with it'],
    ['1 address', 1, '1', 'in quotes it is a separator'],
    ['_(x) address', 3, 'x', 'expected _ without parentheses'],
  ])('%s', (line, column, found, expected) => {
    const message = refusal(line);
    expect(message).toContain(`--layout: column ${column}: found ${found === '' ? 'nothing' : JSON.stringify(found)}`);
    expect(message).toContain(expected);
    const [, shown, marks] = message.split('\n');
    expect(shown).toBe(`  ${line}`);
    expect(marks.indexOf('^')).toBe(column + 1);
  });

  test('none of its characters becomes code', async () => {
    for (const text of ["');process.exit(1);('", '$'.concat('{1}`'), '*/'])
      expect(await read(`'x' "${text}" address`, `x ${text} 10\n`)).toEqual(['L 10,1']);
  });
});

describe('--layout', () => {
  const TEXT = 'a header\n! a remark\nS@20\nL@10\n';
  const RECORDS = ['S 20,4', 'L 10,4'];

  test('is a document in braces or a file, with comments, lines to skip and what is lacking', async () => {
    const document = { line: 'op(L|S)@address(4)', comments: ['!'], skipLines: 1, lacks: ['times are not in it'] };
    const inline = await openTrace(fileOf(TEXT), { layout: JSON.stringify(document) });
    expect(await recordsOf(inline)).toEqual(RECORDS);
    expect(inline.notes.map(({ text }) => text)).toEqual(['times are not in it']);
    const yaml = fileOf('name: lab\nline: op(L|S)@address(4)\ncomments: "!"\nskipLines: 1\n', 'lab.yaml');
    const trace = await openTrace(fileOf(TEXT), { layout: yaml });
    expect(await recordsOf(trace)).toEqual(RECORDS);
    expect(trace.header.format).toBe('lab');
  });

  test('is an error where the document is wrong', () => {
    const wrong = fileOf('line: op(L|S)@addres\n', 'wrong.yaml');
    expect(() => describedLayout(wrong)).toThrow(`${wrong}:1:7: column 9: found "addres"`);
    expect(() => describedLayout(fileOf('lines: op\n', 'key.yaml'))).toThrow(
      'unknown key "lines"; did you mean "line"?',
    );
    expect(() => describedLayout(join(folder, 'none.yaml'))).toThrow('no such file');
    expect(() => describedLayout('{line: [}')).toThrow('--layout: ');
    expect(() => describedLayout(' ')).toThrow('--layout is empty');
  });

  test('is taken by commands, not together with --format', async () => {
    const path = fileOf('10@L\n20@S\n', 'lab.txt');
    const { stdout } = await disco(['trace', 'info', path, '--layout', 'address@op(L|S)', '--json']);
    expect(JSON.parse(stdout).totals).toMatchObject({ loads: 1, stores: 1 });
    const both = await disco(['replay', path, '--layout', 'address', '--format', 'pin']);
    expect([both.code, both.stderr]).toEqual([2, 'disco: --format and --layout: expected one of them\n']);
  });
});

describe('a table with a header row', () => {
  const layout = (...lines: string[]) => columnsOf(lines);

  test('says its columns, whatever it calls them', () => {
    expect(layout('Time,PC,Virtual Address,R/W,Bytes', '1,0x400,0x10,R,4')?.layout.lines).toEqual(['_,ip(hex),address(hex),op(R|W|L|S|I|F|M),[size]']); // biome-ignore format: a line
    expect(layout('core|tid|addr', '0|1|4096')).toMatchObject({
      layout: { lines: ['cpu|thread|address(dec)'], skipLines: 1 },
      guesses: [
        'addresses are taken for decimal numbers, as none of the first has a letter or 0x',
        'no column tells operations: all accesses are taken for loads',
      ],
    });
    expect(layout('addr type x y', '10a 2 x y')?.layout.lines).toEqual(['address(hex) op(0=load|1=store|2=fetch) ..']);
    expect(layout('a,b', '1,2')).toBeUndefined();
    expect(layout('0x10,4')).toBeUndefined();
  });

  test.each<[header: string, values: [load: string, store: string], operation: string]>([
    ['is_read', ['1', '0'], 'op(0=store|1=load)'],
    ['IsLoad', ['true', 'false'], 'op(false=store|true=load)'],
    ['is_write', ['0', '1'], 'op(0=load|1=store)'],
    ['store?', ['N', 'Y'], 'op(n=load|y=store)'],
    ['load_store', ['L', 'S'], 'op(R|W|L|S|I|F|M)'],
    ['read/write', ['read', 'write'], 'op'],
    ['rw', ['0', '1'], 'op(0=load|1=store|2=fetch)'],
    ['Direction', ['rd', 'wr'], 'op'],
  ])('tells operations by a column %s', async (name, values, operation) => {
    const row = (n: number) => `0x${hex(16 * n, 4)},${values[n % 2]}`;
    const text = [`address,${name}`, row(1), row(2), row(3)].join('\n');
    expect(layout(...text.split('\n'))?.layout.lines).toEqual([`address(hex),${operation}`]);
    expect(await recordsOf(await openTrace(fileOf(text)))).toEqual(['S 10,1', 'L 20,1', 'S 30,1']);
  });

  test.each([
    ['op,address\n0,0x10\n1,0x20\n7,0x30\n1,0x40\n', ':4:1: found "7,0x30", expected an operation (0, 1, 2)'],
    ['address,is_read\n0x10,1\n0x20,yes\n0x30,0\n', ':3:6: found "yes", expected an operation (0, 1)'],
    ['"op";"addr"\n"R";"0x10"\nW;"0x20"\n"W";"0x20"\n', ':3:1: found "W'],
    ['op;addr;x\nR;10a;1\nW\nR;10b;2\n', ':3:2: found nothing, expected ";"'],
    ['op;addr\nR;10a\nQ;10b\nR;10c\n', ':3:1: found "Q;10b", expected an operation'],
  ])('%j has one row that is wrong, which is named', async (text, message) => {
    expect(await errorOf(await openTrace(fileOf(text)))).toContain(`in.txt${message}`);
  });

  test('says which of several columns of one meaning is read', () => {
    expect(layout('op,paddr,vaddr', 'R,0x10,0x20')?.guesses).toEqual([
      '2 columns say the address (paddr, vaddr): that of column 2 is read',
    ]);
    expect(layout('is_read,is_write,addr,addr', '1,0,0x10,0x20')?.guesses).toEqual([
      '2 columns say the operation (is_read, is_write): that of column 1 is read',
      '2 columns say the address (addr, addr): that of column 3 is read',
    ]);
  });

  test('is an error where a row does not fit, with what its columns were taken for', async () => {
    const trace = await openTrace(fileOf('op;addr\nR;10a\nW;0x20\nR;zz\n'));
    expect(await errorOf(trace)).toMatch(/in\.txt:4:3: found "zz", expected a hexadecimal address \(columns: op\(/);
  });

  test.each([
    ['a half of the rows', '1,W,0x20000,8\n3,X,0x20018,8\n', '3:3: found "X,0x20018,8", expected an operation'],
    ['most rows', '1,W,0x20000,8\n2,X,0x20018,8\n3,X,0x20018,8\n4,X,0x20018,8\n', '3:3: found "X,0x20018,8", expected an operation'],
  ])('is an error at the row where %s do not fit, although a kind of our CSV stands there', async (_, rows, message) => {
    const trace = await openTrace(fileOf(`time,op,addr,len\n${rows}`));
    expect(await errorOf(trace)).toContain(`in.txt:${message}`);
  }); // biome-ignore format: a row each

  test('is not what our CSV with a misspelt name is', async () => {
    await expect(openTrace(fileOf('cpu,tsak,mode,kind,address,size,info\n0,1,u,L,1000,4,\n'))).rejects.toThrow(
      'found "tsak", expected one of the columns cpu, task, mode, kind, address, size, info, instructions (did you mean task?)',
    );
    await expect(openTrace(fileOf('cpu,taks,kind,address,size\n0,1,L,1000,4\n'))).rejects.toThrow('did you mean task?');
  });
});

describe('docs/how-to/import.md', () => {
  const document = readFileSync(new URL('../../../docs/how-to/import.md', import.meta.url), 'utf8');

  test('shows the message about a line that does not fit', async () => {
    expect(await fail('op(L|S)@address,size', 'S@20000,8\nL@2z010,8\n')).toBe(
      `in.txt${document.replace(/\s+/g, ' ').match(/`bad\.trace(:2:4: [^`]*)`/)![1]}`,
    );
  });
});
