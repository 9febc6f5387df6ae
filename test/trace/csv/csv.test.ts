import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError, UserError } from '../../../src/errors.ts';
import { eventName, parseEvent } from '../../../src/trace/csv/events.ts';
import { sniffCsv } from '../../../src/trace/csv/head.ts';
import { openCsv } from '../../../src/trace/csv/open.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { type OperandKind, rangeOf } from '../../../src/trace/words/operands.ts';
import { UNKNOWN_CALL } from '../../../src/trace/words/syscalls.ts';
import { Idle, Privileged, SERVICE_NAMES, Sync } from '../../../src/trace/words/vocabulary.ts';
import { csvInput, open, read, recordsOf } from './csv-records.ts';

const ROW = '0,a,u,L,1000,4,\n';

/** The message of the error that reading the text throws. */
async function failure(text: string | Buffer): Promise<string> {
  const error = await read(text).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(FormatError);
  return (error as Error).message;
}

describe('what a row means', () => {
  test('a file without a header row has seven columns in the order of the recordings', async () => {
    expect(await read('3,6f,u,I,400000,12,n3\n3,6f,u,L,1200be8b0,8,\n3,6f,u,S,ffff,1,\n')).toEqual([
      '3 6f u I 1:400000 12 n3',
      '3 6f u L 1:1200be8b0 8',
      '3 6f u S 1:ffff 1',
    ]);
  });

  test('a header row names the columns, in any order, and what it leaves out has its default', async () => {
    expect(await read('size,kind,address\n4,I,100\n8,L,20\n')).toEqual(['0 0 u I 1:100 4 n1', '0 0 u L 1:20 8']);
  });

  test('M is a load and then a store of the same place', async () => {
    expect(await read('0,a,u,M,1000,4,\n')).toEqual(['0 a u L 1:1000 4', '0 a u S 1:1000 4']);
  });

  test('P gives the physical page of the address, less 0x80000 on a full-system MIPS recording', async () => {
    const row = '0,a,u,P,77e2d000,12,86b3e\n';
    expect((await read(ROW + row))[1]).toBe('0 a u frame 86b3e');
    const trace = await open(`# level=system architecture=mips32\n${ROW}${row}`);
    expect((await recordsOf(trace))[1]).toBe('0 a u frame 6b3e');
    expect(trace.notes.map(({ text }) => text).join()).toContain('1 physical pages');
  });

  test('P of what we wrote, which has its services, is the kernel’s own page whatever its number', async () => {
    const rows = `${ROW}0,a,u,P,77e2d000,12,86b3e\n`;
    const trace = await open(`# level=system architecture=mips32 services=recorded\n${rows}`);
    expect((await recordsOf(trace))[1]).toBe('0 a u frame 86b3e');
  });

  test('tasks have address spaces of their own, unless they are threads', async () => {
    expect(await read('0,a,u,L,10,4,\n0,b,u,L,10,4,\n0,a,u,L,10,4,\n')).toEqual([
      '0 a u L 1:10 4',
      '0 b u L 2:10 4',
      '0 a u L 1:10 4',
    ]);
    const threads = await read('0,a,u,X,0,0,thread 10\n0,a,u,L,10,4,\n1,b,u,X,0,0,thread 11\n1,b,u,L,10,4,\n');
    expect(threads).toEqual(['0 a u L 1:10 4', '1 b u L 1:10 4']);
  });

  test('a return from a system call bears the number of the call the task is in', async () => {
    const rows = ['sysenter 5012', 'sysenter 5001', 'sysret 77', 'sysret -2'];
    const tasks = ['a', 'b', 'a', 'b'];
    const records = await read(rows.map((info, i) => `0,${tasks[i]},u,X,0,0,${info}\n`).join('') + ROW);
    expect(records.slice(2, 4)).toEqual(['0 a u sysret 5012 ...', '0 b u sysret 5001 ...']);
  });

  test('a system call that Valgrind saw return is a call and a return', async () => {
    expect(await read(`0,a,u,X,0,0,syscall 257 openat 0x4\n0,a,u,X,0,0,syscall 0 read \n${ROW}`)).toEqual([
      '0 a u sysenter 257',
      '0 a u sysret 257 ...',
      '0 a u sysenter 0',
      '0 a u L 1:1000 4',
    ]);
  });

  test('a quoted command keeps its commas and letters beyond ASCII', async () => {
    expect((await read(`0,a,u,X,0,0,"exec cc ""é"",x"\n${ROW}`))[0]).toBe('0 a u exec cc "é",x');
  });

  test('page events name their page by its address', async () => {
    const trace = await open(`0,a,u,X,5000,0,zero-page\n0,a,u,X,5000,0,remap 7000\n${ROW}`);
    const events: number[][] = [];
    const { TraceDecoder } = await import('../../../src/trace/words/decoder.ts');
    const decoder = new TraceDecoder();
    for await (const batch of trace.batches())
      decoder.decode(batch, {
        reference() {},
        event: (e) => {
          if (e.type !== Marker.run) events.push([e.type, e.a, ...e.operands]);
        },
      });
    expect(events).toEqual([
      [Marker.zeroPage, 5],
      [Marker.remap, 5, 7],
    ]);
  });
});

