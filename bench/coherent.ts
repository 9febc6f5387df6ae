import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Counts } from '../src/replay/counts/counts.ts';
import type { Structure } from '../src/replay/structure/structure.ts';
import { GRANULE_BITS } from '../src/trace/words/layout.ts';
import { product } from './product.ts';
import { CACHE } from './recording.ts';
import { median, medianRatio, threadNs } from './results.ts';
import { synthetic } from './synthetic8.ts';
import { assertSame, compile, runTwin } from './twins.ts';

const { loadStructure, Machine, openTrace, totalsOf } = product;

/** CPUs of the made-up programs by which growth is measured. */
export const CPU_COUNTS = [1, 2, 4, 8, 16, 32, 64] as const;

/** What `twin8.c` has room for, unless it is compiled for more. */
const TWIN_CPUS = 32;

/** One trace on the coherent machine, nanoseconds of CPU time a reference: medians, a ratio the median of the ratios within a round. */
export interface CoherentRow {
  cpus: number;
  references: number;
  /** First-level misses of all references. */
  missRate: number;
  ns: number;
  /** With `twin8.c`. */
  cNs: number;
  ratio: number;
  /** The same where hot pages move, which C's do not. */
  movingNs?: number;
  movingRatio?: number;
  /** How often as long as on the first row's CPUs, over the same of C. */
  growth?: number;
  cGrowth?: number;
  growthRatio?: number;
}

const coherent = loadStructure('flash', ['numa={}']);
const moving = loadStructure('disco', ['guest=none', 'numa={}']);

/** A trace in memory, and its samples. */
class Case {
  readonly cpus: number;
  readonly ns: number[] = [];
  readonly movingNs: number[] = [];
  readonly cNs: number[] = [];
  references = 0;
  missRate = 0;
  private readonly words: readonly Uint32Array[];
  private readonly twin: string;
  private readonly file: string;

  constructor(cpus: number, words: readonly Uint32Array[]) {
    this.cpus = cpus;
    this.words = words;
    this.twin = cpus > TWIN_CPUS ? compile('twin8', `CPUS=${cpus}`) : compile('twin8');
    this.file = `${CACHE}twin8-${cpus}.words`;
    const file = openSync(this.file, 'w');
    for (const batch of words) writeSync(file, batch);
    closeSync(file);
  }

  /** A round: C, and what is to be compared with it. Throws if a count differs. */
  measure(movesToo: boolean): void {
    const c = runTwin(this.twin, this.file);
    const ours = this.replay(coherent);
    const totals = totalsOf(ours.counts);
    assertSame(`replay of ${this.cpus} CPUs`, c, totals);
    this.references = totals.l1iFetch + totals.l1dLoad + totals.l1dStore;
    this.missRate = (totals.l1iFetchMiss + totals.l1dLoadMiss + totals.l1dStoreMiss) / this.references;
    this.cNs.push(c.ns / this.references);
    this.ns.push(ours.ns / this.references);
    if (movesToo) this.movingNs.push(this.replay(moving).ns / this.references);
  }

  row(): CoherentRow {
    const { cpus, references, missRate, ns, movingNs, cNs } = this;
    const row = { cpus, references, missRate, ns: median(ns), cNs: median(cNs), ratio: medianRatio(ns, cNs) };
    return movingNs.length === 0
      ? row
      : { ...row, movingNs: median(movingNs), movingRatio: medianRatio(movingNs, cNs) };
  }

  remove(): void {
    rmSync(this.file);
  }

  /** Nanoseconds of this thread's CPU time once the machine stands, and the counts. */
  private replay(structure: Structure): { ns: number; counts: Counts } {
    const machine = new Machine(structure, GRANULE_BITS, { cpus: this.cpus });
    const before = threadNs();
    for (const batch of this.words) machine.run(batch);
    const counts = machine.finish();
    return { ns: threadNs() - before, counts };
  }
}

/** A container of up to 32 CPUs, or without one a made-up program of 8, one reference in seven of which misses. */
export async function measureCoherent(
  path: string | undefined,
  rounds: number,
  references: number,
): Promise<CoherentRow> {
  // biome-ignore format: a signature
  mkdirSync(CACHE, { recursive: true });
  const measured = path === undefined ? new Case(8, synthetic(8, references)) : new Case(...(await traceOf(path)));
  for (let round = 0; round < rounds; round++) measured.measure(true);
  measured.remove();
  return measured.row();
}

/** The made-up program on more and more CPUs, each of which shares with one neighbour. */
export function measureGrowth(rounds: number, references: number): CoherentRow[] {
  mkdirSync(CACHE, { recursive: true });
  const cases = CPU_COUNTS.map((cpus) => new Case(cpus, synthetic(cpus, references)));
  for (let round = 0; round < rounds; round++) for (const each of cases) each.measure(false);
  const [one] = cases;
  return cases.map((each) => {
    each.remove();
    const growths = each.ns.map((ns, round) => ns / one.ns[round]);
    const cGrowths = each.cNs.map((ns, round) => ns / one.cNs[round]);
    const growthRatio = medianRatio(growths, cGrowths);
    return { ...each.row(), growth: median(growths), cGrowth: median(cGrowths), growthRatio };
  });
}

async function traceOf(path: string): Promise<[cpus: number, words: Uint32Array[]]> {
  const trace = await openTrace(path);
  const words: Uint32Array[] = [];
  for await (const batch of trace.batches()) words.push(batch.words);
  return [trace.header.cpus, words];
}
