import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { LackeySink } from '../../../src/trace/lackey/open.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { parseCount } from '../../../src/trace/recorder/quantity.ts';
import { progressLine, progressPrinter } from '../../../src/trace/recorder/run/progress.ts';
import { Recording } from '../../../src/trace/recorder/run/recording.ts';
import { Processes, type Thread } from '../../../src/trace/recorder/run/tasks.ts';
import { type Source, Turns } from '../../../src/trace/recorder/run/turns.ts';
import { MixedProcesses } from '../../../src/trace/recorder/valgrind/mixed.ts';
import { RecordingScanner, UnknownLines } from '../../../src/trace/recorder/valgrind/scanner.ts';
import { AccessBlock } from '../../../src/trace/words/encoder/access-block.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../../src/trace/words/markers.ts';
import { header, inMemory } from '../words/steps.ts';

describe('counts', () => {
  test.each([
    ['1', 1],
    ['200k', 200_000],
    ['200K', 200_000],
    ['10M', 10_000_000],
    ['1.5G', 1_500_000_000],
    ['1.1G', 1_100_000_000],
    ['0.001k', 1],
  ])('%s is read as %d', (text, value) => expect(parseCount(text, '--window')).toBe(value));

  test.each([
    '',
    '0',
    '-1',
    '1.5',
    '0.0001k',
    '10m',
    '10MB',
    '1e6',
    ' 10',
    '10 k',
    'many',
    '99999999999999999',
    '9999999999G',
  ])('%j is refused by the option’s name', (text) => {
    expect(() => parseCount(text, '--window')).toThrow(UserError);
    expect(() => parseCount(text, '--window')).toThrow(/^--window: found .*, expected a whole number such as/);
  });
});

function block(...accesses: [kind: 0 | 1 | 3, address: number, bytes: number][]): AccessBlock {
  const b = new AccessBlock();
  for (const [kind, address, bytes] of accesses) b.add(kind, 0, address, bytes);
  return b;
}

const thread = (pid: number, processes = new Processes()): Thread => processes.thread(processes.begin(pid), 1);

/** The words of a recording, markers by name with operands, references as `kind address/16`. */
function words(recording: Recording): string[] {
  const out: string[] = [];
  const names = Object.keys(Marker);
  for (const { words } of [...recording.queue.drain(), recording.queue.encoder.finish()])
    for (let i = 0; i < words.length; ) {
      const w = words[i];
      if ((w & 3) !== Kind.marker) out.push(['fetch', 'load', '', 'store'][w & 3]);
      else {
        const operands = words.subarray(i + 1, i + markerLength(w));
        out.push([names[markerType(w)], markerOperand(w), ...operands].join(' '));
      }
      i += (w & 3) === Kind.marker ? markerLength(w) : 1;
    }
  return out.filter((line) => !/^(tally|cpu|region)/.test(line));
}

