import { countRows } from '../../replay/counts/counts.ts';
import { isMonitor } from '../../replay/counts/event.ts';
import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { integer as grouped, percent } from '../../report/text/words.ts';
import { abreast } from '../draw/abreast.ts';
import { explanation, type Replayed } from '../form/explanation.ts';

const EVERY = 'code on every node';
const FIRST = 'code on node 0';

export const replicatedCode = explanation({
  key: 'replicated-code',
  source: { trace: 'raytrace8', why: 'A real program of eight threads, each on a node of its own.' },
  structure: 'disco',
  varies: ['replicatedCode'],
  variants: () => [
    { name: EVERY, changes: { replicatedCode: true } },
    { name: FIRST, changes: { replicatedCode: false } },
  ],
  title: 'The monitor’s own misses, near and far',
  subtitle: 'lines that the monitor reads from another node’s memory, by the CPU that it runs on',
  meaning: 'A CPU, with the monitor’s code on every node or on node 0 alone.',
  columns: {
    code: text('`code on every node` or `code on node 0`.'),
    cpu: integer('', 'The CPU.', { label: 'CPU' }),
    local: integer('lines', 'Lines that the monitor read from the own node’s memory.'),
    remote: integer('lines', 'Lines that it read from another node’s memory.'),
    cached: integer('lines', 'Lines that it read from the cache of a CPU that had stored to them.'),
    remotePercent: number('%', 'Of all that it read, from another node’s memory.', { label: 'remote', empty: 'It read none.' }),
  },
  rows: (all) => all.flatMap(readsOf),
  chart: (rows, frame) =>
    abreast(
      [EVERY, FIRST].map((code) => ({
        title: code,
        bars: rows
          .filter((row) => row.code === code)
          .map((row) => ({ at: `${row.cpu}`, parts: [{ name: 'remote', value: row.remote }], top: grouped(row.remote) })),
      })),
      { colors: { remote: BAR_COLORS.monitor }, x: 'CPU', y: 'lines from another node' },
      frame,
    ),
  sentence(rows) {
    const of = (code: string) => {
      const own = rows.filter((row) => row.code === code);
      const sum = (name: 'local' | 'remote' | 'cached') => own.reduce((total, row) => total + row[name], 0);
      const remote = sum('remote');
      return { remote: grouped(remote), share: percent((100 * remote) / (remote + sum('local') + sum('cached') || 1)) };
    };
    const [every, first] = [of(EVERY), of(FIRST)];
    return `the monitor reads ${every.remote} lines (${every.share} of what it reads) from other nodes’ memory where its code is on every node, and ${first.remote} (${first.share}) where it is on node 0 alone`;
  },
  next: ['disco explain replicated-code --trace gups', 'disco ablate radix8'],
}); // biome-ignore format: long lines

/** What the monitor reads on each CPU. */
function readsOf({ name, run: { counts } }: Replayed) {
  const cpus = Array.from({ length: counts.cpus }, (_, cpu) => ({ code: name, cpu, local: 0, remote: 0, cached: 0 }));
  for (const { mode, cpu, event, warmup, count } of countRows(counts)) {
    if (warmup || !isMonitor(mode)) continue;
    if (event === 'localRead') cpus[cpu].local += count;
    if (event === 'remoteRead') cpus[cpu].remote += count;
    if (event === 'dirtyRead') cpus[cpu].cached += count;
  }
  return cpus.map((row) => {
    const all = row.local + row.remote + row.cached;
    return { ...row, remotePercent: all === 0 ? null : (100 * row.remote) / all };
  });
}
