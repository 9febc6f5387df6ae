import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sniffLackey } from '../../../src/trace/lackey/format.ts';
import { LackeyScanner, openLackey } from '../../../src/trace/lackey/open.ts';
import type { AccessBlock } from '../../../src/trace/words/encoder/access-block.ts';
import type { OpenOptions } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { errorOf, inputOf, recordsOf } from '../text.ts';

const open = (text: string, options: OpenOptions = {}) => openLackey(inputOf(text), options);
const read = (text: string) => recordsOf(open(text));
const fail = (text: string) => errorOf(open(text));

const BANNER = `==4202== Lackey, an example Valgrind tool
==4202== Copyright (C) 2002-2017, and GNU GPL'd, by Nicholas Nethercote.
==4202== Command: make -j2
==4202== 
--4202--   SCHED[1]:  acquired lock (thread_wrapper(starting new thread))
--4202--   SCHED[1]: entering VG_(scheduler)
`;

describe('a lackey file', () => {
  test('gives a fetch of one instruction, a load, a store, and for M a load and then a store', async () => {
    const text = 'I  0401b770,1\n S 1fff000760,8\n L 1fff000758,16\n M 0421c7f0,4\n';
    const trace = open(text);
    const records = ['I 401b770,1 n1', 'S 1fff000760,8', 'L 1fff000758,16', 'L 421c7f0,4', 'S 421c7f0,4'];
    expect(await recordsOf(trace)).toEqual(records);
    expect(trace.totals).toMatchObject({ references: 5, instructions: 1, fetches: 1, loads: 2, stores: 2 });
    expect(trace.header).toMatchObject({ source: 'in.txt', format: 'lackey', cpus: 1, level: 'user', granuleBits: 4 });
  });

  test('reads the same whatever the length of its chunks and of its addresses', async () => {
    const record = fc.record({
      kind: fc.constantFrom('I  ', ' L ', ' S ', ' M '),
      digits: fc.integer({ min: 1, max: 18 }),
      address: fc.oneof(
        fc.bigInt({ min: 0n, max: (1n << 64n) - 65_536n }),
        fc.bigInt({ min: 0x1fff000000n, max: 0x1fff0fffffn }),
        fc.bigInt({ min: 0x4000000n, max: 0x4100000n }),
      ),
      bytes: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 65536 })),
      upper: fc.boolean(),
      end: fc.constantFrom('\n', '\r\n', '\n\n', '\n==1== \n'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 300 }),
        async (all, size) => {
          const lines = all.map(({ kind, digits, address, bytes, upper, end }) => {
            const hex = address.toString(16).padStart(digits, '0');
            return `${kind}${upper ? hex.toUpperCase() : hex},${bytes}${end}`;
          });
          const records = all.flatMap(({ kind, address, bytes }) => {
            const access = `${address.toString(16)},${bytes}`;
            if (kind === 'I  ') return [`I ${access} n1`];
            return kind === ' M ' ? [`L ${access}`, `S ${access}`] : [`${kind[1]} ${access}`];
          });
          expect(await recordsOf(openLackey(inputOf(lines.join(''), { size }), {}))).toEqual(records);
        },
      ),
      { numRuns: draws(200) },
    );
  });

  test('longer than a batch keeps every record, in batches', async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => ` L 0${(0x4000000 + i * 16).toString(16)},8\n`);
    const trace = open(lines.join(''));
    let batches = 0;
    for await (const _ of trace.batches()) batches++;
    expect(batches).toBe(2);
    expect(trace.totals?.loads).toBe(300_000);
  });

  test('may have CRLF line ends, a byte order mark, blank lines and no end of its last line', async () => {
    expect(await read('\u00ef\u00bb\u00bfI  0401b770,1\r\n\r\n S 1fff000760,8')).toEqual([
      'I 401b770,1 n1',
      'S 1fff000760,8',
    ]);
  });

  test('names its process and command, and its threads as tasks of one address space', async () => {
    const switched = '--4202--   SCHED[2]:  acquired lock (VG_(client_syscall)[async])\n';
    const trace = open(`${BANNER}I  0401b770,1\n${switched}I  0401b770,1\n`);
    expect(await recordsOf(trace)).toEqual(['106a: I 401b770,1 n1', '10000106a: I 401b770,1 n1']);
    expect(trace.header.command).toBe('make -j2');
    expect(trace.notes.map(({ text }) => text)).toEqual(['process 4202: make -j2']);
    expect(trace.totals).toMatchObject({ tasks: 2, regions: 1 });
  });

  test('gives a process a new address space when it executes a program, and another process its own', async () => {
    const record = 'I  0401b770,1\n';
    const other = '==7== Command: ls\n';
    const trace = open(BANNER + record + BANNER + record + other + record);
    const access = 'I 401b770,1 n1';
    expect(await recordsOf(trace)).toEqual([`106a: ${access}`, `100000000106a: ${access}`, `7: ${access}`]);
    expect(trace.totals).toMatchObject({ tasks: 3, regions: 3 });
  });

  test('can be read again from an input that can, and once only from one that cannot', async () => {
    const again = open('I  0401b770,1\n');
    await recordsOf(again);
    expect(await recordsOf(again)).toEqual(['I 401b770,1 n1']);
    const pipe = (async function* () {
      yield Buffer.from('I  0401b770,1\n');
    })();
    const once = openLackey({ name: 'pipe', chunks: pipe }, {});
    await recordsOf(once);
    expect(await errorOf(once)).toBe('pipe can be read once only; save it to a file first');
  });
});

