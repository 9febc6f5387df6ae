import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { slug } from 'github-slugger';
import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';
import { PAGES, placeOf, ROOT } from './pages.ts';

/** Files of the repository to which pages link, by their paths from the root, and where the site has a copy of each. */
export const LINKED = new Map<string, string>();
/** What a browser shows of itself; other files are shown as text. */
const SHOWN = /\.(html|json|png|svg)$/;

type Tokens = ReturnType<MarkdownRenderer['parse']>;
type Token = Tokens[number];

/** Where a relative link leads on the site; undefined: nowhere, as for a folder without a page. Throws Error for what is not there. */
function leadsTo(href: string, page: string): string | undefined {
  const [path, fragment] = href.split('#');
  const target = relative(ROOT, join(dirname(page), decodeURI(path)));
  const file = [target, join(target, 'README.md')].find((each) => PAGES.includes(each));
  if (file !== undefined) return [`/${placeOf(file)}`, ...(fragment === undefined ? [] : [fragment])].join('#');
  if (!existsSync(join(ROOT, target))) throw new Error(`${relative(ROOT, page)} links to ${href}, and there is no ${target}: mend the link`);
  if (statSync(join(ROOT, target)).isDirectory()) return undefined;
  LINKED.set(target, `files/${target}${SHOWN.test(target) ? '' : '.txt'}`);
  return `/${LINKED.get(target)}`;
} // biome-ignore format: long lines

/** Turns the links of a paragraph into the site's. */
function relink(tokens: Tokens, page: string): void {
  let dropped = false;
  for (const token of tokens) {
    const href = token.attrGet('href');
    if (token.type === 'link_close' && dropped) {
      blank(token);
      dropped = false;
    } else if (token.type === 'link_open' && href !== null && !/^([a-z]+:|#)/.test(href)) {
      const leads = leadsTo(href, page);
      if (leads !== undefined) token.attrSet('href', leads);
      if (leads?.startsWith('/files/')) token.attrSet('target', '_self'); // the site's router leaves it to the browser
      if (leads === undefined) {
        blank(token);
        dropped = true;
      }
    }
  }
}

function blank(token: Token): void {
  Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '', attrs: null });
}

/** How an indented block, which names no language, is coloured: a session, commands, or anything else. */
const languageOf = (code: string): string =>
  /^\$ /m.test(code) ? 'console' : /^(npm|npx|node|disco) /m.test(code) ? 'sh' : 'txt';

/** Markdown as the repository's readers know it: links by files, headings' names as GitHub makes them, HTML shown as it is typed and comments not at all. */
export const markdown: MarkdownOptions = {
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  anchor: { slugify: slug },
  attrs: { disable: true },
  config: (md) => {
    const { escapeHtml } = md.utils;
    md.disable('emoji');
    md.core.ruler.push('repository', ({ tokens, env }) => {
      for (const token of tokens) {
        if (token.type === 'inline') relink(token.children ?? [], env.path);
        if (token.type === 'code_block') Object.assign(token, { type: 'fence', info: languageOf(token.content) });
      }
    });
    // Pages become Vue's templates, in which braces would be code.
    const inert = (text: string): string => escapeHtml(text).replaceAll('{{', '&#123;&#123;');
    /** A token with HTML that was typed; what plugins put in is no tag. */
    const typed = (tokens: Tokens, n: number): string => {
      const { content } = tokens[n];
      return content.trimStart().startsWith('<') ? inert(content.replace(/<!--[\s\S]*?-->/g, '')) : content;
    };
    Object.assign(md.renderer.rules, {
      text: (tokens: Tokens, n: number) => inert(tokens[n].content),
      code_inline: (tokens: Tokens, n: number) => `<code>${inert(tokens[n].content)}</code>`,
      html_inline: typed,
      html_block: typed,
    });
  },
};
