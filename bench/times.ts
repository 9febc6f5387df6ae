import { median, medianRatio, type Table, verdict } from './results.ts';

/** Case over base, and what it shall not exceed. */
const RATIOS: readonly (readonly [name: string, base: string, aim?: number])[] = [
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

/** Medians of cases, and their ratios. `samples`: case -> nanoseconds, one for each round. */
export function tablesOf(samples: ReadonlyMap<string, readonly number[]>, references: number): Table[] {
  const rounds = [...samples.values()][0].length;
  const per = (ns: number): string => (ns / references).toFixed(2);
  const millions = (references / 1e6).toFixed(1);
  return [
    {
      name: 'bench-replay',
      caption: `${millions} M references of gcc's compiler proper, medians of ${rounds} rounds`,
      head: ['case', 'ns a reference', 'least', 'most', 'M references/s'],
      align: 'lrrrr',
      rows: [...samples].map(([name, all]) => [
        name,
        per(median(all)),
        per(Math.min(...all)),
        per(Math.max(...all)),
        ((1e3 * references) / median(all)).toFixed(0),
      ]),
    },
    {
      name: 'bench-replay-ratios',
      caption: 'Medians of the ratios within a round',
      head: ['ratio', 'measured', 'aim'],
      align: 'lrl',
      rows: RATIOS.map(([name, base, aim]) => {
        const ratio = medianRatio(samples.get(name)!, samples.get(base)!);
        return [`${name} / ${base}`, ratio.toFixed(2), verdict(ratio, 'at most', aim)];
      }),
    },
  ];
}
