import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { catalogueFacts } from '../../src/catalogue/facts.ts';
import { presetNames } from '../../src/config/kind.ts';
import { WORKLOADS } from '../../src/trace/synthetic/index.ts';
import { disco } from '../command-line.ts';

/** `node test/replay/numbers.ts` writes it anew, which a commit that changes counts does, and says why. */
const FILE = new URL('../golden/numbers.json.gz', import.meta.url);

/** Of each kind of recording one or two, through all sorts of structures. */
const TRACES = ['make', 'radix8', 'raytrace8', 'pmake-mips', 'shell-mips'];
const STRUCTURES = ['flash', 'irix', 'disco', 'uma', 'dinero'];
/** Mechanisms that the presets leave alone, and workloads. */
const MORE = [
  'radix8 --structure disco --set monitor.hotPages.trigger=16',
  'raytrace8 --structure disco --set monitor.hotPages.trigger=8 --set numa.placement=fillFirst',
  'radix8 --structure disco --set monitor.virtualCpus.vms=4 --set monitor.virtualCpus.cpus=4',
  'make --structure disco --set monitor.secondLevelTlb.entries=0 --set monitor.specialRegisterPage=off',
  'make --structure flash --set cache.l1d.ways=full --set cache.l2.sizeBytes=65536',
  'synthetic:pmake --structure disco --warmup 20M',
];
/** All others that come along, and the workloads, begun: on the bare machine and under the monitor. */
const OTHERS = [
  ...(await catalogueFacts()).flatMap(([name, facts]) => (facts === undefined || TRACES.includes(name) ? [] : [name])),
  ...presetNames(WORKLOADS).map((name) => `synthetic:${name} --warmup 0 --set workload.instructions=4000000`),
];
/** Replays whose numbers are kept, as arguments of `disco replay`. */
export const REPLAYS: readonly string[] = [
  ...TRACES.flatMap((trace) => STRUCTURES.map((structure) => `${trace} --structure ${structure}`)),
  ...OTHERS.flatMap((trace) => ['irix', 'disco'].map((structure) => `${trace} --structure ${structure}`)),
  ...MORE,
];

/** What a replay counts and its times, each number by the path of its keys. */
export async function numbersOf(replay: string): Promise<Record<string, number>> {
  const { code, stdout, stderr } = await disco(['replay', ...replay.split(' '), '--json']);
  if (code !== 0) throw new Error(stderr);
  const { caches, tlbs, events, times } = JSON.parse(stdout);
  return Object.fromEntries(leaves({ caches, tlbs, events, times }));
}

function leaves(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`));
}

/** The numbers as they were kept, by replay. */
export const kept = (): Record<string, Record<string, number>> => JSON.parse(gunzipSync(readFileSync(FILE)).toString());

if (import.meta.main) {
  const numbers: Record<string, Record<string, number>> = {};
  for (const replay of REPLAYS) numbers[replay] = await numbersOf(replay);
  writeFileSync(FILE, gzipSync(JSON.stringify(numbers), { level: 9 }));
}
