import { compiled } from './product.ts';

/** Case over base, and what it shall not exceed. */
const RATIOS: readonly (readonly [name: string, base: string, target?: number])[] = [
  ['replay, in memory', 'C with a hot filter, in memory', 1.4],
  ['C with a hot filter, in memory', 'C, in memory', 0.7],
  ['replay, in memory', 'C, in memory'],
  ['replay, in memory', 'replay, in memory, no filter'],
  ['replay, container', 'replay, in memory', 2],
  ['replay, container, elapsed', 'replay, in memory', 1.5],
  ['replay, container', 'C, raw words file'],
  ['replay, lackey text', 'C, lackey text'],
  ['replay, lackey text, elapsed', 'C, lackey text', 1.3],
  ['replay, lackey text, gzip, elapsed', 'replay, lackey text, elapsed'],
  ['replay, our CSV, elapsed', 'replay, lackey text, elapsed'],
  ['replay, lackey text', 'wc -l, lackey text'],
];

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => ascending(values)[values.length >> 1];

/** Prints medians and ratios. `samples`: case -> nanoseconds, one for each round. */
export function printTimes(samples: ReadonlyMap<string, readonly number[]>, references: number): void {
  const rounds = [...samples.values()][0].length;
  const node = `${compiled ? 'compiled' : 'from sources'}, Node ${process.version}`;
  console.log(`${references} references, medians of ${rounds} rounds, nanoseconds of CPU time a reference; ${node}`);
  const per = (ns: number): string => (ns / references).toFixed(2);
  const rows = [...samples].map(([name, all]) => [
    name,
    {
      median: per(median(all)),
      least: per(Math.min(...all)),
      most: per(Math.max(...all)),
      'M references/s': ((1e3 * references) / median(all)).toFixed(0),
    },
  ]);
  console.table(Object.fromEntries(rows));
  for (const [name, base, target] of RATIOS) {
    // The median of the ratios within a round: what slows a round slows both.
    const bases = samples.get(base)!;
    const ratio = median(samples.get(name)!.map((ns, round) => ns / bases[round]));
    const verdict = target === undefined ? '' : `  target at most ${target}: ${ratio <= target ? 'met' : 'MISSED'}`;
    console.log(`${ratio.toFixed(2).padStart(6)}  ${name} / ${base}${verdict}`);
  }
}