test('a text that leaves services it did not enter, or does not leave them, is one that its container can be', async () => {
  const { validate } = await import('../../../src/trace/operations/validate.ts');
  const trace = await open(`0,a,u,X,0,0,leave\n${ROW}\n0,a,u,X,0,0,enter read\n${ROW}\n`);
  expect(await validate(trace)).toEqual([]);
  expect(trace.notes.map(({ text }) => text)).toContain(
    '1 events that leave a service which was not entered were dropped',
  );
});

describe('the bytes of a file', () => {
  const text = '# cpus=2 level=user\ncpu,task,mode,kind,address,size,info\n0,a,u,I,1000,8,n2\n1,b,u,S,2000,4,\n';
  const records = ['0 a u I 1:1000 8 n2', '1 b u S 2:2000 4'];

  test('CRLF, a byte order mark, blank lines and a missing last line end change nothing', async () => {
    expect(await read(text)).toEqual(records);
    expect(await read(text.replaceAll('\n', '\r\n'))).toEqual(records);
    expect(await read(`\ufeff${text}`)).toEqual(records);
    expect(await read(`${text.replace('0,a', '\n0,a')}\n`)).toEqual(records);
    expect(await read(text.trimEnd())).toEqual(records);
  });

  test('the chunks it comes in change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (chunkBytes) => {
        expect(await recordsOf(await openCsv(csvInput(text, { chunkBytes })))).toEqual(records);
      }),
    );
  });

  test('a trace of a file can be read again', async () => {
    const trace = await open(text);
    expect(await recordsOf(trace)).toEqual(await recordsOf(trace));
    expect(trace.totals).toMatchObject({ references: 2, instructions: 2, fetches: 1, loads: 0, stores: 1, tasks: 2 });
  });

  test('of a cut-off file the last partial line is dropped, and a note says so', async () => {
    const trace = await openCsv(csvInput(`${ROW}0,a,u,L,20`, { truncated: true }));
    expect(await recordsOf(trace)).toEqual(['0 a u L 1:1000 4']);
    expect(trace.notes.map(({ text }) => text).join('\n')).toContain('the gzip stream ends early');
    expect(trace.notes.map(({ text }) => text).join('\n')).toContain('line 2 is cut off and was dropped');
  });

  test('a file of more than one slice keeps all its rows, and the line of an error in the last', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `0,a,u,L,${(i * 8).toString(16)},8,`).join('\n');
    const trace = await open(rows);
    await recordsOf(trace);
    expect(trace.totals?.loads).toBe(60_000);
    expect(await failure(`${rows}\n0,a,u,L,zz,8,\n`)).toMatch(/^t\.csv:60001:9: found "zz"/);
  });

  test('a file without any reference is an error', async () => {
    await expect(read('cpu,task,mode,kind,address,size,info\n')).rejects.toThrow(UserError);
    await expect(read('0,a,u,X,0,0,sync\n')).rejects.toThrow('no record in t.csv');
  });
});

