import { KINDS } from '../src/commands/show/kinds/index.ts';
import { commandsReference } from './reference/commands.ts';
import { referenceIndex } from './reference/index.ts';
import { jsonReference } from './reference/json.ts';
import { presetsReference } from './reference/presets.ts';
import { reportsReference } from './reference/reports.ts';
import { workloadsReference } from './reference/workloads.ts';

/** What gives a whole document of docs/reference, by its name there. */
export type Generators = Readonly<Record<string, () => string | Promise<string>>>;

/** Documents that `disco show KIND --markdown` prints. */
const PRINTED: Generators = Object.fromEntries(
  KINDS.flatMap(({ plural, reference }) => (reference === undefined ? [] : [[`${plural}.md`, reference]])),
);

/** Documents of docs/reference that are written from beginning to end, in a second or two. */
export const REFERENCES: Generators = {
  'README.md': referenceIndex,
  'commands.md': commandsReference,
  'presets.md': presetsReference,
  'reports.md': reportsReference,
  'json.md': jsonReference,
  'settings-workloads.md': workloadsReference,
  ...PRINTED,
};

/** Those of the library, for which its declarations are made: some ten seconds of a processor. */
export async function libraryReferences(): Promise<Generators> {
  const { LIBRARY_PAGES, libraryIndex } = await import('./reference/library.ts');
  return { 'library.md': libraryIndex, ...LIBRARY_PAGES };
}
