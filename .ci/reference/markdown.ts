import { markdownTable } from '../../src/commands/show/reference/markdown.ts';
import { markdownPage } from '../../src/report/text/markdown.ts';

export { anchorOf, item } from '../../src/report/text/markdown.ts';

/** What stands beneath the title of every page that is written here. */
const WRITTEN = '<!-- Written by npm run docs, as a whole; a test compares. -->';

export const table = markdownTable;

/** In the type of code. */
export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** Text without what Markdown would take for markup, but for what is in the type of code. */
export const escaped = (text: string): string =>
  text.replace(/`[^`]*`|[<>*_]/g, (found) =>
    found.length > 1 ? found : found === '<' ? '&lt;' : found === '>' ? '&gt;' : `\\${found}`,
  );

/** A document, which says below its title that it is written by a program. */
export const page = ([title, ...blocks]: readonly string[]): string => markdownPage([title, WRITTEN, ...blocks]);
