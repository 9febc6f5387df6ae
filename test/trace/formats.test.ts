import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceFormat } from '../../src/trace/bytes/format.ts';
import { LineScanner } from '../../src/trace/bytes/lines.ts';
import { openText } from '../../src/trace/bytes/text-trace.ts';
import { textOf } from '../../src/trace/bytes/text-writer.ts';
import { endingsOf, FORMATS, TRACE_FORMATS, targetOf } from '../../src/trace/formats.ts';
import { PRESETS } from '../../src/trace/layout/presets.ts';
import { openTrace } from '../../src/trace/open.ts';
import { convert } from '../../src/trace/operations/convert.ts';
import type { Reference } from '../../src/trace/words/decoder.ts';
import { AccessBlock } from '../../src/trace/words/encoder/access-block.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { remark } from '../../src/trace/words/trace.ts';
import { temporaryFolder } from '../temporary.ts';
import { recordsOf } from './text.ts';

/** A format of one load a line, its address in decimal, after a line that says `toy`. */
const toy: TraceFormat = {
  name: 'toy',
  called: 'a toy',
  sniff: (head) => head.toString('latin1', 0, 4) === 'toy\n',
  open: async (input, options) =>
    openText(input, 'toy', options, (queue) => {
      const scanner = new (class extends LineScanner {
        protected override scan(b: Buffer, from: number, to: number): void {
          const block = new AccessBlock();
          for (const line of b.toString('latin1', from, to).split('\n'))
            if (/^\d+$/.test(line)) block.add(Kind.load, 0, Number(line), 4);
          queue.references(block);
        }
      })(input.name);
      return scanner;
    }),
  written: {
    ending: 'toy',
    text: (trace) =>
      textOf(trace, () => ({
        text: 'toy\n',
        reference({ low }: Reference) {
          this.text += `${low}\n`;
        },
        event() {},
        end() {},
        notes: () => [remark('toys have loads only')],
      })),
  },
};
const formats = [...TRACE_FORMATS, toy];

const folder = temporaryFolder('formats');
const path = join(folder, 'some.text');
beforeAll(() => writeFileSync(path, 'toy\n16\n32\n'));

describe('a format added to the list', () => {
  test('is known by content and by name', async () => {
    expect(await recordsOf(await openTrace(path, { formats }))).toEqual(['L 10,4', 'L 20,4']);
    expect((await openTrace(path, { formats, format: 'toy' })).header.format).toBe('toy');
  });

  test('is written by its ending, compressed too', async () => {
    const out = join(folder, 'out.toy');
    const trace = await openTrace(path, { formats });
    await convert(trace, out, { formats });
    expect(readFileSync(out, 'utf8')).toBe('toy\n16\n32\n');
    expect(trace.notes.map(({ text }) => text)).toEqual(['toys have loads only']);
    await convert(await openTrace(path, { formats }), `${out}.gz`, { formats });
    expect(await recordsOf(await openTrace(`${out}.gz`, { formats }))).toEqual(['L 10,4', 'L 20,4']);
  });

  test('is named where another is not known', async () => {
    await expect(openTrace(path, { formats, format: 'toi' })).rejects.toThrow(
      `unknown trace format "toi"; did you mean "toy"?; known: ${FORMATS.join(', ')}, toy`,
    );
    expect(() => targetOf('a.toi', formats)).toThrow(
      'a.toi: the ending tells the format; expected .arrow, or .champsim, .csv, .din, .lackey or .toy, these also with .gz, .xz or .zst behind (nothing else is written); did you mean "toy"?',
    );
    writeFileSync(join(folder, 'unknown'), 'what is this?\n');
    await expect(openTrace(join(folder, 'unknown'), { formats })).rejects.toThrow(
      'unknown:1:1: found "what is this?", expected a trace: an Arrow container, CSV, Valgrind lackey text, DineroIV din text, a drmemtrace file of DynamoRIO, ChampSim\'s instructions, ',
    );
  });
});

describe('the formats of the program', () => {
  test('have names and endings of their own', () => {
    expect(FORMATS.slice(0, 6)).toEqual(['arrow', 'csv', 'lackey', 'din-d', 'din-D', 'din-b']);
    expect(new Set(FORMATS).size).toBe(FORMATS.length);
    expect(endingsOf()).toBe('.arrow, or .champsim, .csv, .din or .lackey, these also with .gz, .xz or .zst behind');
  });

  // What decides is the content alone, not the order in which formats are tried.
  test.each([
    ['arrow', 'ARROW1\0\0'],
    ['csv', 'cpu,task,mode,kind,address,size,info\n0,0,u,L,10,4,\n'],
    ['csv', '# cpus=2 level=user\n0,0,u,L,10,4,\n'],
    ['lackey', '==1== Lackey, an example Valgrind tool\nI  04001000,3\n L 1fff000758,8\n'],
    ['din-d', '0 1000\n2 0x2000 a comment\n'],
    ['din-D', 'r 1000 4\ni 2000 8\n'],
    ['drmemtrace', '\x19\0\0\0\x07\0\0\0\0\0\0\0'],
    ['champsim', `\0\x10\x40${'\0'.repeat(61)}`],
    ...PRESETS.map(({ name, example }): [string, string] => [name, `${example}\n`]),
    ['columns', 'op,addr\nW,0x1000\n'],
  ])('%s is told by its content from all others', (name, content) => {
    const heads = TRACE_FORMATS as readonly TraceFormat[];
    expect(heads.filter(({ sniff }) => sniff?.(Buffer.from(content))).map((each) => each.name)).toEqual([name]);
  });

  test.each(['', 'trace', 'a.arrow.gz', 'a.csv.bz2', 'dir.csv/a', 'a.gz'])('nothing is written to %j', (name) => {
    expect(() => targetOf(name)).toThrow('the ending tells the format');
  });
});
