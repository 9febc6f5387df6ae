import { words } from '../text/words.ts';

/** What a cell can hold. Null where there is no value. */
export type Cell = string | number | boolean | null;

/** What a column holds, in every format: text, whole numbers, other numbers, or true and false. */
export const COLUMN_KINDS = ['text', 'integer', 'number', 'boolean'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** All there is to say of a column but its name, which is its key among a table's columns. */
export interface Column<K extends ColumnKind = ColumnKind> {
  /** What its values are. */
  readonly kind: K;
  /** `ns`, `%`, `ms`, `bytes`; of a number that counts something, what it counts; none of text and of ratios. */
  readonly unit?: string;
  /** A sentence. */
  readonly meaning: string;
  /** When a cell has no value; a column without it has one in every row. */
  readonly empty?: string;
  /** What people read above the column, where that is not the words of its name. */
  readonly label?: string;
}

/** A table's columns by name, in order. */
export type Columns = Readonly<Record<string, Column>>;

/** A column with its name. */
export interface NamedColumn extends Column {
  /** What files and programs call it. */
  readonly name: string;
}

type ValueOf<K extends ColumnKind> = K extends 'text' ? string : K extends 'boolean' ? boolean : number;
/** A row of a table with these columns: null only where its column says when. */
export type RowOf<C extends Columns> = {
  -readonly [name in keyof C]: C[name] extends { readonly empty: string }
    ? ValueOf<C[name]['kind']> | null
    : ValueOf<C[name]['kind']>;
};

/** A column as its constructors make it: exact as to its kind, and as to whether it may be empty. */
type Made<K extends ColumnKind, E> = Column<K> & (E extends { empty: string } ? { readonly empty: string } : unknown);
interface More {
  empty?: string;
  label?: string;
}

export const text = <const M extends More>(meaning: string, more?: M) =>
  ({ kind: 'text', meaning, ...more }) as unknown as Made<'text', M>;

export const flag = <const M extends More>(meaning: string, more?: M) =>
  ({ kind: 'boolean', meaning, ...more }) as unknown as Made<'boolean', M>;

/** Whole numbers of `unit`: what is counted. */
export const integer = <const M extends More>(unit: string, meaning: string, more?: M) =>
  ({ kind: 'integer', ...(unit === '' ? {} : { unit }), meaning, ...more }) as unknown as Made<'integer', M>;

/** Numbers in `unit`; '' for ratios. */
export const number = <const M extends More>(unit: string, meaning: string, more?: M) =>
  ({ kind: 'number', ...(unit === '' ? {} : { unit }), meaning, ...more }) as unknown as Made<'number', M>;

/** Columns with their names. */
export const named = (columns: Columns): NamedColumn[] =>
  Object.entries(columns).map(([name, column]) => ({ name, ...column }));

/** What people read above a column: its label, else the words of its name: `missRatio` as `miss ratio`. */
export const headOf = ({ name, label }: NamedColumn): string => label ?? words(name);

export const isNumeric = ({ kind }: Column): boolean => kind === 'integer' || kind === 'number';
