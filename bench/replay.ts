// Speed of the replay loop and of its way from the file, beside C programs of the same model: `node bench/replay.ts`; --smoke: that all count the same.
// `--expose-gc` steadies the figure of the heap.

import { execFileSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import type { Counts } from '../src/replay/counts/counts.ts';
import { GRANULE_BITS } from '../src/trace/words/layout.ts';
import { product } from './product.ts';
import { madeUpRecording, realRecording } from './recording.ts';
import { publish, smoke, type Table, threadNs } from './results.ts';
import { tablesOf } from './times.ts';
import { assertSame, compile, countLines, runTwin } from './twins.ts';

const ROUNDS = smoke ? 1 : 7;
const HEAP_REFERENCES = smoke ? 1e6 : 1e8;
const { loadStructure, Machine, openTrace, totalsOf } = product;

const recording = await (smoke ? madeUpRecording() : realRecording());
const structure = loadStructure('flash');
const words: Uint32Array[] = [];
for await (const batch of (await openTrace(recording.container)).batches()) words.push(batch.words);

/** As tinybench wants it. */
const threadMs = (): number => threadNs() / 1e6;

const twin = compile('twin');
const hotTwin = compile('twin-hot');
const twinOfText = compile('twin-lackey');

/** What the last replay counted. */
let counts: Counts;
function fromMemory(filter: boolean): void {
  const machine = new Machine(structure, GRANULE_BITS, { filter });
  for (const batch of words) machine.run(batch);
  counts = machine.finish();
}

/** CPU time of all threads, and elapsed time, each as a case. */
function fromFile(name: string, path: string): [string, number][] {
  const script = fileURLToPath(new URL('from-file.ts', import.meta.url));
  const result = JSON.parse(execFileSync(process.execPath, [script, path], { encoding: 'utf8' }));
  assertSame(name, reference, result.counts);
  return [
    [name, result.cpu],
    [`${name}, elapsed`, result.elapsed],
  ];
}

/** Nanoseconds of one call, by tinybench. */
async function time(work: () => unknown, now: () => number): Promise<number> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, now, throws: true });
  bench.add('case', work);
  const [task] = await bench.run();
  if (task.result.state !== 'completed') throw new Error(`the case ended as ${task.result.state}`);
  return task.result.latency.mean * 1e6;
}

async function ours(name: string, work: () => unknown, now: () => number): Promise<[string, number]> {
  const ns = await time(work, now);
  assertSame(name, reference, totalsOf(counts));
  return [name, ns];
}

function theirs(name: string, binary: string, ...args: string[]): [string, number] {
  const result = runTwin(binary, ...args);
  assertSame(name, result, totalsOf(counts));
  return [name, result.ns];
}

const reference = runTwin(twin, '-l', recording.words);
const samples = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  const cases = [
    await ours('replay, in memory', () => fromMemory(true), threadMs),
    theirs('C, in memory', twin, '-l', recording.words),
    theirs('C with a hot filter, in memory', hotTwin, '-l', recording.words),
    ...fromFile('replay, container', recording.container),
    theirs('C, raw words file', twin, recording.words),
    ...fromFile('replay, lackey text', recording.text),
    ...fromFile('replay, lackey text, gzip', recording.gzip),
    ...fromFile('replay, our CSV', recording.csv),
    theirs('C, lackey text', twinOfText, recording.text),
    ['wc -l, lackey text', countLines(recording.text)] as const,
  ];
  for (const [name, ns] of cases) samples.set(name, [...(samples.get(name) ?? []), ns]);
}
// Afterwards, as nobody else replays so, and V8 compiles the loop for what it has seen of it.
const unfiltered: number[] = [];
for (let round = 0; round < ROUNDS; round++)
  unfiltered.push((await ours('replay, in memory, no filter', () => fromMemory(false), threadMs))[1]);
samples.set('replay, in memory, no filter', unfiltered);

const machine = new Machine(structure, GRANULE_BITS);
const replayWords = (): void => {
  for (const batch of words) machine.run(batch);
};
/** Bytes JavaScript holds, on its heap and beside it; two collections, as buffers are freed after the first. */
async function heapBytes(): Promise<number> {
  for (let collection = 0; collection < 2; collection++) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
replayWords();
const before = await heapBytes();
const passes = Math.ceil(HEAP_REFERENCES / recording.references);
for (let pass = 0; pass < passes; pass++) replayWords();
const growth = (await heapBytes()) - before;
const heap: Table = {
  name: 'bench-heap',
  caption: 'Growth of the heap of a replay in memory, buffers included',
  head: ['references', 'bytes'],
  align: 'rr',
  rows: [[passes * recording.references, growth].map((value) => value.toLocaleString('en-US'))],
};
if (smoke)
  console.log(
    `bench: ${recording.references} references, counts equal to C's from memory, container, text, gzip and CSV, filter on and off`,
  );
else publish('replay', [...tablesOf(samples, recording.references), heap]);
