import { loadCosts, loadStructures, openTrace, replay, runsOf } from '../../../src/index.ts';
import { countRows } from '../../../src/replay/counts/counts.ts';
import { type ReportRun, reportOf } from '../../../src/report/run/report.ts';
import { TABLE_2 } from '../../../src/report/sections/services/published.ts';
import { serviceRows } from '../../../src/report/sections/services/services.ts';
import { SERVICE_LABELS } from '../../../src/report/text/words.ts';
import type { Comparison } from '../../../src/reproduce/index.ts';
import { FIGURE_5 } from '../../../src/reproduce/published/figure5.ts';
import { predictions } from '../../validation.ts';
import { fromCommands, fromData } from '../block.ts';
import { number, table } from '../markdown.ts';
import { guestServices } from './guest-services.ts';

/** The workloads of section 5.2, and what Figure 5 calls them. */
const ONE_CPU = { pmake: 'pmake', 'engineering-1cpu': 'engineering', 'raytrace-1cpu': 'raytrace', database: 'database' } as const; // biome-ignore format: a record

interface Native {
  run: ReportRun;
  /** Of user code, in what is measured. */
  instructions: number;
  tlbMisses: number;
}

async function nativeOf(name: string): Promise<Native> {
  const trace = await openTrace(name);
  const counts = await replay(trace, loadStructures(['irix'])[0]);
  const sum = (what: string): number => [...countRows(counts)].filter(({ warmup, mode, event }) => !warmup && mode === 'user' && event === what).reduce((all, { count }) => all + count, 0); // biome-ignore format: a chain
  const run = reportOf(runsOf(trace, [counts], loadCosts('flash'))).base;
  return { run, instructions: sum('instruction'), tlbMisses: sum('tlbMiss') };
}

/** Each replayed once. */
const natives = new Map<string, Promise<Native>>();
function native(trace: string): Promise<Native> {
  if (!natives.has(trace)) natives.set(trace, nativeOf(trace));
  return natives.get(trace)!;
}

async function bars(): Promise<string> {
  const body = Object.entries(ONE_CPU).map(async ([workload, bar]) => {
    const { run, instructions, tlbMisses } = await native(`synthetic:${workload}`);
    const { bars, total } = run.sums;
    const percent = (ns: number): number => (100 * ns) / total;
    const beside = (ours: number, published: number): string => `${number(ours, 2)} (${number(published, 2)})`;
    const { user, kernel, idle } = FIGURE_5[bar].irix;
    const ofUser = bars.user + bars['user stall'];
    const clock = loadCosts('flash').clock.value / 1000;
    return [
      workload,
      beside(percent(ofUser), user),
      number(percent(bars['user stall']), 1),
      beside(percent(bars.kernel + bars['kernel stall']), kernel),
      beside(percent(bars.idle), idle),
      number((1000 * tlbMisses) / instructions, 2),
      number((ofUser * clock) / instructions, 2),
    ];
  });
  return table(['workload', 'user', 'of which stall', 'kernel', 'idle', 'user TLB misses in 1,000 instructions', 'cycles of user time an instruction'], 'lrrrrrr', await Promise.all(body)); // biome-ignore format: a line
}

async function services(): Promise<string> {
  const { run } = await native('synthetic:pmake');
  const rows = serviceRows(reportOf([run, run])); // IRIX beside itself: the times of an entry are the first's
  const published = (service: string) => (TABLE_2 as Record<string, { percentOfSystemTime: number; meanNs: number }>)[service]; // biome-ignore format: a line
  const mean = (ns: number | null | undefined): string => ns == null ? '' : number(ns / 1000, ns < 1000 ? 3 : 1); // biome-ignore format: a line
  const body = rows.toSorted((a, b) => b.percentOfSystemTime - a.percentOfSystemTime).map(({ service, percentOfSystemTime, meanNs }) => [
    SERVICE_LABELS[service] ?? service,
    number(percentOfSystemTime, 1),
    published(service) === undefined ? '' : number(published(service).percentOfSystemTime, 0),
    mean(meanNs),
    mean(published(service)?.meanNs),
  ]); // biome-ignore format: cells
  return table(['service', '% of system time', 'Table 2', 'mean time, µs', 'Table 2'], 'lrrrr', body);
}

/** How cold the caches are: the times of two services in the recorded compile, and in synthetic pmake. */
async function coldCaches(): Promise<string> {
  const times = async (trace: string): Promise<string[]> => {
    const { run } = await native(trace);
    const rows = serviceRows(reportOf([run, run]));
    return ['quickFault', 'open'].map((name) =>
      number(rows.find(({ service }) => service === name)!.meanNs! / 1000, 1),
    );
  };
  const [[fault, open], [ofPmake, openOfPmake]] = [await times('make'), await times('synthetic:pmake')];
  return `Times depend on how cold the caches are. In the recorded compile (\`make.arrow\`), whose system calls follow one another\nwith less user code between them, \`quickFault\` takes ${fault} µs and \`open\` ${open} µs. In synthetic pmake they take ${ofPmake} µs\nand ${openOfPmake} µs.`;
}

/** IRIX's bars of Figure 7 beside ours, with the programs' own instructions as the measure. */
function eightCpus(): string {
  const rows = predictions().filter(({ exhibit, configuration }) => exhibit === 'fig7' && configuration === 'irix');
  const segments = [...new Set(rows.map(({ segment }) => segment))].filter((segment) => rows.some((row) => row.segment === segment && row.published !== 0)); // biome-ignore format: a line
  const body = [['pmake', 'pmake8'], ['radix', 'radix']].flatMap(([bar, workload]) => {
    const of = (segment: string): Comparison => rows.find((row) => row.workload === bar && row.segment === segment)!;
    const scale = of('user').published / of('user').predicted;
    return [
      [workload, ...segments.map((segment) => number(of(segment).predicted * scale, 2))],
      ['Figure 7, IRIX', ...segments.map((segment) => number(of(segment).published, 2))],
    ];
  }); // biome-ignore format: cells
  return table(['', ...segments], `l${'r'.repeat(segments.length)}`, body);
}

/** What docs/explanation/workloads.md says of them. */
export const WORKLOADS = {
  ...fromCommands({
    'workloads-one-cpu': bars,
    'workloads-services': services,
    'guest-os-services': async () => guestServices((await native('synthetic:pmake')).run),
    'guest-os-cold-caches': coldCaches,
  }),
  ...fromData({ 'workloads-eight-cpus': eightCpus }),
};