describe('windows', () => {
  test('keep the first records of every period, whatever the blocks are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 20 }),
        (records, gap, blocks) => {
          const every = records + gap;
          const recording = new Recording({ records, every });
          recording.run(thread(7));
          for (const n of blocks) recording.accesses(block(...Array(n).fill([Kind.fetch, 0x1000, 4])));
          const total = blocks.reduce((a, b) => a + b, 0);
          const kept = Math.floor(total / every) * records + Math.min(records, total % every);
          recording.queue.encoder.finish();
          const { totals } = recording.queue.encoder;
          expect([recording.records, recording.instructions]).toEqual([total, total]);
          expect([recording.kept, totals.references]).toEqual([kept, kept]);
          expect(totals.windows).toBe(Math.max(1, Math.ceil(total / every)));
        },
      ),
    );
  });

  test('a window begins with the records and instructions before it, and with the task that runs', () => {
    const recording = new Recording({ records: 1, every: 3 });
    const processes = new Processes();
    recording.run(thread(0x10, processes));
    recording.accesses(block([Kind.fetch, 0, 4], [Kind.load, 64, 4]));
    recording.run(thread(0x11, processes));
    recording.accesses(block([Kind.fetch, 4, 4], [Kind.store, 64, 4]));
    expect(words(recording)).toEqual([
      'window 0 0 0 0 0', 'task 0 16 0 1', 'run 0', 'fetch', 'window 0 3 0 2 0', 'task 1 17 0 2', 'run 1', 'store',
    ]); // biome-ignore format: a list
  });

  test('a system call between windows is counted and not recorded, nor is a return whose call is in another window', () => {
    const recording = new Recording({ records: 1, every: 3 });
    const caller = thread(0x10);
    recording.run(caller);
    recording.syscall(caller, 1);
    recording.accesses(block([Kind.fetch, 0, 4], [Kind.fetch, 4, 4]));
    recording.sysret(caller, 1);
    recording.syscall(caller, 2);
    recording.accesses(block([Kind.fetch, 8, 4], [Kind.fetch, 12, 4]));
    recording.sysret(caller, 2);
    expect([recording.calls, recording.callsOutside]).toEqual([2, 1]);
    expect(words(recording)).toEqual([
      'window 0 0 0 0 0', 'task 0 16 0 1', 'run 0', 'syscall 1', 'fetch', 'window 0 3 0 3 0', 'fetch',
    ]); // biome-ignore format: a list
  });

  test('a window that holds all its records is over: what happens next is not in it', () => {
    const recording = new Recording({ records: 2, every: 4 });
    const processes = new Processes();
    const caller = thread(1, processes);
    recording.run(caller);
    recording.accesses(block([Kind.fetch, 0, 4]));
    recording.syscall(caller, 10);
    recording.accesses(block([Kind.fetch, 4, 4]));
    recording.sysret(caller, 10);
    recording.run(thread(2, processes));
    expect(words(recording)).toEqual(['window 0 0 0 0 0', 'task 0 1 0 1', 'run 0', 'fetch', 'syscall 10', 'fetch']);
  });

  test('without a window everything is kept and there is no window marker', () => {
    const recording = new Recording();
    const caller = thread(1);
    recording.run(caller);
    recording.syscall(caller, 39);
    recording.sysret(caller, 39);
    recording.accesses(block([Kind.load, 0, 8]));
    expect(words(recording)).toEqual(['task 0 1 0 1', 'run 0', 'syscall 39', 'sysret 39', 'load']);
  });
});

describe('tasks', () => {
  test('a thread with the number of one that has ended is another task', () => {
    const processes = new Processes();
    const image = processes.begin(0xabc);
    const ids = [processes.thread(image, 1).id, processes.thread(image, 2).id];
    image.threads.delete(2);
    expect([...ids, processes.thread(image, 2).id]).toEqual(['abc', '100000abc', '200000abc']);
  });

  test('a process’s first thread has its pid for an id, others and later programs have ids of their own', () => {
    const processes = new Processes();
    const first = processes.begin(0xabc);
    const second = processes.begin(0xabc);
    const threads = [
      processes.thread(first, 1),
      processes.thread(first, 2),
      processes.thread(second, 1),
      processes.thread(first, 1),
    ];
    expect(threads.map(({ id, space }) => [id, space])).toEqual([
      ['abc', 1],
      ['100000abc', 1],
      ['1000000000abc', 2],
      ['abc', 1],
    ]);
    expect([processes.count, processes.images, processes.threads]).toEqual([1, 2, 3]);
  });
});

/** Puts down what a scanner says. */
class Log implements LackeySink {
  readonly lines: string[] = [];
  accesses({ metas, highs, lows, count }: AccessBlock): void {
    for (let i = 0; i < count; i++)
      this.lines.push(`${metas[i] & 3} ${highs[i]} ${lows[i].toString(16)} ${metas[i] >>> 2}`);
  }
  command(pid: number, text: string): void {
    this.lines.push(`command ${pid} ${text.slice(0, 20)}`);
  }
  thread(): void {}
  syscall(pid: number, _tid: number, number: number): void {
    this.lines.push(`syscall ${pid} ${number}`);
  }
  sysret(): void {}
}

function scan(text: string, chunk = text.length): { lines: string[]; unknown: UnknownLines } {
  const log = new Log();
  const unknown = new UnknownLines();
  const scanner = new RecordingScanner('log', log, unknown);
  for (let i = 0; i < text.length; i += chunk) scanner.push(Buffer.from(text.slice(i, i + chunk)));
  scanner.end();
  return { lines: log.lines, unknown };
}

