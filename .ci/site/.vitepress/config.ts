import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { LINKED, markdown } from '../markdown.ts';
import { elsewhere, navigation, placeOf, ROOT } from '../pages.ts';

/**
 * A word is looked up in the reference, seldom in what has changed, and in the library's pages and those of keys and sources by those who write
 * programs: these have many short sections, which would come first. The site's script has the text of this function.
 */
const weightOf = (id: string): number =>
  /^\/docs\/reference\/(library\/|json|settings-workloads)/.test(id)
    ? 0.2
    : id.startsWith('/docs/reference/')
      ? 2
      : id.startsWith('/CHANGELOG')
        ? 0.2
        : 1;

/** The site: the repository's Markdown files, where they lie. */
export default defineConfig({
  title: 'Disco Replay',
  lang: 'en',
  head: [['link', { rel: 'icon', href: 'data:,' }]], // else browsers ask for /favicon.ico
  srcDir: ROOT,
  srcExclude: elsewhere(),
  outDir: join(ROOT, 'site'),
  cacheDir: '../node_modules/.cache/vitepress',
  rewrites: placeOf,
  ignoreDeadLinks: true, // markdown.ts looks at links, those to files that are no pages too
  markdown,
  vite: { build: { chunkSizeWarningLimit: 10_000 } }, // the search's index is one file, read when it is needed
  buildEnd: ({ outDir }) => {
    for (const [from, to] of LINKED) {
      mkdirSync(join(outDir, dirname(to)), { recursive: true });
      copyFileSync(join(ROOT, from), join(outDir, to));
    }
  },
  themeConfig: {
    ...navigation(),
    outline: [2, 3],
    search: { provider: 'local', options: { miniSearch: { searchOptions: { boostDocument: weightOf } } } },
  },
});