describe('system calls in a lackey file', () => {
  const calls = async (text: string) =>
    (await read(`${text}\nI  00000001,1\n`)).filter((record) => record.startsWith('sys'));

  test('enter and return on one line when Valgrind makes them itself', async () => {
    expect(await calls('SYSCALL[7,1](  3) sys_close ( 4 )[sync] --> Success(0x0) ')).toEqual(['syscall 3', 'sysret 3']);
    expect(await calls('SYSCALL[7,1](9) sys_mmap ( 0x0, 3 ) --> [pre-success] Success(0x1) ')).toEqual([
      'syscall 9',
      'sysret 9',
    ]);
    expect(await calls('SYSCALL[7,1](15) sys_rt_sigreturn ( ) --> [pre-success] NoWriteResult ')).toEqual([
      'syscall 15',
      'sysret 15',
    ]);
  });

  test('return on a line of their own when they may block', async () => {
    const enter = 'SYSCALL[7,1](0) sys_read ( 4, 0x1, 832 ) --> [async] ... ';
    expect(await calls(enter)).toEqual(['syscall 0']);
    expect(await calls(`${enter}\nSYSCALL[7,1](0) ... [async] --> Success(0x340) `)).toEqual(['syscall 0', 'sysret 0']);
  });

  test('return by an outcome that stands alone; the forked child has made no call', async () => {
    const unknown = 'SYSCALL[7,1](334) unimplemented (by the kernel) syscall: 334! (ni_syscall)';
    expect(await calls(`${unknown}\n --> [pre-fail] Failure(0x26) `)).toEqual(['syscall 334', 'sysret 334']);
    expect(await calls(' --> [pre-success] Success(0x0) ')).toEqual([]);
  });

  test('do not return from exit', async () => {
    expect(await calls('SYSCALL[7,1](231) exit_group( 0 ) --> [pre-success] Success(0x0) ')).toEqual(['syscall 231']);
  });

  test.each(['I  0494db42,3', ' L 0494db42,3', 'SYSCALL[7,2](3) sys_close ( 4 )[sync] --> Success(0x0) '])(
    'leave a line open after a clone, to which another thread glues %j',
    async (glued) => {
      const text = `SYSCALL[7,1](56) sys_clone ( 3d0f00 ) --> [pre-success] Success(0x119f) ${glued}\n`;
      const [first, second, third] = await read(`${text} L 00000001,1\n`);
      expect([first, second]).toEqual(['syscall 56', 'sysret 56']);
      expect(third).toBe(
        glued.startsWith('SYS')
          ? 'syscall 3'
          : `7: ${glued[0] === 'I' ? 'I' : 'L'} 494db42,3${glued[0] === 'I' ? ' n1' : ''}`,
      );
    },
  );

  test('are told to the sink with thread, name and result', () => {
    const told: unknown[][] = [];
    const tell =
      (what: string) =>
      (...rest: unknown[]) =>
        void told.push([what, ...rest]);
    const scanner = new LackeyScanner('x', {
      accesses: (block: AccessBlock) => void told.push(['accesses', block.count]),
      command: tell('command'), thread: tell('thread'), syscall: tell('syscall'), sysret: tell('sysret'),
    }); // biome-ignore format: a sink
    scanner.push(
      Buffer.from('==7== Command: ls -l\n L 00001000,8\n M 00001000,8\nSYSCALL[7,2](21) sys_access ( 0x4(/etc/'),
    );
    scanner.push(Buffer.from('x), 4 )[sync] --> Failure(0x2) \n'));
    expect(told).toEqual([
      ['command', 7, 'ls -l'],
      ['accesses', 1],
      ['accesses', 2],
      ['thread', 7, 2],
      ['syscall', 7, 2, 21, 'access'],
      ['sysret', 7, 2, 21, '-0x2'],
    ]);
  });
});

