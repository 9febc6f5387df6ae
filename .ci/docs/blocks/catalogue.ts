import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { entryOf } from '../../../src/catalogue/entry.ts';
import { catalogueFacts, type FileFacts } from '../../../src/catalogue/facts.ts';
import { commandsOf } from '../../../src/catalogue/recipe.ts';
import { amount, cpus, factsLine, size } from '../../../src/catalogue/text.ts';
import { fromData } from '../block.ts';
import { table } from '../markdown.ts';

const integer = (n: number): string => n.toLocaleString('en-US');
const code = (lines: readonly string[]): string[] => ['', ...lines.map((line) => `    ${line}`), ''];

function section(name: string, facts: FileFacts | undefined): string[] {
  const {
    description,
    teaches,
    program,
    licence,
    machine,
    recorded,
    commands,
    recipe,
    try: shown,
    about,
  } = entryOf(name)!;
  return [
    `## ${name}`,
    '',
    `${description}.`,
    '',
    `- **Teaches.** ${teaches}`,
    `- **Programs.** ${program}. Licence: ${licence}.`,
    `- **Recorded** ${recorded}; ${machine}.`,
    ...(facts === undefined ? [] : fileLines(facts)),
    '',
    ...(recipe === undefined
      ? []
      : [
          `\`disco trace fetch ${name}\` makes it${facts === undefined ? '' : ' again'}, in a copy of \`src/\`:`,
          ...code(commandsOf(name, recipe)),
        ]),
    ...(commands.length === 0 ? [] : ['Made by:', ...code(commands)]),
    'See it by:',
    ...code(shown),
    ...(about === undefined ? [] : [about.trimEnd(), '']),
  ];
}

function fileLines(facts: FileFacts): string[] {
  const { totals, path } = facts;
  const { references, fetches, loads, stores, instructions } = totals;
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return [
    `- **File.** ${factsLine(facts)}: ${integer(references)} references (${integer(fetches)} fetches, ${integer(loads)} loads, ${integer(stores)} stores), ${integer(instructions)} instructions.`,
    `- **sha256** \`${sha256}\``,
  ];
}

/** The table and the sections of the catalogue's traces. */
async function catalogue(): Promise<string> {
  const all = await catalogueFacts();
  const rows = all.map(([name, facts]) => {
    const { description, teaches, recipe } = entryOf(name)!;
    const file =
      facts === undefined
        ? [amount(recipe?.references ?? 0), '', `\`disco trace fetch ${name}\``]
        : [amount(facts.totals.references), cpus(facts.totals.cpus), size(facts.bytes)];
    return [`[\`${name}\`](#${name})`, description, teaches.replaceAll('\n', ' '), ...file];
  });
  return [
    table(['trace', 'what', 'teaches', 'references', 'CPUs', 'size'], 'lllrrr', rows),
    '',
    ...all.flatMap(([name, facts]) => section(name, facts)),
  ].join('\n');
}

export const CATALOGUE = fromData({ catalogue });
