import type { Explained } from '../explain.ts';
import { caption, exerciseOf } from '../shown/facts.ts';
import { again, goOn } from '../shown/go-on.ts';

/** What is in a kit, in the order of its slides, as Markdown. */
export const contents = (title: string, all: readonly Explained[]): string => `# ${title}

[slides.html](slides.html) has all slides: it opens in any browser without a network, arrow keys turn the slides, and it prints one on a page.
Every number is counted in a replay, not given by the paper. Each slide says of which trace, and what is assumed.

Of each mechanism there are, by its key: \`KEY.html\`, a page with the figure, its numbers and what to try next; the figure as \`KEY.svg\`, \`KEY.png\` and, as
Vega-Lite, \`KEY.vl.json\`; its numbers as \`KEY.csv\` and \`KEY.json\`; and the slide as \`KEY-slide.svg\` and \`KEY-slide.png\`.

${all.map(section).join('\n')}`;

const section = (one: Explained, n: number): string => {
  const { mechanism, explanation, sentence } = one;
  const { key, name, section } = mechanism;
  return `## ${n + 1}. ${explanation.title}

The ${name} (section ${section}): [page](${key}.html), [slide](${key}-slide.svg), [figure](${key}.svg), [numbers](${key}.csv).

${[sentence, caption(one), ...exerciseOf(one)].join(' ')}

    ${[again(one), ...goOn(one)].join('\n    ')}
`;
};
