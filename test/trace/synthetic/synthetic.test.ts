import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presetNames } from '../../../src/config.ts';
import { UserError } from '../../../src/errors.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { fittedNumbers, loadWorkload, synthesize, WORKLOADS } from '../../../src/trace/synthetic/index.ts';
import { TraceDecoder, type Visitor } from '../../../src/trace/words/decoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { totalsOfTrace } from '../../../src/trace/words/totals.ts';
import type { Trace } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';

const short = (name: string, ...set: string[]): Trace =>
  synthesize(loadWorkload(name, ['instructions.value=3000000', ...set]), 'test');

async function wordsOf(trace: Trace): Promise<number[]> {
  const words: number[] = [];
  for await (const batch of trace.batches()) for (const word of batch.words) words.push(word);
  return words;
}

describe.each(presetNames(WORKLOADS))('the workload %s', (name) => {
  test('is a whole and consistent trace', async () => {
    expect(await validate(short(name))).toEqual([]);
  });

  test('is the same at every reading, and another with another seed', async () => {
    const trace = short(name);
    const words = await wordsOf(trace);
    expect(words.length).toBeGreaterThan(50_000);
    expect(await wordsOf(trace)).toEqual(words);
    expect(await wordsOf(short(name, 'seed=2'))).not.toEqual(words);
  });

  test('names all its CPUs, runs all its processes and ends with the round that completes its instructions', async () => {
    const workload = loadWorkload(name, ['instructions.value=30000000', 'scheduling.quantum.value=100000']);
    const totals = await totalsOfTrace(synthesize(workload, 'test'));
    const cpus = workload.cpus.value;
    expect(totals.cpus).toBe(cpus);
    const programs = Object.values(workload.programs);
    const processes = programs.reduce((sum, { processes }) => sum + processes.value, 0);
    if (programs.every(({ lifetime }) => lifetime === undefined)) expect(totals.tasks).toBe(processes);
    else expect(totals.tasks).toBeGreaterThan(processes);
    expect(totals.instructions).toBeGreaterThanOrEqual(30_000_000);
    expect(totals.instructions).toBeLessThan(30_000_000 + cpus * 4100);
  });

  test('is fitted to IRIX and UMA bars and to IRIX’s columns only', () => {
    const fitted = fittedNumbers(loadWorkload(name));
    expect(fitted.length).toBeGreaterThan(0);
    for (const { path, source } of fitted) expect(source, path).toMatch(/^(Figure [578], (IRIX|UMA) |Table 2, IRIX: )/);
  });
});

test('a workload opens by preset name and by file name', async () => {
  expect((await openTrace('synthetic:engineering')).header).toMatchObject({
    format: 'synthetic',
    cpus: 8,
    level: 'user',
  });
  const file = join(temporaryFolder('workload'), 'mine.workload.yaml');
  writeFileSync(file, 'extends: raytrace\ncpus: { value: 4, kind: assumed, source: a small machine }\n');
  expect((await openTrace(file)).header).toMatchObject({ source: file, cpus: 4 });
  await expect(openTrace('synthetic:enginering')).rejects.toThrow(/did you mean "engineering"/);
});

/** A workload of one program with one region of data. */
const one = (text: string): string => {
  const file = join(temporaryFolder('workload'), 'one.workload.yaml');
  const q = (value: number) => `{ value: ${value}, kind: assumed, source: test }`;
  writeFileSync(
    file,
    `name: one
cpus: ${q(2)}
instructions: ${q(1_000_000)}
warmup: ${q(0)}
scheduling: { quantum: ${q(10_000)}, move: ${q(0)} }
programs:
  p:
    processes: ${q(2)}
    instructionsPerFetch: ${q(10)}
    dataPerFetch: ${q(1.5)}
    text: { pages: ${q(1)}, run: ${q(4)}, strideBytes: ${q(40)} }
    data:
      d: { shared: ${text}, run: ${q(2)}, strideBytes: ${q(8)}, stores: ${q(0.25)} }
`.replaceAll(/Q\(([\d.]+)\)/g, (_, n) => q(Number(n))),
  );
  return file;
};

