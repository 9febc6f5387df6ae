// Speed of the coherent machine beside a C program of the same model, and by the number of CPUs: see docs/explanation/performance.md.
// `node bench/run8.ts [TRACE.arrow]`: a container of up to 32 CPUs; without one, a made-up program of 8. --smoke: a quick look at the counts.

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import type { Counts } from '../src/replay/counts/counts.ts';
import type { Structure } from '../src/replay/structure/structure.ts';
import { GRANULE_BITS } from '../src/trace/words/layout.ts';
import { product } from './product.ts';
import { CACHE } from './recording.ts';
import { synthetic } from './synthetic8.ts';
import { assertSame, compile, runTwin } from './twins.ts';

const { loadStructure, Machine, openTrace, totalsOf } = product;
const smoke = process.argv.includes('--smoke');
const path = process.argv.slice(2).find((arg) => !arg.startsWith('--'));
const ROUNDS = smoke ? 1 : 7;
const REFERENCES = smoke ? 400_000 : 16_000_000;
const TARGET = 2;

const coherent = loadStructure('flash', ['numa={}']);
const moving = loadStructure('disco', ['guest=none', 'numa={}']);

async function wordsOf(file: string): Promise<Uint32Array[]> {
  const words: Uint32Array[] = [];
  for await (const batch of (await openTrace(file)).batches()) words.push(batch.words);
  return words;
}

const referencesOf = (counts: Counts): number => {
  const { l1iFetch, l1dLoad, l1dStore } = totalsOf(counts);
  return l1iFetch + l1dLoad + l1dStore;
};
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Nanoseconds of this thread's CPU time once the machine stands, and the counts. */
function replay(words: readonly Uint32Array[], structure: Structure, cpus: number): { ns: number; counts: Counts } {
  const machine = new Machine(structure, GRANULE_BITS, { cpus });
  const before = process.threadCpuUsage();
  for (const batch of words) machine.run(batch);
  const counts = machine.finish();
  const { user, system } = process.threadCpuUsage(before);
  return { ns: (user + system) * 1e3, counts };
}

const words = path === undefined ? synthetic(8, REFERENCES) : await wordsOf(path);
mkdirSync(CACHE, { recursive: true });
const twin = compile('twin8');
const file = openSync(`${CACHE}twin8.words`, 'w');
for (const batch of words) writeSync(file, batch);
closeSync(file);

const { counts } = replay(words, coherent, 8);
const references = referencesOf(counts);
const samples = { replay: [] as number[], 'replay, hot pages move': [] as number[], C: [] as number[] };
const ratios = { replay: [] as number[], 'replay, hot pages move': [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  const c = runTwin(twin, `${CACHE}twin8.words`);
  const ours = replay(words, coherent, 8);
  assertSame('replay', c, totalsOf(ours.counts));
  const moved = replay(words, moving, 8);
  samples.C.push(c.ns / references);
  samples.replay.push(ours.ns / references);
  samples['replay, hot pages move'].push(moved.ns / references);
  ratios.replay.push(ours.ns / c.ns);
  ratios['replay, hot pages move'].push(moved.ns / c.ns);
}
if (smoke) console.log(`bench: ${references} references of 8 CPUs, all counts equal to C's`);
else {
  console.log(
    `${references} references of ${path ?? 'a made-up program'}, medians of ${ROUNDS} rounds, ns of CPU time a reference`,
  );
  for (const [name, all] of Object.entries(samples)) console.log(`${median(all).toFixed(2).padStart(8)}  ${name}`);
  for (const [name, all] of Object.entries(ratios))
    console.log(
      `${median(all).toFixed(2).padStart(8)}  ${name} / C  target at most ${TARGET}: ${median(all) <= TARGET ? 'met' : 'MISSED'}`,
    );
  console.log('a made-up program with the same sharing, by CPUs:');
  const made = [1, 2, 4, 8, 16, 32, 64].map((cpus) => ({
    cpus,
    words: synthetic(cpus, REFERENCES / 2),
    ns: [] as number[],
  }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { cpus, words, ns } of made) ns.push((2 * replay(words, coherent, cpus).ns) / REFERENCES);
  for (const { cpus, ns } of made) console.log(`${median(ns).toFixed(2).padStart(8)}  ${cpus} CPUs`);
}
