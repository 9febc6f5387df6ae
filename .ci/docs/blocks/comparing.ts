import { changesTable, inputsTable } from '../../../src/diff/shown/tables.ts';
import { fromCommands, fromData } from '../block.ts';
import { indented, inFolder, printed } from '../command-line.ts';
import { table } from '../markdown.ts';

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

/** The command lines, and what the last one prints. */
const shown = (commands: readonly string[]): string =>
  inFolder((folder) => {
    const outputs = commands.map((command) => printed(command.split(' '), folder));
    return indented([...commands.map((command) => `$ disco ${command}`), '', outputs.at(-1)].join('\n'));
  });

/** The columns of what a comparison writes. */
const columns = (): string =>
  [changesTable, inputsTable]
    .map(({ name, meaning, columns: own }) => {
      const rows = own.map((each) => [`\`${each.name}\``, each.kind, [each.meaning, ...(each.empty === undefined ? [] : [`Empty: ${each.empty}`])].join(' ')]); // biome-ignore format: a line
      return `\`${name}.csv\`: ${meaning[0].toLowerCase()}${meaning.slice(1)}\n\n${table(['column', 'kind', 'meaning'], 'lll', rows)}`;
    })
    .join('\n\n');

export const COMPARING = {
  ...fromCommands(Object.fromEntries(Object.entries(BLOCKS).map(([name, commands]) => [name, () => shown(commands)]))),
  ...fromData({ columns }),
};
