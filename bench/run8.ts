// Speed of the coherent machine beside a C program of the same model, and by the number of CPUs: see docs/explanation/performance.md.
// `node bench/run8.ts [TRACE.arrow]`: a container of up to 32 CPUs; without one, a made-up program of 8. --smoke: a quick look at the counts. --json: rows.

import { measureCoherent, measureGrowth } from './coherent.ts';
import { compiled } from './product.ts';

/** Ours over C's: the time of a reference, and how much it grows from one CPU to the most. */
const TARGETS = { ratio: 1.5, growth: 1.2 };

const smoke = process.argv.includes('--smoke');
const path = process.argv.slice(2).find((arg) => !arg.startsWith('--'));
const rounds = smoke ? 1 : 7;
const references = smoke ? 400_000 : 16_000_000;

const row = await measureCoherent(path, rounds, references);
const byCpus = measureGrowth(rounds, references / 2);

const verdict = (measured: number, target: number): string =>
  `at most ${target}: ${measured <= target ? 'met' : 'MISSED'}`;

if (process.argv.includes('--json')) console.log(JSON.stringify({ coherent: row, byCpus }, null, 2));
else if (smoke) console.log(`bench: ${row.references} references of ${row.cpus} CPUs, all counts equal to C's`);
else {
  const node = `${compiled ? 'compiled' : 'from sources'}, Node ${process.version}`;
  console.log(`${row.references} references of ${path ?? 'a made-up program'}, ${(100 * row.missRate).toFixed(1)} % of which miss the first level; medians of ${rounds} rounds, ns of CPU time a reference; ${node}`); // biome-ignore format: a line
  console.table([row].map(({ ns, movingNs, cNs, ratio, movingRatio }) => ({ replay: ns.toFixed(2), moving: movingNs?.toFixed(2), C: cNs.toFixed(2), 'replay / C': ratio.toFixed(2), 'moving / C': movingRatio?.toFixed(2) }))); // biome-ignore format: a line
  console.log(`replay / C, ${verdict(row.ratio, TARGETS.ratio)}`);
  console.log('a made-up program with the same sharing, by CPUs; growth: how often as long as on one');
  console.table(byCpus.map(({ cpus, ns, cNs, ratio, growth, cGrowth, growthRatio }) => ({ CPUs: cpus, replay: ns.toFixed(2), C: cNs.toFixed(2), 'replay / C': ratio.toFixed(2), growth: growth?.toFixed(2), "C's growth": cGrowth?.toFixed(2), 'growth / C': growthRatio?.toFixed(2) }))); // biome-ignore format: a line
  console.log(`growth / C's, ${verdict(byCpus.at(-1)?.growthRatio ?? Infinity, TARGETS.growth)}`);
}
