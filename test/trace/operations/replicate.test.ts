import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { loadCosts } from '../../../src/price/costs.ts';
import { barTimes, price } from '../../../src/price/price.ts';
import { type Counts, countRows, totalsOf } from '../../../src/replay/counts/counts.ts';
import { EVENT_NAMES } from '../../../src/replay/counts/event.ts';
import { PageUse } from '../../../src/replay/counts/page-use.ts';
import { replay } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { sidesOf } from '../../../src/report/sections/footprint/footprint.ts';
import { replicate, sideBySide } from '../../../src/trace/operations/replicate.ts';
import { loadWorkload, synthesize } from '../../../src/trace/synthetic/index.ts';
import { totalsOfTrace } from '../../../src/trace/words/totals.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { disco } from '../../command-line.ts';
import { open, recordsOf } from '../csv/csv-records.ts';

/** Two CPUs, their kernel, a page known by its frame, a block of disk 0 in the kernel's memory, and one read by a program's page. */
const TEXT = `# level=system architecture=mips32 services=recorded
0,a,u,X,0,0,window at record 10 instruction 20
0,a,u,I,400000,4,n1
1,b,k,L,80001000,4,
1,b,k,X,80001000,0,disk-read 0 8 8
0,a,u,X,0,0,enter read
0,a,k,I,80100000,8,n2
0,a,k,P,7ffff000,12,123
0,a,k,L,7ffffff8,8,
0,a,k,X,0,0,leave
1,b,u,S,600000,4,
0,a,u,X,0,0,window at record 210 instruction 420
0,a,k,S,500000,16,
1,b,u,L,600000,4,
`;
const whole = (): Promise<Trace> => open(TEXT);
const copies = async (n: number): Promise<Trace> => replicate(await whole(), n);
const onDisco = async (trace: Trace, vms: number) =>
  replay(trace, loadStructure('disco', [`monitor.virtualCpus.vms=${vms}`, 'monitor.disks.others=copyOnWrite']));

