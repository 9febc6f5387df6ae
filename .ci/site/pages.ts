import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DefaultTheme } from 'vitepress';

/** The clone's root: pages are named by their paths from here. */
export const ROOT = join(import.meta.dirname, '../..');
/** Folders of the root that have pages. */
const FOLDERS = ['docs', 'traces'];

/** The Markdown files that are pages, by their paths from the root. */
export const PAGES: readonly string[] = globSync(['*.md', 'docs/**/*.md', 'traces/*.md'], { cwd: ROOT }).sort();

/** Everything else of the root, as patterns. */
export const elsewhere = (): string[] =>
  readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !FOLDERS.includes(entry.name))
    .map(({ name }) => `${name}/**`)
    .concat('traces/*/**');

/** A page's file in the site: a folder's README is its index. */
export const placeOf = (page: string): string => page.replace(/(^|\/)README\.md$/, '$1index.md');

const urlOf = (page: string): string =>
  `/${placeOf(page)
    .replace(/(^|\/)index\.md$/, '$1')
    .replace(/\.md$/, '.html')}`;

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** A page's first heading, without marks. */
function titleOf(page: string): string {
  const [, title] = /^# (.+)$/m.exec(textOf(page)) ?? [];
  if (title === undefined) throw new Error(`${page} has no heading of the first level: give it one, it is the page's name`);
  return title.replace(/[`*]/g, '');
} // biome-ignore format: a long line

/** Pages in the order of an index's lists; those that these do not name come last. */
function inOrder(pages: readonly string[], index: string): string[] {
  const text = PAGES.includes(index) ? textOf(index) : '';
  const lists = text.match(/^(- | {2}).*$/gm)?.join('\n') ?? '';
  const links = [...lists.matchAll(/\]\(([^)#]+\.md)/g)].map(([, link]) => join(dirname(index), link));
  const place = (page: string): number => (page === index ? -1 : (links.indexOf(page) + links.length + 1) % (links.length + 1));
  return [...pages].sort((a, b) => place(a) - place(b));
} // biome-ignore format: a long line

const item = (page: string): { text: string; link: string } => ({ text: titleOf(page), link: urlOf(page) });

/** A folder's name as a heading: how-to, How-to. */
const headed = (folder: string): string => {
  const name = folder.split('/').at(-1)!;
  return name[0].toUpperCase() + name.slice(1);
};

/** Folders of docs with their pages, in the order of the lists of docs/README.md. */
function groups(): { text: string; items: ReturnType<typeof item>[] }[] {
  const all = inOrder(PAGES.filter((page) => dirname(page).startsWith('docs/')), 'docs/README.md');
  return [...Map.groupBy(all, dirname)].map(([folder, pages]) => ({
    text: headed(folder),
    items: inOrder(pages, `${folder}/README.md`).map(item),
  }));
} // biome-ignore format: a long line

/** The door, what lies in docs itself, the folders of docs, and what is of the project rather than of its use. */
export function navigation(): { sidebar: DefaultTheme.SidebarItem[]; nav: DefaultTheme.NavItem[] } {
  const first = inOrder(PAGES.filter((page) => dirname(page) === 'docs'), 'docs/README.md');
  const project = PAGES.filter((page) => !page.startsWith('docs/') && page !== 'README.md');
  const folders = groups();
  return {
    sidebar: [{ items: ['README.md', ...first].map(item) }, ...folders, { text: 'Project', items: project.map(item) }],
    nav: folders.map(({ text, items: [{ link }] }) => ({ text, link, activeMatch: `^${link.replace(/[^/]*$/, '')}` })),
  };
} // biome-ignore format: a long line
