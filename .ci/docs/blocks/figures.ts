import { sentenceOf } from '../../../src/explain/explain.ts';
import { ALL, ROWS } from '../../../test/explain/rows.ts';
import { fromData } from '../block.ts';

/** What each mechanism's figure says, of the rows that `node .ci/explain.ts` counted. */
export const FIGURES = fromData(
  Object.fromEntries(
    ALL.map(([key, each]) => [
      `figure-${key}`,
      () => `**Its figure.** ${sentenceOf(each, each.source.trace, ROWS[key])} \`disco explain ${key}\` draws it.`,
    ]),
  ),
);
