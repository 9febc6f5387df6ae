import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { sliceWindows } from '../../../src/trace/operations/slice.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { open, recordsOf } from '../csv/csv-records.ts';

const HEAD = '# level=system architecture=mips32\n';
/** Three windows of two CPUs; the second begins inside a system call of CPU 0, as its own `enter` tells. */
const TEXT = `${HEAD.replace('\n', ' services=recorded\n')}
0,a,u,X,0,0,window at record 10 instruction 20
0,a,u,I,400000,4,n1
1,b,k,L,80001000,4,
0,a,u,X,0,0,window at record 110 instruction 220
0,a,u,X,0,0,enter read
0,c,k,I,80100000,8,n2
0,c,k,L,7ffffffc,8,
0,c,k,P,7ffff000,12,123
1,b,u,S,600000,4,
0,a,u,X,0,0,window at record 210 instruction 420
0,c,k,S,500000,16,
0,c,k,X,0,0,leave
1,b,u,L,600000,4,
`;

const whole = (): Promise<Trace> => open(TEXT);
const sliced = async (...windows: number[]) => sliceWindows(await whole(), windows);

describe('a slice', () => {
  test('has the records of its windows, with the CPUs, tasks, modes and spaces they had', async () => {
    const all = await recordsOf(await whole());
    const starts = all.flatMap((record, i) => (record.includes('window') ? [i] : []));
    expect(starts).toHaveLength(3);
    expect(await recordsOf(await sliced(1))).toEqual(all.slice(starts[0], starts[1]));
    expect(await recordsOf(await sliced(1, 2, 3))).toEqual(
      all.flatMap((record, i) => (i === starts[2] ? ['0 c k leave', record, '0 a u enter read'] : [record])),
    );
  });

  test('leaves the services under way at a gap and enters them again after it', async () => {
    const records = await recordsOf(await sliced(3));
    expect(records[0]).toBe('0 a u window at record 210 instruction 420');
    expect(records[1]).toBe('0 a u enter read');
    expect(records.filter((record) => record.includes('leave'))).toHaveLength(1);
  });

  test('has only the regions and tasks that appear in it', async () => {
    const slice = await sliced(3);
    await recordsOf(slice);
    expect(slice.totals).toMatchObject({ references: 2, loads: 1, stores: 1, windows: 1, tasks: 3, regions: 2 });
  });

  test('is the union of its windows in the recording order, whatever order they are asked in', async () => {
    const counts = async (...windows: number[]) => {
      const slice = await sliced(...windows);
      await recordsOf(slice);
      return slice.totals?.references ?? 0;
    };
    const each = [await counts(1), await counts(2), await counts(3)];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([1, 2, 3], { minLength: 1 }), async (windows) => {
        expect(await counts(...windows)).toBe(windows.reduce((sum, n) => sum + each[n - 1], 0));
      }),
      { numRuns: draws(10) },
    );
    expect(await recordsOf(await sliced(3, 1, 3))).toEqual(await recordsOf(await sliced(1, 3)));
  });

  test('tells in its source and its notes what it is of', async () => {
    const slice = await sliced(2, 1);
    expect(slice.header.source).toBe('t.csv, windows 1, 2');
    expect(slice.header.level).toBe('system');
    await recordsOf(slice);
    expect(slice.notes[0].text).toBe('windows 1, 2 of a longer recording');
  });

  test('of a window that does not exist is an error', async () => {
    expect(await recordsOf(await sliced(3))).not.toEqual([]);
    await expect(sliced(4).then(recordsOf)).rejects.toThrow('window 4 does not exist: t.csv has 3 windows');
    await expect(sliced(0)).rejects.toThrow(UserError);
    await expect(sliced(1.5)).rejects.toThrow('windows are numbered from 1');
  });
});
