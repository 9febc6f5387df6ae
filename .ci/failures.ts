import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { indented, inFolder, printed } from './docs/command-line.ts';

/**
 * What `disco failures` says: `node .ci/failures.ts run` makes reports/failures/ anew, in three minutes. How recovery goes with memory and nodes is from the
 * exhibit `failures` (`node .ci/fresh.ts run failures`). Then `npm run docs` writes the documents.
 */
const FOLDER = new URL('../reports/failures/', import.meta.url);
const FILE = new URL('studies.json', FOLDER);
export const TRACES = ['synthetic:pmake8', 'radix8', 'raytrace8'];
/** Shown with all that it prints. */
const SCENARIO = 'failures synthetic:pmake8 -s 8vm --cells one,1 --scenario two-nodes';

type Row = Readonly<Record<string, string | number | null>>;
/** What `disco failures TRACE --json` says of a trace's configurations, in their order. */
export interface StudyRows {
  trace: string;
  failures: readonly Row[];
  recovery: readonly Row[];
}

/** The loss of which node shows how survivors go on, halfway, and through what: of one that has what others use, too, and of one that has not. */
const NODES = [0, 2];
const SURVIVORS = 'failures synthetic:pmake8 -s 2vm,4vm,8vm --cells 1 --json --lose';

/** Policies, as settings of four virtual machines in cells of two nodes. */
export const POLICIES: Readonly<Record<string, string | null>> = {
  'in neighbouring nodes, sharing across cells': null,
  'spread over the machine': 'monitor.virtualCpus.spread=true',
  'nothing shared across cells': 'monitor.shareAcrossCells=false',
  'what cells share in two copies': 'monitor.replicas=2',
};

interface Kept {
  studies: StudyRows[];
  /** By node: the table of survivors. */
  survivors: { node: number; rows: readonly Row[] }[];
  scenario: string;
  /** What the loss of a node takes, by policy. */
  policies: Record<string, Row>;
}
export const kept = (): Kept => JSON.parse(readFileSync(FILE, 'utf8')) as Kept;

export const studies = (): StudyRows[] => kept().studies;

/** What `disco failures` says of a trace now. Half a minute of work. */
export function studied(trace: string): StudyRows {
  const { failures, recovery } = JSON.parse(inFolder((folder) => printed(['failures', trace, '--json'], folder))) as StudyRows; // biome-ignore format: a line
  return { trace, failures, recovery };
}

/** What `disco failures` says of those who survive the loss of a node. */
const survivorsOf = (node: number): readonly Row[] =>
  JSON.parse(inFolder((folder) => printed([...SURVIVORS.split(' '), `node=${node}`], folder))).survivors;

/** What `disco failures` says of four virtual machines in cells of two nodes, under a policy. */
function underPolicy(setting: string | null): Row {
  const command = 'failures synthetic:pmake8 -s irix-roundrobin,4vm --cells 2 --json'.split(' ');
  const { failures } = JSON.parse(inFolder((folder) => printed([...command, ...(setting === null ? [] : ['--set', setting])], folder))) as StudyRows; // biome-ignore format: a line
  return failures.at(-1)!;
}

if (import.meta.main) {
  if (process.argv[2] !== 'run') throw new Error('expected run');
  const scenario = inFolder((folder) => indented(`$ disco ${SCENARIO}\n\n${printed(SCENARIO.split(' '), folder)}`));
  const all: Kept & { command: string } = {
    command: 'node .ci/failures.ts run',
    studies: TRACES.map(studied),
    survivors: NODES.map((node) => ({ node, rows: survivorsOf(node) })),
    scenario,
    policies: Object.fromEntries(Object.entries(POLICIES).map(([policy, setting]) => [policy, underPolicy(setting)])),
  };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
}
