import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countRows } from '../../src/replay/counts/counts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructures } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import { openTrace } from '../../src/trace/open.ts';
import { convert } from '../../src/trace/operations/convert.ts';
import type { Trace } from '../../src/trace/words/trace.ts';
import { disco } from '../command-line.ts';
import { paced } from '../pace.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('written-down');
const [plain] = loadStructures(['disco'], []);
const [divided] = loadStructures(['disco'], ['virtualCpus.vms=2']);
const COLUMNS = 'cpu,task,mode,kind,address,size,info\n';

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function written(path: string, name: string): Promise<string> {
  const out = join(folder, name);
  await convert(await openTrace(path, { details: true }), out);
  return out;
}

/** The container without its last bytes, as a full disk leaves it. */
const cut = (path: string): string => {
  const bytes = readFileSync(path);
  return file('cut.arrow', bytes.subarray(0, bytes.length - 40));
};

const countsOf = async (trace: Trace, of = [plain]): Promise<unknown> =>
  (await replayAll(trace, of)).map((counts) => ({ rows: [...countRows(counts)], jobs: counts.jobs, nodes: counts.nodes, moves: counts.moves })); // biome-ignore format: a record

/** Rows of a recording on `cpus` CPUs, each of which occurs: text, data over some hundred pages, calls. */
const rows = (cpus: number): fc.Arbitrary<string> => {
  const row = fc
    .record({
      cpu: fc.nat(cpus - 1),
      task: fc.integer({ min: 1, max: 3 }),
      what: fc.constantFrom('I', 'I', 'L', 'S', 'call'),
      page: fc.nat(150),
      at: fc.nat(60),
      instructions: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ cpu, task, what, page, at, instructions }) => {
      if (what === 'call') return `${cpu},${task},u,X,0,0,syscall ${instructions % 4}\n`;
      const address = (0x40_0000 + page * 4096 + at * 64).toString(16);
      return what === 'I'
        ? `${cpu},${task},u,I,${address},${4 * instructions},n${instructions}\n`
        : `${cpu},${task},u,${what},${address},4,\n`;
    });
  return fc.array(row, { minLength: 20, maxLength: 150 }).map((list) => {
    const first = Array.from({ length: cpus }, (_, cpu) => `${cpu},1,u,I,400000,4,\n`);
    return [...list, ...first].join('');
  });
};