describe('the recording’s scanner', () => {
  test('goes on after a line it does not know, counts it and shows where it was', () => {
    const { lines, unknown } = scan('I  04000000,3\nwhat is this\n L 1ffe000000,8\n');
    expect(lines).toEqual(['0 0 4000000 3', '1 31 -2000000 8']);
    expect(unknown.count).toBe(1);
    expect(unknown.examples[0]).toMatch(/^log:2:1: found "what is this", expected a lackey record/);
  });

  test('takes the record that another process printed onto a line left open', () => {
    const { lines, unknown } = scan(' [sync] --> Success(0x0) I  04000000,3\nodd  S 04000010,4\nI  04000003,2\n');
    expect(lines).toEqual(['0 0 4000000 3', '3 0 4000010 4', '0 0 4000003 2']);
    expect(unknown.count).toBe(1);
  });

  test('counts an impossible record as unknown', () => {
    const { lines, unknown } = scan('I  04000000,0\nI  04000000,99999\n');
    expect([lines, unknown.count]).toEqual([[], 2]);
  });

  test('does not count the fragments of Valgrind’s lines about a fork', () => {
    expect(
      scan('   clone(fork): process 12 created child 13\n \nSCHEDSETJMP(line 1211) tid 1, jumped=1\n').unknown.count,
    ).toBe(0);
  });

  test('shows the first five unknown lines of many', () => {
    const { unknown } = scan('?\n'.repeat(1000));
    expect([unknown.count, unknown.examples.length]).toEqual([1000, 5]);
  });

  test.each([1, 7, 1000, 65_535, 65_536, 200_000])('cuts a command of 100 KB, in chunks of %d bytes', (chunk) => {
    const long = `==7== Command: ld ${'x'.repeat(100_000)}\n`;
    const { lines, unknown } = scan(`${long}I  04000000,3\n${long}`, chunk);
    expect(lines).toEqual(['command 7 ld xxxxxxxxxxxxxxxxx', '0 0 4000000 3', 'command 7 ld xxxxxxxxxxxxxxxxx']);
    expect(unknown.examples).toEqual([
      'line 1 has more than 65536 bytes; the rest was dropped',
      'line 3 has more than 65536 bytes; the rest was dropped',
    ]);
  });

  test('reads the same whatever the chunks', () => {
    const text =
      'I  04000000,3\n M 04000010,4\nodd\n  L 0401b770,8\nSYSCALL[5,1](39) sys_getpid ( ) --> [pre-success] Success(0x5) \n';
    const whole = scan(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length }), (chunk) => {
        expect(scan(text, chunk)).toEqual(whole);
      }),
    );
    expect(whole.unknown.count).toBe(1);
  });
});

test('a recording that uses up the numbers of regions keeps what came before, and goes on counting', async () => {
  const recording = new Recording(undefined, new TraceEncoder({ layout: { regions: 2, inOnePiece: 1 } }));
  recording.run(thread(7));
  for (let i = 0; i < 12; i++) recording.accesses(block([1, i << 20, 4], [1, i << 20, 4]));
  recording.run(thread(8));
  expect(recording.full).toMatch(/^the trace touches memory in more than 9 places/);
  // One region in one piece, and eight parts.
  expect([recording.records, recording.kept]).toEqual([24, 18]);
  const batches = [...recording.queue.drain(), recording.queue.encoder.finish()];
  expect(recording.queue.encoder.totals).toMatchObject({ references: 18, tasks: 1 });
  expect(await validate(inMemory(header(), batches, recording.queue.encoder.totals))).toEqual([]);
});

