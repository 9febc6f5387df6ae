import { valueAt } from '../../config/layers.ts';
import type { Costs } from '../../price/cost-table.ts';
import { replayKeys } from '../../replay/structure/documents/reach.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { Axis } from './axes.ts';
import type { Parameter } from './parameters.ts';
import type { Scalar } from './range.ts';

/** Where an axis stands that a chart has no room for, and that a point does not move along. */
export interface OwnSetting {
  /** Number of the setting. */
  setting: number;
  /** Whether it is the structures’ own value, the nearest to that on the axis, or, where there is none to be near to, the middle. */
  how: 'own' | 'nearest' | 'middle';
  /** The structures’ own value, of the axis’s first column; undefined: they have none. */
  value?: Scalar;
}

/** The setting at which a structure and costs are what they are without the study: of several lists of costs the first. */
export function ownSetting({ columns, settings, path }: Axis, structure: Structure, costs: Costs): OwnSetting {
  if (path[0] === 'costs') return { setting: 0, how: 'own' };
  const own = columns.map((_, n) => {
    const parameter = settings[0].assignments[n]?.parameter;
    return path[0] === 'vary' && parameter !== undefined ? ownValue(parameter, structure, costs) : undefined;
  });
  const [value] = own;
  const known = value === undefined ? {} : { value };
  const exact = settings.findIndex(({ labels }) => own.every((each, n) => each !== undefined && labels[n] === each));
  if (exact >= 0) return { setting: exact, how: 'own', ...known };
  const near = typeof value === 'number' ? nearest(settings.map(({ labels: [label] }) => label), value) : undefined;
  return near === undefined
    ? { setting: Math.floor((settings.length - 1) / 2), how: 'middle', ...known }
    : { setting: near, how: 'nearest', ...known };
} // biome-ignore format: a line

function ownValue(parameter: Parameter, structure: Structure, costs: Costs): Scalar | undefined {
  if (parameter.of === 'costs') return costs[parameter.cost].value;
  const keys = replayKeys(parameter.keys, structure);
  const value = keys === undefined ? undefined : valueAt(structure, keys);
  return value === null || ['number', 'string', 'boolean'].includes(typeof value) ? (value as Scalar) : undefined;
}

/** The number of the value nearest to another: by ratio where all are above 0, else by difference; undefined where they are no numbers. */
function nearest(values: readonly Scalar[], wanted: number): number | undefined {
  if (!values.every((value) => typeof value === 'number')) return undefined;
  const byRatio = wanted > 0 && values.every((value) => value > 0);
  const distance = (value: number): number => Math.abs(byRatio ? Math.log(value / wanted) : value - wanted);
  return values.reduce((best, value, n) => (distance(value) < distance(values[best]) ? n : best), 0);
}
