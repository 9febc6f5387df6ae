import { mechanismOf, sentenceOf } from '../../../src/explain/explain.ts';
import { ALL, ROWS } from '../../../test/explain/rows.ts';
import { predictions } from '../../validation.ts';
import { fromData } from '../block.ts';
import { number } from '../markdown.ts';
import { worthSentence } from './measured-worth.ts';

/** Of what a slide shows the beginning: what the paper and the whole run have of eight virtual machines. */
function wholeFigure6(): string {
  const [seen, used] = ['V total', 'M total'].map((total) => {
    const row = predictions().find(({ exhibit, configuration, segment }) => exhibit === 'fig6' && configuration === '8vm' && segment === total);
    if (row === undefined) throw new Error(`no ${total} of eight virtual machines is predicted`);
    return row;
  });
  const pages = (of: 'published' | 'predicted'): string => `${number(used[of], 0)} pages instead of ${number(seen[of], 0)}`;
  return `In the whole of Figure 6, eight virtual machines that share use ${pages('published')} in the paper, and
${pages('predicted')} in the model.`;
} // biome-ignore format: a long line

/** What each mechanism is worth in the measured tables, and what its figure says, of the rows that `node .ci/explain.ts` counted. */
export const FIGURES = fromData({
  ...Object.fromEntries(
    ALL.map(([key, each]) => [
      `figure-${key}`,
      () =>
        `${worthSentence(mechanismOf(key).name, each.source.trace)}\n\n**Its figure.** ${sentenceOf(each, each.source.trace, ROWS[key]).replaceAll('virtual machines', 'VMs')} \`disco explain ${key}\` draws it.`,
    ]),
  ),
  'whole-figure-6': wholeFigure6,
});