describe('processes that share a log', () => {
  /** Fetches of straight code of `n` instructions from `start`, with a load each. */
  const code = (start: number, n: number) =>
    Array.from({ length: n }, (_, i) => [
      [Kind.fetch, start + 4 * i, 4] as [0, number, number],
      [Kind.load, start + 0x10_0000 + 4 * i, 4] as [1, number, number],
    ]);

  test('are told apart by where each of them goes on, and recorded in turns', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 20, maxLength: 60 }), (order) => {
        const processes = new Processes();
        const recording = new Recording();
        const [parent, child] = [thread(1, processes), thread(2, processes)];
        const mixed = new MixedProcesses(recording, parent);
        const [a, b] = [code(0x1000, 80), code(0x8000, 80)];
        mixed.accesses(block(...a.shift()!));
        mixed.thread(child);
        mixed.accesses(block(...b.shift()!));
        for (const first of order) mixed.accesses(block(...(first ? a : b).shift()!));
        mixed.catchUpAll();
        const firsts = 2 * (1 + order.filter((first) => first).length);
        const text = words(recording);
        expect(text.filter((w) => w.startsWith('run'))).toEqual(['run 0', 'run 1']);
        expect(text.indexOf('run 1') - text.indexOf('run 0') - 2).toBe(firsts); // `task 1` in between
        expect(mixed.records).toBe(2 * (2 + order.length));
      }),
    );
  });

  test('a jump taken for the wrong process’s is put right when that process goes on', () => {
    const processes = new Processes();
    const recording = new Recording();
    const mixed = new MixedProcesses(recording, thread(1, processes));
    mixed.accesses(block([Kind.fetch, 0x100, 4]));
    mixed.thread(thread(2, processes));
    mixed.accesses(block([Kind.fetch, 0x900, 4])); // the child
    mixed.accesses(block([Kind.fetch, 0x104, 4])); // the parent goes on
    mixed.accesses(block([Kind.fetch, 0xa00, 4])); // the child jumps: looks like the parent
    mixed.accesses(block([Kind.fetch, 0x108, 4])); // the parent goes on: so it did not jump
    mixed.accesses(block([Kind.fetch, 0xa04, 4], [Kind.fetch, 0x10c, 4], [Kind.fetch, 0xa08, 4]));
    mixed.catchUpAll();
    const text = words(recording);
    expect(text.slice(text.indexOf('run 0'))).toEqual([
      'run 0', 'fetch', 'fetch', 'fetch', 'fetch', 'fetch', 'task 1 2 0 2', 'run 1', 'fetch', 'fetch', 'fetch',
    ]); // biome-ignore format: a list
  });

  test('a process that has left takes its records with it; the last one stands alone', () => {
    const processes = new Processes();
    const recording = new Recording();
    const parent = thread(1, processes);
    const mixed = new MixedProcesses(recording, parent);
    expect(mixed.alone).toBe(parent);
    mixed.thread(thread(2, processes));
    expect(mixed.alone).toBeUndefined();
    mixed.accesses(block([Kind.fetch, 0x900, 4]));
    mixed.remove(2);
    expect([mixed.alone, recording.records]).toEqual([parent, 1]);
    mixed.remove(1);
    expect(mixed.alone).toBe(parent);
  });
});

class Fake implements Source {
  readonly name: string;
  chunks: number[];
  ended = true;
  blocked = false;
  held = false;
  constructor(name: string, ...chunks: number[]) {
    this.name = name;
    this.chunks = chunks;
  }
  get ready(): boolean {
    return this.chunks.length > 0;
  }
  get done(): boolean {
    return this.ended && !this.ready;
  }
}

/** Runs the turns to their end; a chunk is a number of instructions. `then` acts after each. */
async function play(
  slice: number,
  sources: Fake[],
  then?: (step: number, turns: Turns<Fake>) => void,
): Promise<string> {
  let clock = 0;
  const turns = new Turns<Fake>({ slice, clock: () => clock, patience: 30, lost: 100 });
  for (const source of sources) turns.add(source);
  turns.close();
  let order = '';
  let step = 0;
  for (let s = await turns.next(); s !== undefined; s = await turns.next()) {
    clock += s.chunks.shift() ?? 0;
    order += s.done ? s.name.toUpperCase() : s.name;
    then?.(step++, turns);
  }
  return order;
}

