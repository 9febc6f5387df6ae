import { paragraph } from '../../report/text/text-table.ts';
import { lineWidth } from '../../report/text/width.ts';
import { wrap } from '../../report/text/words.ts';
import type { Examined } from './examine.ts';

/** What is there and what is not, for people: a name, what was found, what it is for, how to get it. */
export function doctorText({ disco, node, programs, packages, folders }: Examined): string {
  const under = (text: string): string[] => wrap(text, lineWidth() - 4).map((line) => `    ${line}`);
  const item = (good: boolean, head: string, ...texts: (string | false)[]): string[] => [
    ...wrap(head, lineWidth() - 4).map((line, n) => `${n === 0 ? (good ? '  + ' : '  - ') : '    '}${line}`),
    ...texts.filter((text) => text !== false).flatMap(under),
  ];
  return `${[
    `disco-replay ${disco}`,
    '',
    'Needed:',
    ...item(node.problem === null, `Node ${node.release}, ${node.path}`, node.problem ?? false),
    '',
    'Used where they are there (+), each by what it says; what comes along is replayed without any of them:',
    ...programs.flatMap(({ name, path, release, what, packages }) =>
      path === null
        ? item(false, `${name}: not found`, what, `apt-get install ${packages}`)
        : item(true, `${name}${release === null ? '' : ` ${release}`}, ${path}`, what),
    ),
    ...packages.flatMap(({ name, release, what }) =>
      release === null
        ? item(false, `${name} (npm): not found`, what, `npm install ${name}`)
        : item(true, `${name} ${release} (npm)`, what),
    ),
    '',
    'Folders that are written into:',
    ...folders.flatMap(({ path, what, writable }) => item(writable, `${path}${writable ? '' : ': cannot be written'}`, what)), // biome-ignore format: a line
  ]
    .flatMap((line) => (line.length > lineWidth() ? paragraph(line) : [line]))
    .join('\n')}\n`;
}
