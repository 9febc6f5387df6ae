import { TOTAL } from '../experiments/verdicts.ts';
import type { ShownRow } from './rows.ts';

/** A bar of a figure, or a row of a table: of a workload in a configuration, and of one side where there are two. */
export interface ExhibitBar {
  workload: string;
  configuration: string;
  /** `V` or `M` of Figure 6; else empty. */
  side: string;
  /** What adds up to the total, in the figure's order. */
  parts: readonly ShownRow[];
  total: ShownRow | undefined;
  /** What stands beside it and is no part of it. */
  others: readonly ShownRow[];
}

/** Rows that are neither a total nor a part of one. */
const BESIDE: readonly string[] = ['misses local %', 'mean us, IRIX'];
const sideOf = ({ segment }: ShownRow): string => /^([VM]) /.exec(segment)?.[1] ?? '';

/** An exhibit's rows as its bars, in its order. */
export function barsOf(rows: readonly ShownRow[]): ExhibitBar[] {
  const groups = Map.groupBy(rows, (row) => [row.workload, row.configuration, sideOf(row)].join(' / '));
  return [...groups.values()].map((own) => ({
    workload: own[0].workload,
    configuration: own[0].configuration,
    side: sideOf(own[0]),
    parts: own.filter(({ segment }) => !TOTAL.test(segment) && !BESIDE.includes(segment)),
    total: own.find(({ segment }) => TOTAL.test(segment)),
    others: own.filter(({ segment }) => BESIDE.includes(segment)),
  }));
}

const CONFIGURATIONS: Readonly<Record<string, string>> = {
  irix: 'IRIX',
  disco: 'Disco',
  uma: 'UMA',
  splashos: 'SPLASHOS',
  '1vm': '1 VM',
  '2vm': '2 VMs',
  '4vm': '4 VMs',
  '8vm': '8 VMs',
  '8vm/nfs': '8 VMs, NFS',
};

/** A configuration as people read it; its handle is what `--json` has. */
export const configurationName = (configuration: string): string => CONFIGURATIONS[configuration] ?? configuration;
