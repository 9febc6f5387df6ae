/** An example of CONTRIBUTING.md: a file, or lines of one, and where they belong. */
export interface Example {
  file: string;
  /** Where in a file that is there: below the line with this text, or in its place. Undefined: the whole of a new file. */
  place?: { how: 'after' | 'instead of'; text: string };
  code: string;
}

const BLOCK = /^```(?:ts|yaml)\n(?:\/\/|#) (src\/[\w./-]+)(?:, (after|instead of): (.+))?\n([\s\S]*?)^```$/gm;

/** The examples of a document, in their order. */
export const examplesIn = (document: string): Example[] =>
  [...document.matchAll(BLOCK)].map(([, file, how, text, code]) => ({
    file,
    code,
    ...(how === undefined ? {} : { place: { how: how as 'after' | 'instead of', text } }),
  }));

/** The file with an example at its place. Throws an Error where not exactly one line has the text that names it. */
export function withExample(content: string, { file, place, code }: Example): string {
  if (place === undefined) return code;
  const lines = content.split('\n');
  const found = lines.flatMap((line, n) => (line.includes(place.text) ? [n] : []));
  if (found.length !== 1) throw new Error(`${file}: ${found.length} lines have "${place.text}"; expected one`);
  lines.splice(
    found[0] + (place.how === 'after' ? 1 : 0),
    place.how === 'after' ? 0 : 1,
    ...code.trimEnd().split('\n'),
  );
  return lines.join('\n');
}
