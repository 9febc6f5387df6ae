import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counts, countRows, totalsOf } from '../../src/replay/counts/counts.ts';
import { replay, replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { openTrace } from '../../src/trace/open.ts';
import { convert } from '../../src/trace/operations/convert.ts';
import { parseWarmup } from '../../src/trace/words/warmup.ts';
import { disco } from '../command-line.ts';
import { paced } from '../pace.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('warmup');
const COLUMNS = 'cpu,task,mode,kind,address,size,info\n';
const flash = loadStructure('flash');
const bare = loadStructure('flash', ['guest=none']);

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const instructions = (counts: Counts): number[] => [true, false].map((warm) => totalsOf(counts, warm).instruction);
const references = (counts: Counts): number[] =>
  [true, false].map((warm) => {
    const { l1iFetch, l1dLoad, l1dStore } = totalsOf(counts, warm);
    return l1iFetch + l1dLoad + l1dStore;
  });

/** The trace's instructions in the warm-up on a monitor, whose clearing of pages comes on top, in modes of its own. */
const ofTrace = (counts: Counts): number =>
  [...countRows(counts)]
    .filter(({ warmup, event, mode }) => warmup && event === 'instruction' && (mode === 'user' || mode === 'kernel'))
    .reduce((sum, { count }) => sum + count, 0);

/** All events of each context, warm-up and rest together. */
function together(counts: Counts): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { cpu, vm, mode, service, event, count } of countRows(counts)) {
    const key = `${cpu} ${vm} ${mode} ${service} ${event}`;
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
}

/** Two CPUs in turns: runs of instructions that store now and then, over pages that are touched for the first time. */
const text = Array.from({ length: 300 }, (_, n) => {
  const cpu = Math.floor(n / 7) % 2;
  const at = (0x40_0000 + n * 64).toString(16);
  const run = `${cpu},${cpu + 1},u,I,${at},${4 * (1 + (n % 5))},n${1 + (n % 5)}\n`;
  return n % 3 === 0 ? `${run}${cpu},${cpu + 1},u,S,${(0x80_0000 + n * 512).toString(16)},4,\n` : run;
}).join('');
const csv = file('two.csv', COLUMNS + text);
/** Instructions and references of it. */
const [TOTAL, REFERENCES] = [900, 400];

describe('a warm-up ends', () => {
  test.each([1, 2, 50, 100, 399, 400, TOTAL - 1])('after exactly %i instructions', async (n) => {
    expect(instructions(await replay(await openTrace(csv), bare, { warmup: n }))).toEqual([n, TOTAL - n]);
  });

  test.each([1, 50, REFERENCES - 1])('after exactly %i references', async (n) => {
    const counts = await replay(await openTrace(csv), bare, { warmup: `${n}refs` });
    expect(references(counts)).toEqual([n, REFERENCES - n]);
  });

  test('with what the last instruction stores', async () => {
    const path = file('store.csv', `${COLUMNS}0,1,u,I,1000,4,\n0,1,u,S,2000,4,\n0,1,u,I,1004,4,\n0,1,u,S,2000,4,\n`);
    const counts = await replay(await openTrace(path), bare, { warmup: 1 });
    expect(totalsOf(counts, true)).toMatchObject({ instruction: 1, l1dStore: 1 });
    expect(totalsOf(counts)).toMatchObject({ instruction: 1, l1dStore: 1 });
  });

  test.each([`${TOTAL}`, `${TOTAL + 1}`, `${REFERENCES}refs`])('%s is as long as the trace', async (warmup) => {
    await expect(async () => replay(await openTrace(csv), bare, { warmup })).rejects.toThrow(
      /^--warmup .* is longer than every window of the trace \(.* in all\); nothing is left to measure$/,
    );
  });

  test('in a trace without fetches: by references, and another is an error that says so', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => `0 ${(0x1000 + n * 64).toString(16)}\n`);
    const path = file('data.din', rows.join(''));
    expect(references(await replay(await openTrace(path), bare, { warmup: '100refs' }))).toEqual([100, 200]);
    const { stderr } = await disco(['replay', path, '--warmup', '100']);
    expect(stderr).toContain('it has no fetches: give the warm-up in references, such as 100refs');
    const { stdout, code } = await disco(['replay', path, '--warmup', '0.1krefs', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).warmup).toMatchObject({ l1dLoad: 100 });
  });
});

