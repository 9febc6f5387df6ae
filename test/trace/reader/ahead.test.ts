import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTrace } from '../../../src/trace/open.ts';
import { begin } from '../../../src/trace/reader/ahead.ts';
import type { ReadOptions } from '../../../src/trace/reader/messages.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { errorOf, outcomeOf } from '../text.ts';

const folder = temporaryFolder('reader');
const OPTIONS = { granuleBits: 4, raw: false };

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** A trace that a thread has begun to read, whatever its length. */
async function begun(path: string, options: ReadOptions = OPTIONS): Promise<Trace> {
  const reading = begin(path, options, 0);
  if (reading === undefined) throw new Error('nothing has begun');
  return (await reading.opened(options)) as Trace;
}

const facts = ({ header, totals, truncated, surplus }: Trace) => ({ header, totals, truncated, surplus });
const LACKEY = '==7== Command: ls\nI  0401b770,3\n M 1fff000758,8\n';
const CONTENTS: Readonly<Record<string, [content: string | Buffer, options?: object]>> = {
  'words, notes and totals of several batches': [LACKEY + 'I  0401b770,3\n S 1fff000758,8\n'.repeat(200_000)],
  'a compressed stream that is cut off': [gzipSync(LACKEY.repeat(2000)).subarray(0, 150)],
  'bytes behind a compressed stream': [Buffer.concat([gzipSync(LACKEY), Buffer.from('behind')])],
  'a header that reading changes': ['R 10 0\nW 20 1\n', { layout: 'op(R|W) address cpu' }],
  'an error in the middle': ['i 401b770 3\nw 1fff000758 8\nc 0 0\nwrong\n'],
};

test.each(Object.entries(CONTENTS))(
  'a thread reads %s as this one does, again and again',
  async (name, [content, more = {}]) => {
    const path = await fileOf(name, content);
    const options = { ...OPTIONS, ...more };
    const [here, there] = [await openTrace(path, options), await begun(path, options)];
    for (const _ of name.startsWith('words') ? [1, 2] : [1]) {
      expect(await outcomeOf(there)).toEqual(await outcomeOf(here));
      expect(facts(there)).toEqual(facts(here));
    }
  },
);

test('a file that is no trace is the same error', async () => {
  const path = await fileOf('noise', 'nothing\n');
  await expect(begun(path)).rejects.toThrow(await openTrace(path).then(errorOf, ({ message }) => message));
});

test('what is opened otherwise than was begun is given up, and what is short, a container or no file is not begun', async () => {
  const path = await fileOf('t.lackey', LACKEY);
  expect(await begin(path, OPTIONS, 0)?.opened({ ...OPTIONS, granuleBits: 3 })).toBeUndefined();
  expect(begin(path, OPTIONS)).toBeUndefined();
  expect(begin('traces/make.arrow', OPTIONS, 0)).toBeUndefined();
  for (const other of ['-', 'synthetic:pmake8', 'make', folder, join(folder, 'none')])
    expect(begin(other, OPTIONS, 0)).toBeUndefined();
});

test('a file is long from a number of bytes on, a compressed one from a sixteenth of it', async () => {
  const isBegun = (path: string, longBytes: number): boolean => {
    const reading = begin(path, OPTIONS, longBytes);
    reading?.close();
    return reading !== undefined;
  };
  const plain = await fileOf('long.lackey', LACKEY);
  const packed = gzipSync(LACKEY);
  const compressed = await fileOf('long.lackey.gz', packed);
  expect([isBegun(plain, LACKEY.length), isBegun(plain, LACKEY.length + 1)]).toEqual([true, false]);
  expect([isBegun(compressed, 16 * packed.length), isBegun(compressed, 16 * packed.length + 1)]).toEqual([true, false]);
});

test('a reading that is left ends its thread, and one with an aborted signal throws', async () => {
  const path = await fileOf('left.lackey', LACKEY.repeat(200_000));
  for await (const { words } of (await begun(path)).batches()) {
    expect(words.length).toBeGreaterThan(1000);
    break;
  }
  const reading = begin(path, OPTIONS, 0);
  const trace = await reading?.opened({ ...OPTIONS, signal: AbortSignal.abort() });
  await expect(async () => {
    for await (const _ of trace?.batches() ?? []);
  }).rejects.toThrow(/abort/i);
});
