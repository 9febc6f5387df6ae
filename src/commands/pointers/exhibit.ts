import { suggestion } from '../../config/suggestion.ts';

/**
 * The exhibit that a name in another spelling means, as a question: `Figure 5`, `figure5`, `fig. 5` are `fig5`, `table-2` is `table2`, `5` is
 * what there is with that number; else what is near. `next`: the word behind it, where `figure 5` are two.
 */
export function meantExhibit(text: string, known: readonly string[], next = ''): string {
  const written = /^(fig|figures?|tab|tables?)\.?$/i.test(text) ? `${text}${next}` : text;
  const key = written.toLowerCase().replace(/[^a-z0-9]/g, '');
  const number = /^(?:fig(?:ure)?s?|f)?0*(\d+)[a-z]?$/.exec(key)?.[1];
  const table = /^t(?:ab(?:le)?s?)?0*(\d+)[a-z]?$/.exec(key)?.[1];
  const named = known.filter(
    (name) => name === key || (number !== undefined && name === `fig${number}`) || (name === `table${table ?? (/^\d/.test(key) ? number : undefined)}`), // biome-ignore format: a line
  );
  return named.length > 0 ? `; did you mean ${named.map((name) => `"${name}"`).join(' or ')}?` : suggestion(text, known);
} // biome-ignore format: a line