describe('the warm-up and the rest are the whole', () => {
  test('with the guest inserted and on a monitor, in every format, wherever the end is', async () => {
    await convert(await openTrace(csv, { details: true }), join(folder, 'two.arrow'));
    const structures = [loadStructure('irix'), loadStructure('disco'), loadStructure('disco', ['virtualCpus.vms=2'])];
    const whole = (await replayAll(await openTrace(csv), structures)).map(together);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 55_000 }), fc.boolean(), async (n, byReferences) => {
        const warmup = byReferences ? (`${1 + (n % 9000)}refs` as const) : n;
        const parts = await replayAll(await openTrace(csv), structures, { warmup });
        expect(parts.map(together)).toEqual(whole);
        if (!byReferences) expect(parts.slice(1).map(ofTrace)).toEqual([n, n]);
        const again = await replayAll(await openTrace(join(folder, 'two.arrow')), structures, { warmup });
        expect(again.map((counts) => [...countRows(counts)])).toEqual(parts.map((counts) => [...countRows(counts)]));
      }),
      { numRuns: paced(3, 40) },
    );
  });

  test('where virtual CPUs take turns', async () => {
    const shared = loadStructure('disco', ['machine.cpus=1']);
    const whole = together(await replay(await openTrace(csv), shared));
    const parts = await replay(await openTrace(csv), shared, { warmup: 20_000 });
    expect(together(parts)).toEqual(whole);
    expect(ofTrace(parts)).toBe(20_000);
  });
});

describe('what is written', () => {
  test.each([
    ['0', 0],
    ['200k', 200_000],
    ['1.5M', 1_500_000],
    ['100refs', '100refs'],
    ['10k refs', '10000refs'],
    ['1G', 1e9],
  ])('%s', (written, meant) => expect(parseWarmup(written, '--warmup')).toBe(meant));

  test.each(['', '-1', '1.5', 'refs', '100 references', '1e3', '1Mi', '99999999999999999'])('%j is none', (written) => {
    expect(() => parseWarmup(written, '--warmup')).toThrow(/^--warmup: found .*, expected a whole number such as/);
  });
});

describe("a trace's own warm-up", () => {
  const own = ['synthetic:raytrace', '--set', 'workload.instructions=200k', '--set', 'workload.warmup=50k', '--json'];
  const measured = async (...args: string[]) => {
    const { stdout, stderr, code } = await disco(['replay', ...args]);
    expect([code, stderr]).toEqual([0, '']);
    const { warmup, trace } = JSON.parse(stdout);
    return { warm: warmup?.instruction ?? 0, notes: trace.notes.map(({ text }: { text: string }) => text) };
  };

  test("a workload's is applied, and said; --warmup 0 replays all", async () => {
    const applied = await measured(...own);
    expect(applied.warm).toBe(50_000);
    expect(applied.notes).toContain(
      "left out: the trace's own warm-up, 50,000 instructions of each window (--warmup 0: none)",
    );
    expect((await measured(...own, '--warmup', '0')).warm).toBe(0);
    expect((await measured(...own, '--warmup', '10k')).warm).toBe(10_000);
  });

  test('one that is not shorter than the workload is not, and said', async () => {
    const { warm, notes } = await measured(...own.map((arg) => arg.replace('warmup=50k', 'warmup=200k')));
    expect(warm).toBe(0);
    expect(notes.join()).toContain("the workload's own warm-up of 200,000 instructions is not applied");
  });

  test('it stays with the trace in a CSV and in a container', async () => {
    for (const comment of ['# warmup=100', '# warmup: 50refs']) {
      const said = file('own.csv', `${comment}\n${COLUMNS}${text}`);
      for (const name of ['own.arrow', 'again.csv'])
        await convert(await openTrace(said, { details: true }), join(folder, name));
      const expected = [...countRows(await replay(await openTrace(said), flash))];
      expect(expected.some(({ warmup }) => warmup)).toBe(true);
      for (const name of ['own.arrow', 'again.csv'])
        expect([...countRows(await replay(await openTrace(join(folder, name)), flash))]).toEqual(expected);
    }
  });
});
