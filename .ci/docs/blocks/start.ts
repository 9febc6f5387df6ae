import { fromCommands } from '../block.ts';
import { inFolder, printed } from '../command-line.ts';

/** The paragraphs of what `npm start` prints, in their order: each has a block, and the tutorial explains it there. */
const PARAGRAPHS = ['differs', 'trace', 'times', 'cost', 'monitor', 'rates', 'sources', 'notes'];

let paragraphs: readonly string[] | undefined;

/** The n-th paragraph of what `npm start` prints. Throws an Error where there are others than the tutorial explains. */
function paragraph(n: number): string {
  paragraphs ??= inFolder((folder) => printed(['start'], folder))
    .trimEnd()
    .split('\n\n');
  if (paragraphs.length !== PARAGRAPHS.length)
    throw new Error(`npm start prints ${paragraphs.length} paragraphs; the tutorial explains ${PARAGRAPHS.length}`);
  return `\`\`\`text\n${n === 0 ? '$ npm start\n\n' : ''}${paragraphs[n]}\n\`\`\``;
}

export const START = fromCommands(
  Object.fromEntries(PARAGRAPHS.map((name, n) => [`start-${name}`, () => paragraph(n)])),
);
