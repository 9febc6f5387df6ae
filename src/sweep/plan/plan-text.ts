import { boardCoupling, reuseKey, tlbCoupling } from '../../replay/machine/variants.ts';
import { hanging, paragraph } from '../../report/text/text-table.ts';
import { enumerate, integer, plural, printable } from '../../report/text/words.ts';
import type { Configuration } from '../study/configurations.ts';
import type { Damage, Plan } from './plan.ts';
import { pointCount } from './points.ts';

/** The plan for people, in 80 columns: points asked, replays needed, what is shared, and what is not and why. `idle`: what cannot act, a sentence each. */
export function planText(plan: Plan, idle: readonly string[] = []): string {
  const { study, replays, stored, tasks, traces, grid } = plan;
  const rows: [string, string][] = [
    ['points', `${integer(pointCount(plan))}: ${dimensions(plan)}`],
    ['replays', `${integer(replays.length)}; points that differ in costs only, or in nothing, share one`],
    ['stored', stored.size === 0 ? 'none of them' : `${integer(stored.size)} of them`],
    ...(plan.damaged.length === 0 ? [] : [['damaged', damageText(plan.damaged)] satisfies [string, string]]),
    ['to do', tasks.length === 0 ? 'nothing' : `${passes(tasks.length)} over traces`],
  ];
  for (const configuration of grid.configurations) rows.push(...sharing(plan, configuration));
  for (const why of idle) rows.push(['idle', why]);
  const title = `${study.name}${study.description === undefined ? '' : `: ${study.description}`}`;
  const wide = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.flatMap(([name, text]) => hanging(name.padEnd(wide), text));
  const what = paragraph(`${title} (${plural(traces.length, 'trace')})`);
  return `${[...what, '', ...lines].join('\n')}\n`;
}

/** What the store has and cannot be used: how much, the first of it, and why. */
export const damageText = (damaged: readonly Damage[]): string =>
  `${plural(damaged.length, 'entry', 'entries')} of the store cannot be used, and ${damaged.length === 1 ? 'is' : 'are'} made again: ${damaged[0].key.slice(0, 12)}…: ${printable(damaged[0].why)}${damaged.length === 1 ? '' : '; …'}`;

/** `1 pass`, `2 passes` */
export const passes = (n: number): string => `${integer(n)} ${n === 1 ? 'pass' : 'passes'}`;

/** `2 structures × 5 tlb.entries × 31 remoteMemory` */
function dimensions({ traces, grid }: Plan): string {
  const parts = [
    ...(traces.length > 1 ? [`${traces.length} traces`] : []),
    plural(grid.configurations.length, 'structure'),
    ...grid.axes.map(
      ({ columns, settings }) =>
        `${integer(settings.length)} ${columns[0] === 'point' ? 'named points' : columns.join(' with ')}`,
    ),
  ];
  const partial = grid.configurations.filter(({ sizes }) =>
    sizes.some((n, axis) => n !== grid.axes[axis].settings.length),
  );
  const without = partial.map(({ name, sizes }) => {
    const lacks = grid.axes
      .filter(({ settings }, axis) => sizes[axis] !== settings.length)
      .map(({ columns }) => columns.join(', '));
    return `${name} has no ${enumerate(lacks)}`;
  });
  return [parts.join(' × '), ...without].join('; ');
}

/** Which axes of a configuration one machine replays at once, and why it does not replay the others so. */
function sharing({ grid }: Plan, configuration: Configuration): [string, string][] {
  const { name, variants, structural, sizes } = configuration;
  if (variants.length === 1) return [];
  const strides = strideOf(configuration);
  return grid.axes.flatMap(({ columns }, axis): [string, string][] => {
    if (!structural[axis] || sizes[axis] === 1) return [];
    const along = Array.from({ length: sizes[axis] }, (_, k) => variants[k * strides[axis]]);
    const keys = new Set(along.map(reuseKey)).size;
    const what = `${columns.join(' with ')}: `;
    if (keys === 1) return [[name, `${what}all ${sizes[axis]} share a pass`]];
    return [[name, `${what}a pass for each of ${keys}; ${reason(columns, variants[0])}`]];
  });
}

/** Axis -> distance of neighbours among the variants; 0 for an axis that changes none. */
function strideOf({ sizes, structural }: Configuration): number[] {
  const strides = sizes.map(() => 0);
  for (let axis = sizes.length - 1, stride = 1; axis >= 0; axis--) {
    if (!structural[axis]) continue;
    strides[axis] = stride;
    stride *= sizes[axis];
  }
  return strides;
}

function reason(columns: readonly string[], structure: Configuration['variants'][number]): string {
  const within = (...parts: string[]): boolean =>
    columns.some((column) => parts.some((part) => column === part || column.startsWith(`${part}.`)));
  const tlb = within('tlb') ? tlbCoupling(structure) : undefined;
  const board = within('cache.l2') ? boardCoupling(structure) : undefined;
  return tlb ?? board ?? 'it decides what everything after it sees';
}
