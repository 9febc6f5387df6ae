import { nodeAt, type SchemaNode } from '../../config/schema.ts';
import { Costs } from '../../price/costs.ts';
import { Documents } from '../../replay/structure/documents/documents.ts';
import { meanings } from '../../replay/structure/documents/homes.ts';
import { type ColumnKind, integer, isNumeric, type NamedColumn, text } from '../../report/tables/column.ts';
import type { PricedPlan } from '../plan/points.ts';
import type { Axis } from '../study/axes.ts';
import type { Parameter } from '../study/parameters.ts';
import type { Scalar } from '../study/range.ts';
import { STRUCTURE, TRACE } from './place-columns.ts';

const NOT_HERE = 'The setting means nothing to the structure.';

/** Columns of axes that are no setting. */
const OTHERS = {
  costs: text('The name of the costs.'),
  point: text('The name of the point.'),
  draw: integer('', 'The number of the draw of what is assumed, from 0; all have the same weight.'),
} as const;

/** The columns that tell points apart, for the reference; a setting's has what its key has. */
export const labelColumns = (): NamedColumn[] => [
  { name: 'trace', ...TRACE },
  { name: 'structure', ...STRUCTURE },
  ...Object.entries(OTHERS).map(([name, column]) => ({
    name,
    ...column,
    empty: 'The study has no such axis; there is no column then.',
  })),
];

/** The columns that tell a plan's points apart. */
export const pointColumns = ({ grid }: PricedPlan): NamedColumn[] => [
  { name: 'trace', ...TRACE },
  { name: 'structure', ...STRUCTURE },
  ...grid.axes.flatMap(axisColumns),
];

/** The columns that tell an axis’s settings apart. */
const axisColumns = ({ columns, settings }: Axis): NamedColumn[] =>
  columns.map((name, n) => {
    const parameter = settings[0].assignments[n]?.parameter;
    if (name in OTHERS && parameter?.path !== name) return { name, ...OTHERS[name as keyof typeof OTHERS] };
    return asWritten(
      settingColumn(parameter),
      settings.map(({ labels }) => labels[n]),
    );
  });

/** A setting's column: its kind, unit and meaning are those of its key. */
function settingColumn(parameter: Parameter): NamedColumn {
  const { path } = parameter;
  if (parameter.of === 'costs') {
    const { description: meaning = '', shape } = Costs.shape[parameter.cost];
    return { name: path, kind: 'number', unit: shape.unit.value, meaning };
  }
  const node = nodeAt(Documents, meanings(parameter.keys)[0] ?? parameter.keys);
  if (node === undefined) throw new RangeError(`the schema of structures has no ${path}`);
  const kind = kindOf(node);
  return {
    name: path,
    kind,
    ...(node.unit === undefined || kind === 'text' ? {} : { unit: node.unit }),
    meaning: node.description ?? `The setting ${path}.`,
    empty: NOT_HERE,
  };
}

const variantsOf = (node: SchemaNode): SchemaNode[] => node.anyOf?.flatMap(variantsOf) ?? [node];

/** The kind of column that all of a key's values fit; text for what may be a number or a word. */
function kindOf(node: SchemaNode): ColumnKind {
  const types = new Set(variantsOf(node).map(({ type }) => type));
  types.delete('null');
  const [type, ...more] = types;
  if (more.length > 0) return 'text';
  return type === 'integer' || type === 'number' || type === 'boolean' ? type : 'text';
}

/** As it is, or as text where a value is none yet: a time given in cycles, which the clock of each point converts. */
function asWritten(column: NamedColumn, values: readonly Scalar[]): NamedColumn {
  if (!isNumeric(column) || values.every((value) => value === null || typeof value === 'number')) return column;
  const { unit: _, ...rest } = column;
  return { ...rest, kind: 'text', meaning: `${column.meaning} As the study writes it.` };
}
