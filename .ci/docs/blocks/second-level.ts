import { loadCosts, loadStructures, openTrace, runsOf } from '../../../src/index.ts';
import { type Counts, countRows } from '../../../src/replay/counts/counts.ts';
import { replayAll } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { reportOf } from '../../../src/report/run/report.ts';
import { fromCommands } from '../block.ts';
import { number, table } from '../markdown.ts';

const ENTRIES = [512, 1024, 2048, 4096, 8192];

/** Of what the monitor does at TLB misses, how often, in what is measured. */
function atTlbMisses(counts: Counts, event: string): number {
  let sum = 0;
  for (const row of countRows(counts)) if (!row.warmup && row.mode === 'tlbWrite' && row.event === event) sum += row.count; // biome-ignore format: a line
  return sum;
}

/** Why engineering's total does not fall with every doubling of the second-level TLB. */
async function sizes(): Promise<string> {
  const trace = await openTrace('synthetic:engineering-1cpu');
  const disco = ENTRIES.map((entries) => loadStructure('disco', [`monitor.secondLevelTlb.entries=${entries}`]));
  const counts = await replayAll(trace, [...loadStructures(['irix']), ...disco], {});
  const { base, others } = reportOf(runsOf(trace, counts, loadCosts('flash')));
  const body = ENTRIES.map((entries, n) => {
    const of = (event: string): number => atTlbMisses(counts[n + 1], event);
    const bytes = entries * disco[n].monitor!.secondLevelTlb.entryBytes;
    return [
      number(entries, 0),
      `${bytes / 1024} KB`,
      number(of('l1dLoad') / of('secondLevelHit'), 2),
      number((100 * of('l1dLoadMiss')) / of('l1dLoad'), 0),
      number(of('l1dLoadMiss') / of('secondLevelHit'), 2),
      number((100 * others[n].sums.total) / base.sums.total, 1),
    ];
  });
  return table(['entries', 'table', 'lines that a look-up reads', 'of them missed in the first level, %', 'misses a look-up', 'engineering on Disco'], 'rrrrrr', body); // biome-ignore format: a line
}

/** What docs/validation/table-2.md says of the second-level TLB's size. */
export const SECOND_LEVEL = fromCommands({ 'second-level-sizes': sizes });
