// Speed of the coherent machine beside a C program of the same model, of a recording and of a made-up program, then by the number of CPUs.
// `node bench/run8.ts [TRACE.arrow]`: of a container of up to 32 CPUs in the recording's place. --smoke: that both count the same.

import { fileURLToPath } from 'node:url';
import { measureCoherent, measureGrowth } from './coherent.ts';
import { publish, smoke, verdict } from './results.ts';

/** Ours over C's: the time of a reference, and how much it grows from one CPU to the most. */
const AIMS = { ratio: 1.5, growth: 1.2 };

const recorded = process.argv.slice(2).find((arg) => !arg.startsWith('--'));
const traces = recorded === undefined ? ['radix8', 'raytrace8'] : [recorded];
const pathOf = (trace: string): string =>
  trace === recorded ? trace : fileURLToPath(new URL(`../traces/${trace}.arrow`, import.meta.url));
const rounds = smoke ? 1 : 7;
const references = smoke ? 400_000 : 16_000_000;
const fixed = (value: number | undefined): string => value?.toFixed(2) ?? '';

const programs = [{ name: 'made-up', row: await measureCoherent(undefined, rounds, references) }];
if (!smoke)
  for (const trace of traces)
    programs.push({ name: `${trace}, recorded`, row: await measureCoherent(pathOf(trace), rounds, references) });
/** Fewer: there are seven machines to measure. */
const growing = references / 2;
const byCpus = measureGrowth(rounds, growing);

publish('run8', [
  {
    name: 'bench-coherent',
    caption: `Coherent CPUs, ns of CPU time a reference, medians of ${rounds} rounds`,
    head: ['program', 'CPUs', 'M references', 'L1 misses, %', 'replay', 'hot pages move', 'C', 'replay / C', 'aim'],
    align: 'lrrrrrrrl',
    rows: programs.map(({ name, row }) => [
      name,
      `${row.cpus}`,
      (row.references / 1e6).toFixed(1),
      (100 * row.missRate).toFixed(1),
      ...[row.ns, row.movingNs, row.cNs, row.ratio].map(fixed),
      verdict(row.ratio, 'at most', AIMS.ratio),
    ]),
  },
  {
    name: 'bench-cpus',
    caption: `The made-up program by CPUs, ${growing / 1e6} M references, ns of CPU time a reference, medians of ${rounds} rounds; growth: times as long as on one CPU`,
    head: ['CPUs', 'replay', 'C', 'replay / C', 'growth', 'growth of C', 'growth / that of C', 'aim'],
    align: 'rrrrrrrl',
    rows: byCpus.map(({ cpus, ns, cNs, ratio, growth, cGrowth, growthRatio }, n) => [
      `${cpus}`,
      ...[ns, cNs, ratio, growth, cGrowth, growthRatio].map(fixed),
      n === byCpus.length - 1 ? verdict(growthRatio ?? Infinity, 'at most', AIMS.growth) : '',
    ]),
  },
]);
