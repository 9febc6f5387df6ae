import type { ExhibitName } from '../../../reproduce/exhibits/names.ts';
import type { Entry, Kind } from '../kind.ts';
import { factsText, TYPE } from '../text/facts.ts';

export const exhibitKind: Kind = {
  name: 'exhibit',
  plural: 'exhibits',
  group: 'What to look at',
  line: 'figures and tables of papers, with ours beside',
  alias: (name) => name.replace(/^figure[ -]?/i, 'fig').replace(/^table[ -]/i, 'table'),
  entries,
  full,
};

const PAPER = "Disco's paper (SOSP '97)";
const OTHERS = 'Other papers, to which nothing was fitted';

async function entries(): Promise<readonly Entry[]> {
  const { EXHIBIT_FACTS } = await import('../../../reproduce/exhibits/facts.ts');
  const { EXHIBIT_NAMES } = await import('../../../reproduce/exhibits/names.ts');
  const { FRESH_NAMES } = await import('../../../reproduce/fresh/names.ts');
  const { FRESH_TITLES } = await import('../../../reproduce/fresh/text.ts');
  const entry = (name: string, line: string, section: string): Entry => ({ name, line, section, command: `disco reproduce ${name}` }); // biome-ignore format: a line
  const sizes = await sizesOf();
  return [
    ...EXHIBIT_NAMES.map((name) => ({ ...entry(name, EXHIBIT_FACTS[name].title, PAPER), ...sizes(name) })),
    ...FRESH_NAMES.map((name) => entry(name, FRESH_TITLES[name], OTHERS)),
  ];
}

/** How much an exhibit's workloads are, each once, and the most CPUs that one has. */
async function sizesOf(): Promise<(name: ExhibitName) => Pick<Entry, 'size' | 'cpus'>> {
  const { EXHIBITS } = await import('../../../reproduce/exhibits/exhibits.ts');
  const { experiment } = await import('../../../reproduce/experiments/experiments.ts');
  const { loadWorkload } = await import('../../../trace/synthetic/index.ts');
  const sizeOf = (workload: string) => {
    const { instructions, cpus } = loadWorkload(workload);
    return { instructions: instructions.value, cpus: cpus.value };
  };
  return (name) => {
    const its = EXHIBITS[name].experiments.map((each) => sizeOf(experiment(each).workload));
    return {
      size: { amount: its.reduce((sum, { instructions }) => sum + instructions, 0), unit: 'instructions' },
      cpus: Math.max(...its.map(({ cpus }) => cpus)),
    };
  };
}

async function full(name: string): Promise<string> {
  const { line, command, section } = (await entries()).find((entry) => entry.name === name)!;
  return factsText(`exhibit ${name}`, line, [['of', section ?? ''], ...(await paperFacts(name)), [TYPE, command]]);
}

/** What an exhibit of the paper is made of: workloads, the bars of each, how near ours is to come. */
async function paperFacts(name: string): Promise<[string, string][]> {
  const { EXHIBITS } = await import('../../../reproduce/exhibits/exhibits.ts');
  const { EXHIBIT_NAMES } = await import('../../../reproduce/exhibits/names.ts');
  const { experiment } = await import('../../../reproduce/experiments/experiments.ts');
  const own = EXHIBIT_NAMES.find((each) => each === name);
  if (own === undefined) return [];
  const { experiments, aims } = EXHIBITS[own];
  const bars = experiments.map((each): [string, string] => {
    const { workload, configurations } = experiment(each);
    const its = Object.entries(configurations).map(([label, { preset }]) => label === preset ? label : `${label} (structure ${preset})`); // biome-ignore format: a line
    return ['replays', `workload ${workload} on ${its.join(', ')}`];
  });
  const { units, percent } = aims.total;
  const near = [units === undefined ? [] : `${units} of its units`, percent === undefined ? [] : `${percent} %`].flat();
  return [...bars, ['aims at', `totals within ${near.join(' or ')} of the published ones`]];
}
