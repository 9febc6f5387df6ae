import { jsonSchema } from '../../config.ts';
import { Costs } from '../../price/costs.ts';
import { STRUCTURES } from '../../replay/structure/presets.ts';
import { type ColumnKind, type NamedColumn, text } from '../../report/tables/column.ts';
import type { Axis } from '../study/axes.ts';
import type { Parameter } from '../study/parameters.ts';

/** What a point is of. */
export const TRACE = text('The trace: a file or a name.');
export const STRUCTURE = text('The structure’s name.');

const NOT_HERE = 'The setting means nothing to the structure.';

/** Columns of axes that are no setting. */
const OTHERS = {
  costs: text('The name of the costs.'),
  point: text('The name of the point.'),
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

/** The columns that tell an axis’s settings apart. */
export const axisColumns = ({ columns, settings: [first] }: Axis): NamedColumn[] =>
  columns.map((name, n) =>
    name in OTHERS && first.assignments[n]?.parameter.path !== name
      ? { name, ...OTHERS[name as keyof typeof OTHERS] }
      : settingColumn(first.assignments[n].parameter),
  );

/** A setting's column: its kind, unit and meaning are those of its key. */
function settingColumn(parameter: Parameter): NamedColumn {
  const { path } = parameter;
  if (parameter.of === 'costs') {
    const { description: meaning = '', shape } = Costs.shape[parameter.cost];
    return { name: path, kind: 'number', unit: shape.unit.value, meaning };
  }
  const node = schemaAt(jsonSchema(STRUCTURES.schema), parameter.keys);
  if (node === undefined) throw new RangeError(`the schema of structures has no ${path}`);
  const unit = unitOf(path);
  return {
    name: path,
    kind: kindOf(node),
    ...(unit === undefined ? {} : { unit }),
    meaning: node.description ?? `The setting ${path}.`,
    empty: NOT_HERE,
  };
}

/** What of a JSON Schema matters here. */
interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
}

const variantsOf = (schema: Schema): Schema[] => schema.anyOf?.flatMap(variantsOf) ?? [schema];

function schemaAt(schema: Schema, keys: readonly string[]): Schema | undefined {
  let node: Schema | undefined = schema;
  for (const key of keys)
    node =
      node === undefined ? undefined : variantsOf(node).find(({ properties }) => properties?.[key])?.properties?.[key];
  return node;
}

/** The kind of column that all of a key's values fit; text for what may be a number or a word. */
function kindOf(schema: Schema): ColumnKind {
  const types = new Set(variantsOf(schema).map(({ type }) => type));
  types.delete('null');
  const [type, ...more] = types;
  if (more.length > 0) return 'text';
  return type === 'integer' || type === 'number' || type === 'boolean' ? type : 'text';
}

/** By the end of the key's name. */
function unitOf(path: string): string | undefined {
  if (path.endsWith('Bytes')) return 'bytes';
  if (path.endsWith('MB')) return 'MB';
  return path.endsWith('Instructions') ? 'instructions' : undefined;
}