describe('a malformed lackey file', () => {
  const good = 'I  0401b770,1\n'.repeat(40);
  const SIZE = 'expected a size of 1 to 65536 bytes';

  test.each([
    ['negative', ' L 1fff000758,-8', `15: found "-8", ${SIZE}`],
    ['zero', ' L 1fff000758,0', `15: found "0", ${SIZE}`],
    ['missing', ' L 1fff000758,', `15: found nothing, ${SIZE}`],
    ['huge', ' L 1fff000758,65537', `15: found "65537", ${SIZE}`],
    ['enormous', ' L 1fff000758,99999999999999999999', `15: found "99999999999999999999", ${SIZE}`],
    ['no number', ' L 1fff000758,8x', `15: found "8x", ${SIZE}`],
    ['above nine in ASCII', 'I  0401b770,:', `13: found ":", ${SIZE}`],
  ])('is an error at its place when a size is %s', async (_, line, message) => {
    expect(await fail(`${good}${line}\n${good}`)).toBe(`in.txt:41:${message}`);
    expect(await fail(line)).toBe(`in.txt:1:${message}`);
  });

  test('takes sizes up to the limit', async () => {
    expect(await read(' L 10,65536\n L 10,1\n')).toEqual(['L 10,65536', 'L 10,1']);
  });

  test('is an error when an address is above 64 bits, or none', async () => {
    const above = 'expected at most 16 digits: this is an address above 64 bits';
    expect(await fail(`${good} L 1ffffffffffffffff,8\n${good}`)).toBe(
      `in.txt:41:4: found "1ffffffffffffffff", ${above}`,
    );
    expect(await read(' L 00ffffffffffffffff,1\n')).toEqual(['L ffffffffffffffff,1']);
    const past = 'expected an access that ends at 2^64 at the latest';
    expect(await fail(`${good} L fffffffffffffff0,17\n${good}`)).toBe(`in.txt:41:21: found "17", ${past}`);
    expect(await fail(`${good} M ffffffffffffffff,2\n`)).toBe(`in.txt:41:21: found "2", ${past}`);
    expect(await fail(`${good} L ,8\n`)).toBe('in.txt:41:4: found ",8", expected a hexadecimal address');
    expect(await fail(`${good} L 0401g770,8\n${good}`)).toBe(
      `in.txt:41:8: found "g770,8", expected a hexadecimal digit, or ',' and the size`,
    );
  });

  test.each(['X  0401b770,1', 'I0401b770,1', 'L1000,8', 'hello', 'SYSCALL[x](3)', '=== 4202', '-- 42', ' -> '])(
    'is an error when a line is neither a record nor of Valgrind: %j',
    async (line) => {
      expect(await fail(`${good}${line}\n${good}`)).toMatch(
        /^in.txt:41:1: found ".*", expected a lackey record such as ' L 1fff000758,8', or a line of Valgrind's/,
      );
    },
  );

  test('of binary noise is an error on its first line, without control characters', async () => {
    const noise = '\u0000\u009b\u001b[31m\u0080\u0091\n\u0002'.repeat(50);
    const message = await fail(noise);
    expect(message).toMatch(/^in.txt:1:1: found "\\u0000/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test('without a record is an error, whether empty or of remarks only', async () => {
    expect(await fail('')).toBe('no record in in.txt: it holds no memory reference');
    expect(await fail(BANNER)).toBe('no record in in.txt: it holds no memory reference');
  });

  test('with an endless line is an error after 64 KB, whatever comes', async () => {
    const chunk = Buffer.alloc(1 << 20, 'a');
    let chunks = 0;
    const endless = (async function* () {
      for (; chunks < 300; chunks++) yield chunk;
    })();
    const message = await errorOf(openLackey({ name: 'endless', chunks: endless }, {}));
    expect(message).toMatch(/^endless:1:1: found "aaaa.*", expected the end of the line within 65536 bytes$/);
    expect(chunks).toBe(0);
  });

  test('has lines of up to 64 KB with their ends, in one chunk or many', async () => {
    const line = (bytes: number) => `I  00000001,1\n${'==7== '.padEnd(bytes - 1, 'x')}\n`;
    for (const size of [1 << 20, 1000]) {
      expect(await recordsOf(openLackey(inputOf(line(65536), { size }), {}))).toHaveLength(1);
      expect(await errorOf(openLackey(inputOf(line(65537), { size }), {}))).toMatch(
        /^in.txt:2:1: .* within 65536 bytes$/,
      );
    }
  });

  test('cut in its last line is an error, unless the stream is known to be cut: then the line is dropped', async () => {
    expect(await fail('I  0401b770,1\n L 04')).toMatch(/^in.txt:2:6: found nothing, expected a hexadecimal digit/);
    const cut = openLackey(inputOf('I  0401b770,1\n L 0401b770,1', { truncated: 'the gzip stream is cut off' }), {});
    expect(await recordsOf(cut)).toEqual(['I 401b770,1 n1']);
    expect(cut.notes.map(({ text }) => text)).toEqual([
      'in.txt: the gzip stream is cut off',
      'in.txt: line 2 is cut off and was dropped: " L 0401b770,1"',
    ]);
  });
});

test('lackey output is recognised by its banner or its records', () => {
  const sniff = (text: string) => sniffLackey(Buffer.from(text, 'latin1'));
  expect(sniff(BANNER)).toBe(1);
  expect(sniff(' L 1fff000758,8\nI  04')).toBe(1);
  expect(sniff(' L 1000,4\n S 1004,4\nQ 1008,4\n')).toBe(2 / 3);
  expect(sniff('\u00ef\u00bb\u00bf S 1fff000758,8\r\n\r\n')).toBe(1);
  expect(sniff('')).toBe(0);
  expect(sniff('==7== Memcheck, a memory error detector\n')).toBe(0);
  expect(sniff('2 401b770\n')).toBe(0);
  expect(sniff('0,1,u,I,401b770,4,\n')).toBe(0);
});

test('blanks around fields, none before the letter and 0x change nothing', async () => {
  const read = (text: string) => recordsOf(openLackey(inputOf(text), {}));
  const plain = await read('I  04001000,3\n S 00029fb0,8\n L 0002a000,16\n M 00000010,4\n');
  expect(plain).toHaveLength(5);
  for (const text of [
    'I 4001000,3\nS 29fb0,8\nL 2a000,16\nM 10,4\n',
    'I  0x04001000,3 \n S 0x29fb0, 8\n L 0X2A000 ,16\t\r\n   M\t10 , 4  \r\n',
  ])
    expect(await read(text)).toEqual(plain);
});
