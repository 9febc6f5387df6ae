/** What kinds are for, in the order in which they are listed. */
export const GROUPS = ['What you replay', 'What you replay it on', 'What it costs', 'What to look at'] as const;
export type Group = (typeof GROUPS)[number];

/** How much there is to replay. */
export interface Size {
  amount: number;
  unit: 'references' | 'instructions';
}

/** One of a kind, as a list has it. */
export interface Entry {
  name: string;
  /** What it is or teaches. */
  line: string;
  /** What else a list says of it, a paragraph each. */
  more?: readonly string[];
  size?: Size;
  cpus?: number;
  /** The command that shows it at work, as it is typed. */
  command: string;
  /** The heading under which it stands, where a kind's entries have such. */
  section?: string;
}

/** A kind of what `disco show` lists. What takes long to load is loaded by its functions. */
export interface Kind {
  /** One of them, as it is typed: `study`. */
  readonly name: string;
  /** Several: `studies`. */
  readonly plural: string;
  readonly group: Group;
  /** What they are. */
  readonly line: string;
  /** Those that have names, in the order of the list. */
  entries(): Promise<readonly Entry[]>;
  /** Other names of an entry, as `synthetic:pmake` of `pmake`; the same unless given. */
  alias?(name: string): string;
  /** One in full: an entry by its name, or a file where `files` says so. Throws a UserError. */
  full(name: string): Promise<string>;
  /** Whether a YAML or JSON file may stand for a name. */
  readonly files?: true;
  /** The JSON Schema of such a file. */
  schema?(): Promise<object>;
  /** All of them as Markdown: a page of the documentation. */
  reference?(): Promise<string>;
}