describe('what the first lines say', () => {
  test('comments give CPUs, level, architecture, source and command', async () => {
    const { header, notes } = await open(
      `# cpus=4 level=system architecture=mips64\n# source=a recorder command=make -j2 all\n${ROW}`,
    );
    expect(header).toEqual({
      source: 'a recorder',
      command: 'make -j2 all',
      format: 'csv',
      cpus: 4,
      level: 'system',
      architecture: 'mips64',
      granuleBits: 4,
    });
    expect(notes).toEqual([]);
  });

  test('without them the level follows from kernel rows, the architecture from the length of kernel addresses', async () => {
    const kernel = (address: string) => `${ROW}0,a,k,I,${address},4,n1\n`;
    expect((await open(ROW)).header).toMatchObject({ level: 'user', architecture: 'flat', cpus: 128 });
    expect((await open(kernel('80100000'))).header).toMatchObject({ level: 'system', architecture: 'mips32' });
    expect((await open(kernel('0000000080100000'))).header.architecture).toBe('mips32');
    expect((await open(kernel('ffffffff80100000'))).header.architecture).toBe('mips64');
    expect((await open(kernel('80100000'))).notes).toHaveLength(2);
  });

  test('a file is known as ours by its header row, its first record or its comment', () => {
    const known = (text: string) => sniffCsv(Buffer.from(text));
    expect(known('kind,address,size\nI,0,4\n')).toBe(1);
    expect(known('# made by hand\n0,823d2000,u,L,77ea5f2c,4,\n')).toBe(1);
    expect(known('# cpus=2\n')).toBe(1);
    expect(known('0 1000\n')).toBe(0);
    expect(known(' L 1000,4\n')).toBe(0);
  });
});