describe('copies of a trace', () => {
  test('are the trace where there is one', async () => {
    expect(await recordsOf(await copies(1))).toEqual(await recordsOf(await whole()));
    const [one, plain] = [await onDisco(await copies(1), 1), await onDisco(await whole(), 1)];
    expect([...countRows(one)]).toEqual([...countRows(plain)]);
  });

  test('have its records each, on CPUs of their own, and its gaps once', async () => {
    const records = await recordsOf(await copies(3));
    const plain = await recordsOf(await whole());
    expect(records.filter((each) => each.includes('window'))).toEqual(plain.filter((each) => each.includes('window')));
    // Of a copy: its CPUs, and its address spaces by their numbers in the trace; its tasks have other ids.
    const own = (record: string, copies: number) =>
      record.replace(/ (\d+):/, (_, space) => ` ${space === '0' ? 0 : Math.floor((Number(space) - 1) / copies) + 1}:`);
    const of = (all: readonly string[], copy: number, copies: number) =>
      all.flatMap((each) => {
        const [cpu, , ...rest] = each.split(' ');
        if (each.includes('window') || Math.floor(Number(cpu) / 2) !== copy) return [];
        return [own([Number(cpu) % 2, ...rest].join(' '), copies)];
      });
    for (const copy of [0, 1, 2]) expect(of(records, copy, 3)).toEqual(of(plain, 0, 1));
  });

  test('do so much together as so many traces, and say so before they are read', async () => {
    const trace = await copies(4);
    expect([trace.cpus, trace.header.cpus]).toEqual([8, 8]);
    const [one, four] = [await totalsOfTrace(await whole()), await totalsOfTrace(trace)];
    for (const name of ['references', 'instructions', 'fetches', 'loads', 'stores'] as const)
      expect(four[name], name).toBe(4 * one[name]);
    expect([four.windows, four.cpus]).toEqual([one.windows, 8]);
  });

  test('have memory of their own in each virtual machine, kernels among it, and share what they read from the same disk', async () => {
    const pages = async (vms: number) => {
      const { footprint } = await onDisco(await copies(vms), vms);
      const { V, M } = sidesOf(footprint.at(-1)!);
      const own = ['kernel data', 'kernel text', 'programs', 'buffer cache'] as const;
      return [V, M].map((side) => own.reduce((sum, use) => sum + side[use], 0));
    };
    const [[v1, m1], [v3, m3]] = [await pages(1), await pages(3)];
    expect(m1).toBe(v1);
    expect(v3).toBe(3 * v1);
    // The block, which three machines read, is there once.
    expect(m3).toBe(v3 - 2);
  });

  test('are as many bare machines without a monitor, each with a kernel, memory and disks of its own', async () => {
    const native = async (n: number) => replay(await copies(n), loadStructure('irix'));
    const [one, three] = [await native(1), await native(3)];
    const [each, all] = [totalsOf(one), totalsOf(three)];
    for (const name of EVENT_NAMES) expect([name, all[name]]).toEqual([name, 3 * each[name]]);
    expect(each.diskRequest).toBe(1);
    const used = (counts: Counts) => counts.footprint.at(-1)!.machine.reduce((sum, pages) => sum + pages, 0);
    expect(used(three)).toBe(3 * used(one));
    expect(three.footprint.at(-1)!.virtual).toHaveLength(3);
    // The block is read in a window, by one CPU of each machine: nobody waits for another's disk.
    const idle = (counts: Counts) => barTimes(price(counts, loadCosts('flash'))).idle;
    expect(idle(one)).toBeGreaterThan(1e6);
    expect(idle(three) / idle(one)).toBeCloseTo(3, 10);
  });

  test('of a program without tasks have memory of their own, too', async () => {
    const trace = await replicate(await open('0,,u,I,400000,4,n1\n0,,u,S,600000,4,\n'), 2);
    const { footprint } = await onDisco(trace, 2);
    expect(footprint.at(-1)!.virtual.map((uses) => uses[PageUse.user])).toEqual([2, 2]);
  });

  test('have the guest’s kernel each, as one of them alone has it', async () => {
    const set = { instructions: '200k', warmup: 0 };
    const machines = async (vms: number) => {
      const trace = await replicate(synthesize(loadWorkload('pmake8', set), 'synthetic:pmake8'), vms);
      const { footprint } = await onDisco(trace, vms);
      return footprint.at(-1)!.virtual.map((uses) => uses[PageUse.kernelData]);
    };
    const [[one], two] = [await machines(1), await machines(2)];
    expect(one).toBeGreaterThan(100);
    for (const pages of two) expect(Math.abs(pages - one) / one).toBeLessThan(0.05);
  });

  test('wait for as many disks and warm up as long as they are many', async () => {
    const workload = loadWorkload('pmake');
    const { header } = await replicate(synthesize(workload, 'synthetic:pmake'), 3);
    expect(header).toMatchObject({ jobs: 6, warmup: 150_000_000, source: '3 copies of synthetic:pmake' });
  });
});

