import { hanging, paragraph } from '../../../report/text/text-table.ts';
import { GROUPS, type Kind } from '../kind.ts';

/** All kinds in groups, each with how many there are and what to type. */
export function overviewText(kinds: readonly (readonly [Kind, count: number])[]): string {
  const typed = (kind: Kind): string => `disco show ${kind.plural}`;
  const width = Math.max(...kinds.map(([kind]) => typed(kind).length));
  const digits = Math.max(...kinds.map(([, count]) => `${count}`.length));
  const groups = GROUPS.flatMap((group) => [
    '',
    group,
    ...kinds
      .filter(([kind]) => kind.group === group)
      .flatMap(([kind, count]) => hanging(`  ${typed(kind).padEnd(width)}  ${`${count}`.padStart(digits)}  `, kind.line)),
  ]); // biome-ignore format: a line
  return `${[
    ...paragraph('What there is, by kind: what to type for the list, and how many are in it.'),
    ...groups,
    '',
    ...paragraph('One of them in full, by its kind or, where nothing else has its name, without:'),
    ...EXAMPLES.flatMap(([command, what]) => hanging(command.padEnd(longest + 2), what)),
  ].join('\n')}\n`;
}

const EXAMPLES = [
  ['  disco show exhibit fig5', 'a figure, and what it is made of'],
  ['  disco show tlbMiss', 'an event, and what it costs'],
  ['  disco show structure disco', 'a document, as YAML'],
] as const;
const longest = Math.max(...EXAMPLES.map(([command]) => command.length));