describe('the numbers of a trace do not depend on how it was written down', () => {
  test('with the guest inserted: CSV with and without its CPUs, too many, its container, cut off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }).chain((cpus) => rows(cpus).map((text) => ({ cpus, text }))),
        async ({ cpus, text }) => {
          const of = [cpus > 1 ? divided : plain];
          const said = file('said.csv', `# cpus=${cpus}\n${COLUMNS}${text}`);
          const unsaid = file('unsaid.csv', COLUMNS + text);
          const more = file('more.csv', `# cpus: ${cpus + 3}\n${COLUMNS}${text}`);
          const expected = await countsOf(await openTrace(said), of);
          for (const path of [unsaid, more, await written(said, 'said.arrow'), await written(unsaid, 'unsaid.arrow')])
            expect(await countsOf(await openTrace(path), of), path).toEqual(expected);
          for (const path of ['said.arrow', 'unsaid.arrow'])
            expect(await countsOf(await openTrace(cut(join(folder, path))), of), path).toEqual(expected);
          expect(await countsOf(await openTrace(unsaid, { granuleBits: 2 }), of)).toEqual(
            await countsOf(await openTrace(join(folder, 'said.arrow'), { granuleBits: 2 }), of),
          );
        },
      ),
      { numRuns: paced(3, 12) },
    );
  });

  test('through standard input, whatever has to be read twice', async () => {
    const text = `${COLUMNS}${fc.sample(rows(3), { numRuns: 1, seed: 5 })[0]}`;
    const said = file('in-said.csv', `# cpus = 3\n${text}`);
    const container = await written(file('in.csv', text), 'in.arrow');
    const runs = async (args: string[], input?: Uint8Array) => {
      const { stdout, stderr, code } = await disco(['compare', ...args, '--json'], input === undefined ? [] : [input]);
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout).runs.map(({ caches, tlbs, events, times }: Record<string, unknown>) => [caches, tlbs, events, times]); // biome-ignore format: a line
    };
    const expected = await runs([said]);
    for (const path of [join(folder, 'in.csv'), said, container])
      expect(await runs(['-'], readFileSync(path)), path).toEqual(expected);
    const guests = await runs([said, '-s', 'flash,irix']); // one reading for each guest
    expect(await runs(['-', '-s', 'flash,irix'], readFileSync(said))).toEqual(guests);
  });

  test('a header that says otherwise than the rows show', async () => {
    const text = `${COLUMNS}0,1,u,L,1000,4,\n1,1,u,L,1000,4,\n`;
    const more = await openTrace(file('eight.csv', `# cpus=8\n${text}`));
    await countsOf(more);
    expect(more.notes.map(({ kind, text }) => `${kind}: ${text}`)).toContain(
      'warning: the header says cpus=8, the records name CPUs 0 to 1: replayed as 2, in a second reading',
    );
    const fewer = file('one.csv', `# CPUs = 1\n${text}`);
    await expect(async () => countsOf(await openTrace(fewer))).rejects.toThrow(
      `${fewer}:4:1: found "1", expected a CPU number, 0 to 0 (the header says cpus=1)`,
    );
  });

  test('of guests of draws nothing is noted, of that of the values as they are it is, whichever comes first', async () => {
    const path = file('drawn.csv', `# cpus=1\n${COLUMNS}0,1,u,L,1000,4,\n0,1,u,S,5000,4,\n`);
    const [own, drawn] = [0, 1].map((n) => loadStructures(['irix'], n === 0 ? [] : ['guest.profile.services.demandZero.instructions=5000'])[0]);
    const texts = async (structures: Structure[], unnoted?: Structure[]): Promise<string[]> => {
      const trace = await openTrace(path);
      await replayAll(trace, structures, unnoted === undefined ? {} : { unnoted });
      return trace.notes.map(({ text }) => text).filter((text) => text.startsWith('guest irix-5.3 inserted'));
    };
    const alone = await texts([own]);
    expect(alone).toHaveLength(1);
    expect(await texts([own, drawn])).toHaveLength(2);
    expect(await texts([drawn, own], [drawn])).toEqual(alone);
  }); // biome-ignore format: long lines

  test('what was noted in a first reading stays', async () => {
    const trace = await openTrace(file('noted.csv', `${COLUMNS}0,1,u,L,1000,4,\n1,1,u,L,1000,4,\n`));
    await countsOf(trace);
    await countsOf(trace);
    const texts = trace.notes.map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('counted 2 CPUs in a first reading'))).toHaveLength(1);
    expect(texts.filter((text) => text.startsWith('guest irix-5.3 inserted'))).toHaveLength(1);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('comments of a CSV', () => {
  const headerOf = async (comment: string) => (await openTrace(file('c.csv', `${comment}\n${COLUMNS}0,1,u,L,1000,4,\n`))).header; // biome-ignore format: a line

  test.each([
    '# cpus=2 jobs=3',
    '#cpus = 2 jobs = 3',
    '# cpus: 2 jobs: 3',
    '# CPUS=2 Jobs : 3',
    '# of an emulator, with cpus=2 jobs=3',
    '# cpus 2\n# jobs 3',
  ])('%j', async (comment) => {
    expect(await headerOf(comment)).toMatchObject({ cpus: 2, jobs: 3 });
  });

  test('words for people end at a key that stands before its sign', async () => {
    const command = '# command=make level =3 cpus: 9\n# source = a file level=user';
    expect(await headerOf(command)).toMatchObject({
      command: 'make level =3 cpus: 9',
      source: 'a file',
      level: 'user',
      cpus: 128,
    });
  });

  test.each([
    ['# cpus=two', 'c.csv:1:8: found "two", expected a number of CPUs, 1 to 128'],
    ['# cpus : 0', 'c.csv:1:10: found "0", expected a number of CPUs, 1 to 128'],
    ['# cpus=1e1', 'c.csv:1:8: found "1e1", expected a number of CPUs, 1 to 128'],
    ['# level: guest', 'c.csv:1:10: found "guest", expected level=user or level=system'],
    ['# warmup=soon', 'c.csv:1:10: found "soon", expected a number of instructions, or of references'],
  ])('%j is an error', async (comment, message) => {
    await expect(headerOf(comment)).rejects.toThrow(message);
  });

  test.each(['# ncpus=2', '# cpu: 2', '# arch=mips32', '# job=3'])('%j is warned of', async (comment) => {
    const { notes } = await openTrace(file('w.csv', `${comment}\n${COLUMNS}0,1,u,L,1000,4,\n`));
    expect(notes.filter(({ kind }) => kind === 'warning')).toHaveLength(1);
  });
});
