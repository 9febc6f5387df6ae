import { writeFileSync } from 'node:fs';
import { KINDS } from '../src/commands/show/kinds/index.ts';
import { commandsReference } from './reference/commands.ts';

/** What gives a whole document of docs/reference, by its name there. */
export type Generators = Readonly<Record<string, () => string | Promise<string>>>;

/** Documents that `disco show KIND --markdown` prints. */
const PRINTED: Generators = Object.fromEntries(
  KINDS.flatMap(({ plural, reference }) => (reference === undefined ? [] : [[`${plural}.md`, reference]])),
);

/** Documents of docs/reference that are written by a program from beginning to end. */
export const REFERENCES: Generators = { ...PRINTED, 'commands.md': commandsReference };

export const FOLDER = new URL('../docs/reference/', import.meta.url);

if (import.meta.main)
  for (const [name, generate] of Object.entries(REFERENCES)) writeFileSync(new URL(name, FOLDER), await generate());
