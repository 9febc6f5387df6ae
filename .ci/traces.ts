import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { entryOf } from '../src/catalogue/entry.ts';
import { catalogueFacts, type FileFacts } from '../src/catalogue/facts.ts';
import { commandsOf } from '../src/catalogue/recipe.ts';
import { amount, cpus, factsLine, size } from '../src/catalogue/text.ts';

/** The table and the sections of traces/README.md, of the catalogue and of the files: `node .ci/traces.ts` writes them between their marks. */
const DOCUMENT = new URL('../traces/README.md', import.meta.url);
const BEGIN = '<!-- What follows, up to the next mark, is written by: node .ci/traces.ts -->\n';
const END = '<!-- End of what is written -->\n';

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

/** The document with what is written as it is to be. */
export async function withTraces(document: string): Promise<string> {
  const all = await catalogueFacts();
  const row = (name: string, facts: FileFacts | undefined): string => {
    const { description, teaches, recipe } = entryOf(name)!;
    const made = amount(recipe?.references ?? 0);
    const file = facts === undefined ? [made, '', `\`disco trace fetch ${name}\``] : [amount(facts.totals.references), cpus(facts.totals.cpus), size(facts.bytes)];
    return `| ${[`[\`${name}\`](#${name})`, description, teaches.replaceAll('\n', ' '), ...file].join(' | ')} |`;
  }; // biome-ignore format: a long line
  const table = [
    '| trace | what | teaches | references | CPUs | size |',
    '|---|---|---|---:|---:|---:|',
    ...all.map(([name, facts]) => row(name, facts)),
    '',
  ];
  const written = [...table, ...all.flatMap(([name, facts]) => section(name, facts))].join('\n');
  const [from, to] = [document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END)];
  return `${document.slice(0, from)}\n${written.trimEnd()}\n\n${document.slice(to)}`;
}

if (import.meta.main) writeFileSync(DOCUMENT, await withTraces(readFileSync(DOCUMENT, 'utf8')));
