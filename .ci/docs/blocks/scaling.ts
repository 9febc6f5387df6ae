import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { predictions } from '../../validation.ts';
import { fromData } from '../block.ts';
import { ROOT } from '../documents.ts';
import { number, table } from '../markdown.ts';

/** A line of reports/scaling/CPUS.csv, as .ci/scaling.ts writes it: segments in percent of IRIX's total; `vms` 0: IRIX itself. */
type Row = Record<string, number>;

const rowsOf = (file: string): Row[] => {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((text, n) => [names[n], Number(text)])));
};
/** By number of CPUs, ascending. */
const sizes = (): Row[][] =>
  globSync(`${ROOT}reports/scaling/*.csv`).sort((a, b) => Number(basename(a, '.csv')) - Number(basename(b, '.csv'))).map(rowsOf); // biome-ignore format: a chain

const each = ({ cpus, vms }: Row): number => cpus / vms;
const machinesOf = ({ vms }: Row): string => (vms === 0 ? 'IRIX' : `${vms}`);

/** Every run. */
function all(): string {
  const ms = (row: Row, ...segments: string[]): string =>
    number((row.ms * segments.reduce((sum, name) => sum + row[name], 0)) / row.total, 1);
  const body = sizes().flatMap((rows) =>
    rows.map((row, n) => [
      n === 0 ? `**${row.cpus}**` : '',
      machinesOf(row),
      row.vms === 0 ? '' : `${each(row)}`,
      number(row.ms, 1),
      number(row.total / row.user, 2),
      number(row.total, 1),
      ms(row, 'user', 'userStall'),
      ...['kernel', 'kernelStall', 'sync', 'monitor', 'idle'].map((name) => ms(row, name)),
      number(row.communication, 2),
      number(row.V, 0),
      number(row.M, 0),
    ]),
  );
  return table(['CPUs', 'VMs', 'CPUs a VM', 'ms', '÷ user execution', '% of IRIX', 'user and its stall', 'kernel', 'kernel stall', 'sync', 'monitor', 'idle', 'from other caches', 'V', 'M'], 'rrrrrrrrrrrrrrr', body); // biome-ignore format: a line
}

/** Time for a millisecond of the programs' own instructions, by how many CPUs a machine has. */
function bySize(): string {
  const all = sizes();
  const counts = [...new Set(all.flatMap((rows) => rows.filter(({ vms }) => vms > 0).map(each)))].sort((a, b) => b - a);
  const time = (row: Row | undefined): string => number(row === undefined ? null : row.total / row.user, 1);
  return table(['CPUs', 'IRIX', ...counts.map((n) => `${n} a VM`)], 'r'.repeat(counts.length + 2), all.map((rows) => [`${rows[0].cpus}`, time(rows[0]), ...counts.map((n) => time(rows.find((row) => row.vms > 0 && each(row) === n)))])); // biome-ignore format: a line
}

/** One VM of eight CPUs is in Figure 7 too, where its root disk is another. */
function besideFigure7(): string {
  const here = sizes()[0].find(({ vms }) => vms === 1)!;
  const there = predictions().find(({ exhibit, workload, configuration, segment }) => exhibit === 'fig7' && workload === 'pmake' && configuration === '1vm' && segment === 'total')!; // biome-ignore format: a line
  return `One VM of eight CPUs takes ${number(here.total, 1)} % of IRIX’s time here and ${number(there.predicted, 1)} % in our Figure 7.`;
}

/** The fastest of each size, and what half as many machines take and spare. */
function best(): string {
  const body = sizes().map((rows) => {
    const [irix, ...machines] = rows;
    const fastest = machines.reduce((a, b) => (b.total < a.total ? b : a));
    const half = machines.find(({ vms }) => vms === fastest.vms / 2);
    const cost = half === undefined ? ['–', '–'] : [`+${number(100 * (half.total / fastest.total - 1), 0)} %`, `${number(fastest.M - half.M, 0)} of ${number(fastest.M, 0)}`]; // biome-ignore format: a line
    return [`${fastest.cpus}`, `${fastest.vms} of ${each(fastest)} CPUs`, number(fastest.total, 1), number(fastest.M / irix.M, 2), ...cost]; // biome-ignore format: a line
  });
  return table(['CPUs', 'fastest of the VMs tried', '% of IRIX’s time', 'M, times IRIX’s', 'half as many VMs: time', 'pages saved'], 'rlrrrr', body); // biome-ignore format: a line
}

/** What a further virtual machine adds, of the sizes that run as long as the first. */
function memory(): string {
  const range = (values: number[]): string => {
    const [from, to] = [Math.min(...values), Math.max(...values)].map((n) => number(n, 0));
    return from === to ? from : `${from} to ${to}`;
  };
  const whole = sizes().filter(([{ cpus }]) => cpus <= 32).map(([, first, ...more]) => [first, more.at(-1)!]); // biome-ignore format: a chain
  const added = (name: 'M' | 'V'): string => range(whole.map(([first, last]) => (last[name] - first[name]) / (last.vms - first.vms))); // biome-ignore format: a line
  const own = range(sizes().map(([, first]) => first.own / first.cpus));
  return `On 8 to 32 CPUs a further virtual machine adds ${added('M')} machine pages for ${added('V')} of what the guests believe to have. The monitor's own are ${own} pages a CPU.`;
}

/** The study of docs/explanation/scaling.md. */
export const SCALING = fromData({
  'scaling-beside-figure-7': besideFigure7,
  scaling: all,
  'scaling-by-cpus-of-a-vm': bySize,
  'scaling-best': best,
  'scaling-memory': memory,
});
