/** What is written between a document's two marks of a name. */
export interface Block {
  /** `data`: from code and committed data, in well under a second; `commands`: by commands that take seconds to minutes. */
  from: 'data' | 'commands';
  write: () => string | Promise<string>;
}
export type Blocks = Readonly<Record<string, Block>>;

const blocks = (from: Block['from'], writers: Readonly<Record<string, Block['write']>>): Blocks =>
  Object.fromEntries(Object.entries(writers).map(([name, write]) => [name, { from, write }]));

/** Blocks from code and committed data. */
export const fromData = (writers: Readonly<Record<string, Block['write']>>): Blocks => blocks('data', writers);
/** Blocks of what commands print now. */
export const fromCommands = (writers: Readonly<Record<string, Block['write']>>): Blocks => blocks('commands', writers);
