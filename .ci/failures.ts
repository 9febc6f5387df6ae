import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { duration } from '../src/report/text/words.ts';
import { indented, inFolder, printed } from './command-line.ts';
import { predictions } from './fresh.ts';
import { between, number, table } from './markdown.ts';

/**
 * The tables of docs/how-to/failures.md and of README's *When hardware fails*. `node .ci/failures.ts` writes them, between their marks, from what `disco failures` said in reports/failures/; `node .ci/failures.ts run`
 * makes that anew first, in three minutes. How recovery goes with memory and nodes is from the exhibit `failures` (`node .ci/fresh.ts run failures`).
 */
export const DOCUMENTS = ['docs/how-to/failures.md', 'README.md'].map((name) => new URL(`../${name}`, import.meta.url));
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
const POLICIES: Readonly<Record<string, string | null>> = {
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
const kept = (): Kept => JSON.parse(readFileSync(FILE, 'utf8')) as Kept;

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
  const command = 'failures synthetic:pmake8 -s irix,4vm --cells 2 --json'.split(' ');
  const { failures } = JSON.parse(inFolder((folder) => printed([...command, ...(setting === null ? [] : ['--set', setting])], folder))) as StudyRows; // biome-ignore format: a line
  return failures.at(-1)!;
}

/** The document with its tables as they are to be. */
export const withTables = (text: string): string =>
  [['recovery', takes()], ['memory', grows()], ['scenario', kept().scenario], ['survivors', goOn()], ['policies', policies()], ['failures', inCells()]].reduce((whole, [name, lines]) => between(whole, name, 'failures.ts', lines), text); // biome-ignore format: a line

/** What a failure takes, costs and lasts, of each configuration. */
function takes(): string {
  const rows = studies().flatMap(({ trace, failures, recovery }) =>
    failures.map((row, n) => {
      const cost = recovery[n];
      const of = (name: string, digits: number): string => number(row[name] as number, digits);
      const time = (name: string): string => duration(cost[name] as number);
      return [
        trace.replace('synthetic:', ''),
        `${cost.configuration}`,
        of('vmsLostPercent', 1),
        of('workLostPercent', 1),
        of('timePercent', 1),
        // Of which nothing survives has no recovery.
        cost.recovery === 0 ? '–' : duration((cost.detection as number) + (cost.recovery as number)),
        time('restart'),
        time('lostPerVm'),
        number(cost.nines as number | null, 1),
      ];
    }),
  );
  const heads = ['trace', 'configuration', 'VMs lost, %', 'work lost, %', 'time when nothing fails, %', 'survivors stand still', 'the lost run again after', 'lost a year, the worst VM', 'its nines']; // biome-ignore format: a list
  return table(heads, 'llrrrrrrr', rows);
}

/** The workload of the first study in cells of one node, by virtual machines. */
function inCells(): string {
  const [{ failures, recovery }] = studies();
  const rows = failures.flatMap((row, n) =>
    row.nodesPerCell === 1
      ? [
          [
            `${row.vms}`,
            number(row.vmsLostPercent as number, 1),
            number(row.timePercent as number, 1),
            duration((recovery[n].detection as number) + (recovery[n].recovery as number)),
            duration(recovery[n].lostPerVm as number),
          ],
        ]
      : [],
  );
  return table(['virtual machines', 'lost with a node, %', 'time when nothing fails, % of IRIX', 'the others stand still for', 'one loses a year'], 'rrrrr', rows); // biome-ignore format: a list
}

/** How those who survive the loss of a node go on. */
function goOn(): string {
  const rows = kept().survivors.flatMap(({ node, rows: both }) =>
    both.flatMap((after, n) => {
      if (n % 2 === 0) return [];
      const of = (name: string): string => [both[n - 1], after].map((row) => number(row[name] as number, 0)).join(' → ');
      const percent = number(after.timePercent as number, 1);
      return [[`${node}`, `${after.configuration}`, `${after.vms}`, percent, of('pageFaults'), of('diskRequests'), of('remoteMisses')]];
    }),
  );
  return table(['node lost', 'configuration', 'VMs left', 'time, % of undisturbed', 'page faults of the monitor’s', 'disk requests', 'remote misses'], 'rlrrrrr', rows);
} // biome-ignore format: lists

/** What policies take and cost. */
function policies(): string {
  const rows = Object.entries(kept().policies).map(([policy, row]) => {
    const of = (name: string, digits: number): string => number(row[name] as number, digits);
    const setting = POLICIES[policy];
    return [policy, setting === null ? '' : `\`${setting}\``, of('vmsLostPercent', 1), of('timePercent', 1), of('pagesLost', 0), of('pagesSavedByReplica', 0), of('pagesSavedByDisk', 0)]; // biome-ignore format: a list
  });
  return table(['virtual machines', 'setting', 'VMs lost, %', 'time when nothing fails, % of IRIX', 'pages lost', 'on a replica', 'on a disk'], 'llrrrrr', rows); // biome-ignore format: a list
}

/** How recovery goes with the nodes of a machine, and with the memory of a node. */
function grows(): string {
  const times = predictions().filter(({ exhibit, segment }) => exhibit === 'failures' && /^\d+ nodes.*ms$/.test(segment));
  return table(
    ['machine', 'detection and recovery, ms'],
    'lr',
    times.map(({ segment, predicted }) => [segment.replace(/, (detection and recovery, )?ms$/, ''), number(predicted, 1)]),
  );
} // biome-ignore format: a line

if (import.meta.main) {
  if (process.argv[2] === 'run') {
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
  for (const document of DOCUMENTS) writeFileSync(document, withTables(readFileSync(document, 'utf8')));
}