describe('turns', () => {
  test('one source keeps its turn', async () => expect(await play(10, [new Fake('a', 10, 10, 10)])).toBe('aaAA'));

  test('a turn ends with its slice: at 10 of 10 instructions, not at 9', async () => {
    expect(await play(10, [new Fake('a', 9, 1, 1, 1), new Fake('b', 10, 1, 1)])).toBe('aabaAAbBB');
  });

  test('sources take turns in the order in which they came', async () => {
    const sources = ['a', 'b', 'c'].map((name) => new Fake(name, 5, 5, 5));
    expect((await play(5, sources)).toLowerCase().slice(0, 6)).toBe('abcabc');
  });

  test('a source does not begin before what it is held for was read, however late that comes', async () => {
    const [a, b, c] = [new Fake('a', 5, 5), new Fake('b', 5, 5), new Fake('c')];
    b.held = true;
    c.ended = false;
    const order = await play(5, [a, b, c], (step, turns) => {
      if (step === 2)
        setTimeout(() => {
          c.chunks = [5];
          c.ended = true;
          turns.wake();
        }, 60); // beyond the patience with a late source
      if (step === 3) b.held = false;
    });
    expect(order).toBe('aAACCbBB');
  });

  test('what a source is held for counts as lost when nothing comes any more', async () => {
    const [a, b] = [new Fake('a', 1), new Fake('b', 1)];
    a.ended = false;
    b.held = true;
    const order = await play(5, [a, b], (step) => {
      if (step === 1) [a.ended, b.held] = [true, false];
    });
    expect(order).toBe('aBAB');
  });

  test('a blocked source gives way at once, and its turn returns when it is ready again', async () => {
    const a = new Fake('a', 1);
    const b = new Fake('b', 1, 1, 1, 1);
    a.ended = false;
    a.blocked = true;
    const order = await play(2, [a, b], (step) => {
      if (step === 1) a.chunks.push(1);
      if (step === 1) a.ended = true;
    });
    expect(order).toBe('abbAAbBB');
  });

  test('a late source that computes is waited for', async () => {
    const a = new Fake('a', 1);
    const b = new Fake('b', 1, 1);
    a.ended = false;
    const order = await play(10, [a, b], (step, turns) => {
      if (step === 0)
        setTimeout(() => {
          a.chunks.push(1);
          a.ended = true;
          turns.wake();
        }, 2);
    });
    expect(order).toBe('aAAbBB');
  });

  test('a late source loses its turn when patience ends', async () => {
    const a = new Fake('a', 1);
    const b = new Fake('b', 1);
    a.ended = false;
    const order = await play(10, [a, b], (step, turns) => {
      if (step === 1) a.ended = true;
      turns.wake();
    });
    expect(order).toBe('aBAB');
  });

  test('ends at once when stopped, and keeps what is left', async () => {
    const turns = new Turns<Fake>({ slice: 10, clock: () => 0 });
    turns.add(new Fake('a', 1));
    const open = turns.next();
    expect((await open)?.name).toBe('a');
    turns.stop();
    expect(await turns.next()).toBeUndefined();
    expect([turns.size, turns.rest()[0].name]).toEqual([1, 'a']);
  });

  test('does not end before it is closed', async () => {
    const turns = new Turns<Fake>({ slice: 10, clock: () => 0 });
    let ended = false;
    const next = turns.next().then((s) => {
      ended = s === undefined;
    });
    turns.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ended).toBe(false);
    turns.close();
    await next;
    expect(ended).toBe(true);
  });
});

describe('progress', () => {
  const p = {
    records: 12_345_678,
    kept: 12_345_678,
    instructions: 9,
    processes: 3,
    running: 1,
    bytes: 2.1e8,
    seconds: 14,
  };

  test('says what was recorded, how fast and by how many processes', () => {
    expect(progressLine(p)).toBe('12.3 M records, 0.88 M/s, 3 processes, 1 running, 210 MB read, 14 s');
    expect(progressLine({ ...p, before: 'the guest boots' })).toBe('the guest boots, 14 s');
    expect(progressLine({ ...p, kept: 1_000_000 })).toContain('12.3 M records (1.00 M kept)');
    expect(progressLine({ ...p, expected: p.records * 3 })).toMatch(/ 14 s, about 28 s left$/);
    expect(progressLine({ ...p, records: 0, expected: 10 })).toMatch(/ 14 s$/);
  });

  test('leaves the terminal to what is printed', () => {
    const out: string[] = [];
    const printer = progressPrinter({ isTTY: true, write: (text) => out.push(text) }, () => 0);
    printer.clear();
    printer.update(p);
    printer.clear();
    printer.end();
    expect(out).toEqual([expect.stringMatching(/^\rrecording: /), '\r\x1b[K']);
  });

  const printed = (isTTY: boolean, times: number[]): string[] => {
    const out: string[] = [];
    let time = 0;
    const printer = progressPrinter({ isTTY, write: (text) => out.push(text) }, () => time);
    for (time of times) printer.update(p);
    printer.end();
    return out;
  };

  test('is rewritten on a terminal, at most every 200 ms', () => {
    const out = printed(true, [0, 199, 200, 399]);
    expect(out.map((line) => line.slice(0, 11))).toEqual(['\rrecording:', '\rrecording:', '\n']);
  });

  test('is a line every 5 s elsewhere', () => {
    const out = printed(false, [0, 4999, 5000, 9999, 10_000]);
    expect(out.map((line) => [line.slice(0, 10), line.at(-1)])).toEqual([
      ['recording:', '\n'],
      ['recording:', '\n'],
    ]);
  });
});