describe('a malformed file names line, column, what was found and what was expected', () => {
  test.each([
    ['kind', '0,a,u,Q,10,4,', '1:7: found "Q", expected a kind: I (instructions)'],
    ['address', '0,a,u,L,10g,4,', '1:9: found "10g", expected an address of at most 64 bits'],
    ['empty address', '0,a,u,L,,4,', '1:9: found nothing, expected an address'],
    [
      'access past 2^64',
      '0,a,u,L,fffffffffffffffc,5,',
      '1:26: found "5", expected an access that ends at 2^64 at the latest',
    ],
    [
      'more sectors than a command has',
      '0,a,u,X,80004000,0,disk-read 0 8 4000000000',
      '1:20: found "disk-read 0 8 4000000000"',
    ],
    ['no sector', '0,a,u,X,80004000,0,disk-write 0 8 0', '1:20: found "disk-write 0 8 0"'],
    ['more bytes than a packet has', '0,a,u,X,80004000,0,network-send 65537 1', '1:20: found "network-send 65537 1"'],
    ['disk without end', '0,a,u,X,80004000,0,disk-write 65536 8 8', '1:20: found "disk-write 65536 8 8"'],
    ['address of 65 bits', '0,a,u,L,1ffffffffffffffff,4,', '1:9: found "1ffffffffffffffff"'],
    ['size 0', '0,a,u,L,10,0,', '1:12: found "0", expected a size in bytes, 1 to 65536'],
    ['size negative', '0,a,u,L,10,-4,', '1:12: found "-4"'],
    ['size no number', '0,a,u,L,10,4x,', '1:12: found "4x"'],
    ['size too large', '0,a,u,L,10,65537,', '1:12: found "65537"'],
    ['mode', '0,a,x,L,10,4,', '1:5: found "x", expected u (user) or k (kernel)'],
    ['CPU', '128,a,u,L,10,4,', '1:1: found "128", expected a CPU number, 0 to 127'],
    ['more instructions than bytes', '0,a,u,I,10,4,n5', '1:14: found "n5"'],
    ['instructions without n', '0,a,u,I,10,4,1', '1:14: found "1"'],
    ['field count', '0,a,u,L,10,4', '1:1: found "6 fields: 0,a,u,L,10,4", expected 7 fields'],
    ['physical page', '0,a,u,P,10,12,xyz', '1:15: found "xyz", expected a physical page number'],
    [
      'event',
      '0,a,u,X,0,0,erett',
      '1:13: found "erett", expected a known event (did you mean eret?): enter, leave, eret, t',
    ],
    [
      'event argument',
      '0,a,u,X,0,0,mfc0 13',
      '1:13: found "mfc0 13", expected the arguments of the event mfc0, as in "mfc0 $13.0"',
    ],
    ['quotes', '0,a,u,X,0,0,"exec', '1:13: found "0,a,u,X,0,0,\\"exec", expected a closing quote on the same line'],
  ])('%s', async (_, row, message) => {
    expect(await failure(`${row}\n`)).toContain(`t.csv:${message}`);
    expect(await failure(`${ROW}\n${row}\n`)).toContain(`t.csv:${message.replace(/^1/, '3')}`);
  });

  test('a 64-bit address and a size of 65536 are still accepted', async () => {
    expect(await read('# level=user\n0,a,u,L,ffffffffffff0000,65536,\n0,a,u,L,00000000000000000010,1,\n')).toEqual([
      '0 a u L 1:ffffffffffff0000 65536',
      '0 a u L 1:10 1',
    ]);
  });

  test('a CPU number is checked against the comment', async () => {
    expect(await read(`# cpus=3\n${ROW.replace('0', '2')}`)).toHaveLength(1);
    expect(await failure(`# cpus=2\n${ROW.replace('0', '2')}`)).toContain(
      't.csv:2:1: found "2", expected a CPU number, 0 to 1',
    );
  });

  test('a line may have 64 KB and no more', async () => {
    const line = (bytes: number) => `0,a,u,X,0,0,${'note '.padEnd(bytes - 12, 'x')}\n`;
    expect(await read(ROW + line(65_535))).toHaveLength(2);
    for (const chunkBytes of [1 << 12, 1 << 20]) {
      const input = csvInput(ROW + ROW + line(70_000) + ROW, { chunkBytes });
      await expect(openCsv(input).then(recordsOf)).rejects.toThrow(/^t\.csv:3:1: /);
    }
  });

  test('a header row needs kind, address and size, knows its names and has each once', async () => {
    expect(await failure('cpu,kind,address\n0,I,0\n')).toContain('expected a column named size in the header row');
    expect(await failure('kind,adress,size\n')).toContain('t.csv:1:6: found "adress", expected one of the columns');
    expect(await failure('kind,adress,size\n')).toContain('did you mean address?');
    expect(await failure('kind,address,size,kind\n')).toContain('t.csv:1:19: found "kind", expected each column once');
  });

  test('a column has one name of several, in any letters, with blanks around it', async () => {
    const rows = '0,1,u,L,1000,4,\n0,1,u,S,2000,8,\n0,2,u,I,3000,4,n1\n';
    const plain = await read(`cpu,task,mode,kind,address,size,info\n${rows}`);
    expect(plain).toHaveLength(3);
    for (const header of [
      'cpu, task, mode, kind, address, size, info',
      'CPU,Task,MODE,Kind,Address,Size,Info',
      'cpu,task,mode,kind,vaddr,size,info',
      'cpu,pid,mode,op,addr,bytes,info',
      'core,address space,mode,type,virtual_address,Size (bytes),info'.replace(' (bytes)', '-bytes'),
      '"cpu","task","mode","type"," Virtual Address ","len","info"\r',
    ])
      expect(await read(`${header}\n${rows}`)).toEqual(plain);
    expect(await failure(`cpu,addr,address,kind,size\n`)).toContain(
      't.csv:1:10: found "address", expected each column once',
    );
    expect(await failure(`kind,address,size,vaddr\n`)).toContain('each column once: this is another name of address');
    expect(await failure(`kind,address,size,Zeit-ü\n`)).toMatch(
      /^t\.csv:1:\d+: found "Zeit-ü", expected one of the columns/,
    );
  });

  test('blanks around the fields of rows change nothing, whichever field it is', async () => {
    const plain =
      '# level=system architecture=mips32\n0,1,k,I,80001000,8,n2\n0,1,u,L,1000,4,\n1,2,u,X,0,0,syscall 3\n0,1,u,P,1000,0,12\n';
    const records = await read(plain);
    const spaced = plain
      .split('\n')
      .map((line) => (line.startsWith('#') ? line : line.replaceAll(',', ', ').replace(/^(?=\d)/, '\t')));
    expect(await read(spaced.join(' \n'))).toEqual(records);
    for (let field = 0; field < 7; field++) {
      const one = plain.split('\n').map((line) =>
        line
          .split(',')
          .map((text, n) => (n === field && !line.startsWith('#') ? ` ${text}\t` : text))
          .join(','),
      );
      expect(await read(one.join('\n'))).toEqual(records);
    }
    expect(await failure('kind,address,size\nL, 10 0, 4\n')).toContain('t.csv:2:3: found " 10 0", expected an address');
  });

  test('text is UTF-8, or Latin-1 where it is not, in the header and in rows', async () => {
    const text = (source: string) => `# cpus=1 level=user\n# source=${source}\n0,Zürich,u,X,0,0,note 測試\n${ROW}`;
    const utf8 = await open(text('Zürich 測試'));
    expect(utf8.header.source).toBe('Zürich 測試');
    const again = await open(Buffer.from(text('Zürich'), 'latin1'));
    expect(again.header.source).toBe('Zürich');
  });

  test('a wrong value in a comment is an error, an unknown key a note', async () => {
    expect(await failure(`# cpus=129\n${ROW}`)).toContain(
      't.csv:1:8: found "129", expected a number of CPUs, 1 to 128',
    );
    expect(await failure(`# level=both\n${ROW}`)).toContain('expected level=user or level=system');
    expect(await failure(`# architecture=mips\n${ROW}`)).toContain('expected an architecture: flat, mips32');
    expect((await open(`# level=user arch=x\n# cpu=3\n${ROW}`).catch((e) => e)).message).toContain(
      'found "user arch=x"',
    );
    expect((await open(`# cpu=3\n${ROW}`)).notes[0].text).toContain('the key cpu in a comment means nothing here');
  });
});

