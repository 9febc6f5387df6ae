import { hanging, paragraph } from '../../report/text/text-table.ts';
import { lineWidth } from '../../report/text/width.ts';
import type { Examined } from './examine.ts';

const INDENT = '    ';

/** What is there and what is not, for people: a name, what was found, what it is for, how to get it. Paths are whole, however long. */
export function doctorText({ disco, node, programs, packages, folders }: Examined): string {
  return `${[
    `disco-replay ${disco}`,
    '',
    'Needed:',
    ...item(node.problem === null, located(`Node ${node.release}`, node.path), node.problem ?? false),
    '',
    ...paragraph('Used where they are there (+), each by what it says; what comes along is replayed without any of them:'),
    ...programs.flatMap(({ name, path, release, what, packages }) =>
      path === null
        ? item(false, [`${name}: not found`], what, `apt-get install ${packages}`)
        : item(true, located(`${name}${release === null ? '' : ` ${release}`}`, path), what),
    ),
    ...packages.flatMap(({ name, release, what }) =>
      release === null
        ? item(false, [`${name} (npm): not found`], what, `npm install ${name}`)
        : item(true, [`${name} ${release} (npm)`], what),
    ),
    '',
    'Folders that are written into:',
    ...folders.flatMap(({ path, what, writable }) => item(writable, writable ? [path] : [path, 'cannot be written'], what)),
  ].join('\n')}\n`;
} // biome-ignore format: a list

/** A name and the path behind it, or beneath it where both do not fit a line. */
function located(name: string, path: string): string[] {
  const both = `${name}, ${path}`;
  return both.length <= lineWidth() - INDENT.length ? [both] : [`${name}:`, path];
}

/** Lines with a sign before the first, and texts beneath them. */
const item = (good: boolean, [first, ...more]: string[], ...texts: (string | false)[]): string[] => [
  `  ${good ? '+' : '-'} ${first}`,
  ...more.map((line) => `${INDENT}${line}`),
  ...texts.filter((text) => text !== false).flatMap((text) => hanging(INDENT, text)),
];
