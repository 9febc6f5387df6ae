import { duration } from '../../../src/report/text/words.ts';
import { kept, POLICIES, studies } from '../../failures.ts';
import { predictions } from '../../fresh.ts';
import { fromData } from '../block.ts';
import { number, table } from '../markdown.ts';

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

/** Of what `disco failures` said in reports/failures/, by their names in documents. */
export const FAILURES = fromData({
  recovery: takes,
  memory: grows,
  scenario: () => kept().scenario,
  survivors: goOn,
  policies,
});