describe('event names', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const small = fc.integer({ min: 0, max: 0xfffffe });
  const bits = (n: number) => fc.integer({ min: 0, max: (1 << n) - 1 });
  const privileged = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(Privileged.readRegister, Privileged.writeRegister, Privileged.interruptControl),
        bits(5),
        bits(3),
      )
      .map(([kind, register, select]) => kind | (register << 8) | (select << 16)),
    fc
      .tuple(fc.constantFrom(Privileged.cacheOperation, Privileged.readHardware), bits(5))
      .map(([kind, n]) => kind | (n << 8)),
    fc.constantFrom(
      Privileged.tlbProbe, Privileged.tlbRead, Privileged.tlbWriteRandom, Privileged.tlbWriteIndexed,
      Privileged.exceptionReturn, Privileged.wait,
    ),
  ); // biome-ignore format: a table
  const of = (kind: OperandKind): fc.Arbitrary<number> => {
    const [min, max] = rangeOf(kind, 32);
    return fc.integer({ min, max });
  };
  const event = fc.oneof(
    fc.tuple(fc.constant(Marker.privileged), privileged, fc.constant([])),
    fc.tuple(fc.constant(Marker.trap), small, fc.constant([])),
    fc.tuple(
      fc.constantFrom(Marker.syscall, Marker.sysret),
      fc.oneof(small, fc.constant(UNKNOWN_CALL)),
      fc.constant([]),
    ),
    fc.tuple(fc.constant(Marker.idle), fc.constantFrom(...Object.values(Idle)), fc.constant([])),
    fc.tuple(fc.constant(Marker.sync), fc.constantFrom(...Object.values(Sync)), fc.constant([])),
    fc.tuple(fc.constant(Marker.window), fc.constant(0), fc.tuple(word, word, word, word)),
    fc.tuple(fc.constant(Marker.serviceEnter), fc.nat(SERVICE_NAMES.length - 1), fc.constant([])),
    fc.tuple(fc.constantFrom(Marker.serviceLeave, Marker.zeroPage, Marker.freePage), fc.constant(0), fc.constant([])),
    fc.tuple(fc.constantFrom(Marker.lockAcquire, Marker.lockRelease), small, fc.constant([])),
    fc.tuple(
      fc.constantFrom(Marker.diskRead, Marker.diskWrite, Marker.fileBlock),
      fc.constant(0),
      fc.tuple(of('disk'), of('sector'), of('sectors')),
    ),
    fc.tuple(fc.constant(Marker.networkSend), fc.constant(0), fc.tuple(of('message'), of('flag'))),
    fc.tuple(fc.constant(Marker.remap), fc.constant(0), fc.tuple(word, word)),
  );

  test('reading the text of a marker gives the marker', () => {
    fc.assert(
      fc.property(event, ([type, a, operands]) => {
        expect(parseEvent(eventName(type, a, operands))).toEqual([{ type, a, operands }]);
      }),
    );
  });

  test('a note keeps its text', () => {
    for (const text of ['exec make -j2', 'note', 'note grüße 1  2']) {
      const [{ type, a, operands }] = parseEvent(text) as [{ type: Marker; a: number; operands: number[] }];
      expect(eventName(type, a, operands).trim()).toBe(text);
    }
  });

  test('markers that are no event rows have no text', () => {
    expect(() => eventName(Marker.cpu, 0, [])).toThrow(RangeError);
  });
});
