import { mkdirSync, writeFileSync } from 'node:fs';
import { loadCosts } from '../src/price/costs.ts';
import { price } from '../src/price/price.ts';
import { totalsOf } from '../src/replay/counts/counts.ts';
import { PageUse } from '../src/replay/counts/page-use.ts';
import { replayAll } from '../src/replay/replay.ts';
import { loadStructure } from '../src/replay/structure/presets.ts';
import { type Run, timeSums } from '../src/report/run/run.ts';
import { loadWorkload, synthesize } from '../src/trace/synthetic/index.ts';
import { COLUMNS, type Row } from './scaling-chart.ts';

/**
 * pmake8's pmakes, one on each of so many CPUs, as IRIX and as 1, 2, 4, ... virtual machines. Arguments: numbers of CPUs, or
 * `CPUS:SHARE:KEY=VALUE` for a shorter run of another workload. Writes reports/scaling/CPUS.csv;
 * `npm run docs` then draws all sizes there are. Run in the clone's root; docs/explanation/scaling.md has what came out.
 */
const DIRECTORY = 'reports/scaling';
const BASE = loadWorkload('pmake8');
const MB_PER_CPU = 32; // 5.3: 256 MB for eight
/** Machines times CPUs: with twice as many the kernels' regions do not fit beside those of 64 CPUs' trace. */
const MOST = 1024;

/** One machine: ms of each CPU, segments in percent of IRIX's total, lines from other caches in 1,000 instructions, pages at the end. */
function rowOf({ counts, times, costs, structure, trace }: Run, cpus: number, base: number): Row {
  const { bars, total } = timeSums({ counts, times, costs, structure, trace });
  const { dirtyRead, instruction } = totalsOf(counts);
  const { virtual, machine, monitor } = counts.footprint[counts.footprint.length - 1];
  const kernel = [PageUse.kernelData, PageUse.kernelText, PageUse.bufferCache];
  const own = monitor.own + monitor.logs;
  const percent = (ns: number): number => (100 * ns) / base;
  return {
    cpus, vms: structure.monitor?.virtualCpus.vms ?? 0, ms: total / cpus / 1e6,
    user: percent(bars.user), userStall: percent(bars['user stall']),
    kernel: percent(bars.kernel), kernelStall: percent(bars['kernel stall']),
    sync: percent(bars.sync), monitor: percent(bars.monitor), idle: percent(bars.idle), total: percent(total),
    communication: (1000 * dirtyRead) / instruction,
    V: virtual.flatMap((uses) => kernel.map((use) => uses[use])).reduce((a, b) => a + b, own),
    M: kernel.map((use) => machine[use]).reduce((a, b) => a + b, own + monitor.unused),
    own,
  }; // biome-ignore format: a row
}

/** All machines of so many CPUs; each CPU does the work it does in pmake8, or a share of it. */
async function scale(cpus: number, share: number, more: readonly string[]): Promise<Row[]> {
  const factor = cpus / BASE.cpus.value;
  const warmup = Math.round(BASE.warmup.value * factor);
  const instructions = Math.round(BASE.instructions.value * factor * share);
  const set = { cpus, instructions, warmup, jobs: 2 * cpus, 'programs.compile.processes': 2 * cpus };
  const workload = loadWorkload('pmake8', [
    ...Object.entries(set).map(([key, value]) => `${key}.value=${value}`),
    ...more,
  ]);
  const disks = Array.from({ length: cpus }, (_, n) => `{ disk: ${n + 1}, kind: persistent }`).join(', ');
  const vms = Array.from({ length: Math.log2(Math.min(cpus, MOST / cpus)) + 1 }, (_, n) => 2 ** n);
  const structures = [
    loadStructure('irix', ['numa.placement=roundRobin']),
    ...vms.map((n) =>
      loadStructure('disco', [
        'monitor.hotPages=null',
        `monitor.virtualCpus.vms=${n}`,
        `monitor.disks.kinds=[${disks}]`,
        `monitor.memory.machineMB=${MB_PER_CPU * cpus}`,
      ]),
    ),
  ];
  const trace = synthesize(workload, 'synthetic:pmake8');
  const counted = await replayAll(trace, structures, { warmup });
  const costs = loadCosts('flash');
  const runs = counted.map((counts, n): Run => {
    const { header, notes } = trace;
    return { structure: structures[n], counts, costs, times: price(counts, costs), trace: { header, totals: undefined, notes } }; // biome-ignore format: a record
  });
  const base = timeSums(runs[0]).total;
  return runs.map((run) => rowOf(run, cpus, base));
}

mkdirSync(DIRECTORY, { recursive: true });
for (const argument of process.argv.slice(2)) {
  const [cpus, share = '1', ...more] = argument.split(':');
  console.error(`${cpus} CPUs`);
  const rows = (await scale(Number(cpus), Number(share), more)).map((row) =>
    COLUMNS.map((name) => +row[name].toFixed(2)).join(','),
  );
  writeFileSync(`${DIRECTORY}/${cpus}.csv`, `${[COLUMNS.join(','), ...rows].join('\n')}\n`);
}