describe('it is refused', () => {
  test.each([
    [65, /^65 copies of .*, of 2 CPUs, have 130 CPUs: expected at most 128, so at most 64 copies$/],
    [0, /^0 copies of a trace: expected a whole number from 1$/],
    [1.5, /expected a whole number/],
  ])('to make %s', async (n, message) => {
    await expect(copies(n)).rejects.toThrow(message);
  });

  test('with more processes at a time than there can be', async () => {
    const trace = await whole();
    await expect(replicate({ ...trace, header: { ...trace.header, jobs: 500 } }, 3)).rejects.toThrow(/^3 copies of .*, of 500 processes at a time, have 1500: expected at most 1024, so at most 2 copies$/); // biome-ignore format: a line
  });

  test('of what comes through a pipe', async () => {
    await expect(replicate({ ...(await whole()), once: true }, 2)).rejects.toThrow(
      /comes through a pipe.*: expected a file$/,
    );
  });

  test.each([
    [
      ['-s', 'disco', '--vms-from', 'vms=2'],
      /--vms-from: found "vms=2", expected trace=N, such as trace=8, or other recordings, such as b.arrow,c.arrow\n$/,
    ],
    [['-s', 'disco', '--vms-from', 'trace=0'], /--vms-from: found "0", expected a whole number from 1 to 128\n$/],
    [['-s', 'flash', '--vms-from', 'trace=2'], /--vms-from: no monitor in flash\n$/],
    [
      ['-s', 'disco', '--vms-from', 'trace=2', '--set', 'monitor.virtualCpus.vms=3'],
      /--vms-from says how many virtual machines there are\n$/,
    ],
  ])('as %j', async (flags, message) => {
    const { code, stderr } = await disco(['replay', 'shell-mips', ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('recordings side by side', () => {
  /** Without gaps, with more of the second CPU's at the end. */
  const long = (more: number): string =>
    [
      ...TEXT.split('\n').filter((row) => !row.includes('window') && row !== ''),
      ...Array.from({ length: more }, (_, n) => `1,b,u,S,${(0x600000 + 64 * n).toString(16)},4,`),
      '',
    ].join('\n');
  const wordsOf = async (trace: Trace): Promise<number[][]> => {
    const all: number[][] = [];
    for await (const { words } of trace.batches(true)) all.push([...words]);
    return all;
  };

  test('that are the same are its copies, word for word', async () => {
    for (const more of [0, 10_000]) {
      const alike = await Promise.all([1, 2, 3].map(() => open(long(more))));
      expect(await wordsOf(await sideBySide(alike))).toEqual(await wordsOf(await replicate(await open(long(more)), 3)));
    }
  });

  test('have what each has, whichever ends first', async () => {
    const [short, other] = [long(3), long(9000)];
    const sums = await Promise.all([short, other].map(async (text) => totalsOfTrace(await open(text))));
    for (const texts of [
      [short, other],
      [other, short],
    ]) {
      const both = await sideBySide(await Promise.all(texts.map((text) => open(text))));
      const { references, instructions, loads, stores, cpus } = await totalsOfTrace(both);
      const sum = (key: 'references' | 'instructions' | 'loads' | 'stores'): number => sums[0][key] + sums[1][key];
      expect({ references, instructions, loads, stores, cpus }).toEqual({
        references: sum('references'), instructions: sum('instructions'), loads: sum('loads'), stores: sum('stores'), cpus: 4,
      }); // biome-ignore format: a list
      // Both kernels ask for one block of the common disk: the second maps what the first read.
      expect(totalsOf(await onDisco(both, 2))).toMatchObject({ diskRequest: 1, blockMapped: 1 });
    }
  });

  test('are all closed when nobody reads on, or one is at fault', async () => {
    const closed: number[] = [];
    const watched = async (n: number, text: string): Promise<Trace> => {
      const trace = await open(text);
      return Object.assign(trace, {
        async *batches() {
          try {
            for await (const batch of (await open(text)).batches(true)) yield batch;
          } finally {
            closed.push(n);
          }
        },
      });
    };
    const both = async (second: string): Promise<Trace> => {
      const trace = await sideBySide([await watched(0, long(30_000)), await watched(1, second)]);
      closed.length = 0; // of the reading that counted CPUs
      return trace;
    };
    for await (const _ of (await both(long(30_000))).batches()) break;
    expect(closed.splice(0)).toEqual([0, 1]);
    const faulty = await both(TEXT);
    await expect(async () => { for await (const _ of faulty.batches()); }).rejects.toThrow(/has windows/); // biome-ignore format: a line
    expect(closed.sort()).toEqual([0, 1]);
  });

  test('are whole runs of machines of one kind, with as many CPUs each', async () => {
    const beside = async (text: string): Promise<unknown> => {
      for await (const _ of (await sideBySide([await open(long(1)), await open(text)])).batches());
      return undefined;
    };
    await expect(beside(TEXT)).rejects.toThrow(/one of them has windows, which others have elsewhere/);
    await expect(beside('0,a,u,I,400000,4,n1\n')).rejects.toThrow(/of machines of one kind: this is user level/);
    const single = '# level=system architecture=mips32 services=recorded\n0,a,u,I,400000,4,n1\n';
    await expect(beside(single)).rejects.toThrow(/on as many CPUs each: this is on 1, .* on 2$/);
    await expect(
      sideBySide([await open(long(1)), synthesize(loadWorkload('pmake'), 'synthetic:pmake')]),
    ).rejects.toThrow(UserError);
  });
});