async function accesses(file: string): Promise<{ cpu: number; kind: number; address: number }[]> {
  const found: { cpu: number; kind: number; address: number }[] = [];
  const trace = await openTrace(file);
  const decoder = new TraceDecoder();
  const visitor: Visitor = {
    reference: ({ cpu, kind, low }) => found.push({ cpu, kind, address: low }),
    event: () => {},
  };
  for await (const batch of trace.batches()) decoder.decode(batch, visitor);
  return found;
}

test('mix, stores and sharing are as specified', async () => {
  const pagesOf = (list: { cpu: number; kind: number; address: number }[], cpu: number) =>
    new Set(list.filter((a) => a.cpu === cpu && a.kind !== Kind.fetch).map((a) => a.address >>> 12));
  const apart = await accesses(one('"no", pages: Q(8), share: Q(1)'));
  const fetches = apart.filter(({ kind }) => kind === Kind.fetch).length;
  const stores = apart.filter(({ kind }) => kind === Kind.store).length;
  expect((apart.length - fetches) / fetches).toBeCloseTo(1.5, 3);
  expect(stores / (apart.length - fetches)).toBeCloseTo(0.25, 2);
  expect(pagesOf(apart, 0).size).toBe(8);
  const others = pagesOf(apart, 1);
  expect([...pagesOf(apart, 0)].filter((page) => others.has(page))).toEqual([]);
  const together = await accesses(one('program, pages: Q(8), share: Q(1)'));
  expect(pagesOf(together, 0)).toEqual(pagesOf(together, 1));
});

test('a sweep goes through the pages in turn', async () => {
  const list = await accesses(one('"no", pages: Q(5), order: sweep, share: Q(1)'));
  const pages = list.filter((a) => a.cpu === 0 && a.kind !== Kind.fetch).map((a) => (a.address >>> 12) % 64);
  const steps = pages.slice(1).map((page, i) => (page - pages[i] + 5) % 5);
  expect(new Set(steps)).toEqual(new Set([0, 1]));
});

test('the region without a share has the rest', async () => {
  const ofRaytrace = (rays: string): string => {
    const file = join(temporaryFolder('workload'), 'rays.workload.yaml');
    writeFileSync(
      file,
      `extends: raytrace\ninstructions: 500k\nwarmup: 0\nprograms: { raytrace: { data: { rays: { ${rays} } } } }\n`,
    );
    return file;
  };
  const open = await accesses(ofRaytrace('run: 4'));
  expect(open).toEqual(await accesses(ofRaytrace('share: 0.39')));
  expect(open).not.toEqual(await accesses(ofRaytrace('run: 5')));
  const load =
    (...settings: string[]) =>
    () =>
      loadWorkload(
        'raytrace',
        settings.map((each) => `programs.raytrace.data.${each}`),
      );
  expect(load('rays.share=0.3')).toThrow(/programs\.raytrace\.data: .*the shares make 0\.91, expected 1/);
  expect(load('scene.share=1', 'queues.share=0.1')).toThrow(/the shares make 1\.1, expected at most 1/);
  const more = 'more={ shared: "no", pages: 1, run: 1, strideBytes: 8, stores: 0 }';
  expect(load(more)).toThrow(/rays and more have no share; expected one at most, which has the rest/);
});

test('mistakes in a specification are told by place', () => {
  const load = (text: string) => () => loadWorkload(one(text));
  expect(load('"no", pages: Q(8), share: Q(0.5)')).toThrow(UserError);
  expect(load('"no", pages: Q(8), share: Q(0.5)')).toThrow(
    /one\.workload\.yaml:1[23]:\d+: programs\.p\.data: .*the shares make 0\.5, expected 1/,
  );
  expect(load('"no", pages: Q(8), order: zipf, share: Q(1)')).toThrow(/expected with order zipf/);
  expect(load('"no", pages: Q(8), share: Q(1), workingSet: { pages: Q(9), instructions: Q(1) }')).toThrow(
    /larger than the region \(8 pages\)/,
  );
});

test('any small workload is a valid trace', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 1, max: 63 }),
      fc.constantFrom(1, 3, 8),
      async (seed, n, cpus) => {
        const set = [
          `seed=${seed}`,
          `programs.vcs.instructionsPerFetch.value=${n}`,
          `cpus.value=${cpus}`,
          'scheduling.quantum.value=5000',
        ];
        expect(
          await validate(short('engineering', 'instructions.value=200000', 'scheduling.move.value=9000', ...set)),
        ).toEqual([]);
      },
    ),
    { numRuns: draws(8) },
  );
});
