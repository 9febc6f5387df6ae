import { readFileSync, writeFileSync } from 'node:fs';
import { changesTable, inputsTable } from '../src/diff/shown/tables.ts';
import { indented, inFolder, printed } from './command-line.ts';
import { between, table } from './markdown.ts';

/** What docs/how-to/comparing.md and docs/how-to/sweeps.md show of the command line: `node .ci/comparing.ts` writes it there. */
export const DOCUMENTS = ['comparing.md', 'sweeps.md'].map(
  (name) => new URL(`../docs/how-to/${name}`, import.meta.url),
);

/** The commands of each block; the last one's output is shown with it, those before it only where they are part of the example. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  reports: ['compare make -o before', 'compare make --set tlb.entries=128 -o after', 'diff before after'],
  sweeps: [
    'sweep make --vary tlb.entries=32,64,128 -o sweep-before',
    'sweep make --vary tlb.entries=32,64,128 --set monitor.secondLevelTlb.entries=0 -o sweep-after',
    'diff sweep-before sweep-after',
  ],
  finding: ['sweep make --vary tlb.entries=32,64,128 --vary localMemory=100,200,300'],
};

/** Every block by its name: the command lines, and what the last one prints. Some seconds of work. */
export function blocks(): ReadonlyMap<string, string> {
  const written = inFolder((folder) =>
    Object.entries(BLOCKS).map(([name, commands]): [string, string] => {
      const outputs = commands.map((command) => printed(command.split(' '), folder));
      return [name, indented([...commands.map((command) => `$ disco ${command}`), '', outputs.at(-1)].join('\n'))];
    }),
  );
  const columns = [changesTable, inputsTable].map(({ name, meaning, columns: own }) => {
    const rows = own.map((each) => [`\`${each.name}\``, each.kind, [each.meaning, ...(each.empty === undefined ? [] : [`Empty: ${each.empty}`])].join(' ')]); // biome-ignore format: a line
    return `\`${name}.csv\`: ${meaning[0].toLowerCase()}${meaning.slice(1)}\n\n${table(['column', 'kind', 'meaning'], 'lll', rows)}`;
  });
  return new Map([...written, ['columns', columns.join('\n\n')]]);
}

/** A document with every block in its place. */
export const withBlocks = (text: string, all: ReadonlyMap<string, string>): string =>
  [...all].reduce((document, [name, lines]) => between(document, name, 'comparing.ts', lines), text);

if (import.meta.main) {
  const all = blocks();
  for (const document of DOCUMENTS) writeFileSync(document, withBlocks(readFileSync(document, 'utf8'), all));
}
