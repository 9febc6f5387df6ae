import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, contextOf, launch, seriousOf } from './browser.ts';

/** Pages by where the site has them, from the files that are there. */
const PAGES = globSync(['*.md', 'docs/**/*.md', 'traces/*.md'])
  .map((file) => `/${file.replace(/\.md$/, '.html')}`.replace(/\/README\.html$/, '/'))
  .sort();

let server: ChildProcess;
let site: string;
let browser: Browser;

/** Builds the site and serves it, as somebody who reads it would; resolves to its address. */
async function serve(): Promise<string> {
  execFileSync('npm', ['--prefix', '.ci/site', 'run', '-s', 'setup']);
  server = spawn(process.execPath, ['.ci/site/build.ts', '--serve'], { env: { ...process.env, NO_COLOR: '1' } });
  let printed = '';
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (text) => { printed += text; }); // biome-ignore format: a line
  const ended = once(server, 'exit');
  for (;;) {
    const [, address] = /Local:\s+(http:\S+)\//.exec(printed) ?? [];
    if (address !== undefined) return address;
    const next = await Promise.race([ended, once(server.stdout!, 'data')]);
    if (server.exitCode !== null) throw new Error(`the site was not built (${next[0]}): ${printed}`);
  }
}

/** A page of the site, and what it has none of when it is right: requests that leave the machine, answers that are failures, errors, messages on the console. */
async function open(path: string, options: BrowserContextOptions): Promise<{ page: Page; problems: string[] }> {
  const context = await contextOf(browser, { bypassCSP: true, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  await context.route((url) => url.origin !== site && !/^(data|blob):/.test(url.protocol), (route) => {
    problems.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} of ${response.url()}`);
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => problems.push(`console: ${message.text()}`));
  await page.goto(`${site}${path}`, { waitUntil: 'networkidle' });
  return { page, problems };
} // biome-ignore format: long lines

describe.skipIf(!existsSync(CHROMIUM))('the documentation site (needs chromium)', () => {
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(), serve()]);
  });
  afterAll(async () => {
    await browser?.close();
    server?.kill();
  });

  test.each(PAGES)('%s is there, asks for nothing elsewhere, fits, and axe finds nothing serious', async (path) => {
    await Promise.all(([[1100, 'light'], [390, 'dark']] as const).map(async ([width, colorScheme]) => {
      const { page, problems } = await open(path, { viewport: { width, height: 900 }, colorScheme });
      expect(problems).toEqual([]);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('main').textContent()).not.toContain('<!--');
      expect(await page.locator('img:not([alt]), img[alt=""]').count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await seriousOf(page, path === '/' ? 'html' : 'main')).toEqual([]); // what is around it is the same on all
      await page.context().close();
    }));
  }); // biome-ignore format: a list

  test('every link of every page leads to a page or file that is there, and to a place on it', async () => {
    const { page } = await open('/', {});
    const pages = new Map<string, { links: string[]; ids: string[] }>();
    for (const path of PAGES) {
      await page.goto(`${site}${path}`);
      const found = await page.evaluate(() => ({
        links: [...document.querySelectorAll<HTMLAnchorElement>('main a[href], nav a[href], aside a[href]')].map(({ href }) => href),
        ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
      }));
      pages.set(path, found);
    }
    const own = [...pages.values()].flatMap(({ links }) => links).filter((link) => link.startsWith(site));
    expect(own.length).toBeGreaterThan(100);
    const dead: string[] = [];
    for (const link of new Set(own)) {
      const { pathname, hash } = new URL(link);
      const there = pages.get(pathname);
      const id = decodeURIComponent(hash.slice(1));
      if (there === undefined ? !(await fetch(link)).ok : id !== '' && !there.ids.includes(id)) dead.push(link);
    }
    expect(dead).toEqual([]);
    await page.context().close();
  }); // biome-ignore format: long lines

  test.each([
    ['an event', 'l1iFetchMiss', '/docs/reference/events.html'],
    ['a cost', 'localMemory', '/docs/reference/costs.html'],
    ['a command', 'disco ablate', '/docs/reference/commands.html'],
    ['a setting', 'monitor.secondLevelTlb.entries', '/docs/reference/settings.html'],
  ])('a search for the name of %s finds its page first', async (_, name, expected) => {
    const { page, problems } = await open('/', {});
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill(name);
    const found = page.locator('.VPLocalSearchBox .result');
    await expect.poll(() => found.first().evaluate((link) => new URL((link as HTMLAnchorElement).href).pathname)).toBe(expected);
    await found.first().click();
    await page.waitForURL((url) => url.pathname === expected);
    expect(problems).toEqual([]);
    await page.context().close();
  }); // biome-ignore format: long lines

  test.each(['band', 'mechanism'])('a search for %s finds documents before the library’s pages', async (word) => {
    const { page } = await open('/', {});
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill(word);
    const found = page.locator('.VPLocalSearchBox .result');
    await expect.poll(() => found.count()).toBeGreaterThan(4);
    const paths = await found.evaluateAll((links) => links.slice(0, 5).map((link) => new URL((link as HTMLAnchorElement).href).pathname));
    expect(paths.filter((path) => path.startsWith('/docs/reference/library/'))).toEqual([]);
    await page.context().close();
  }); // biome-ignore format: long lines

  test('braces and tags of a document are shown as they are typed, comments are not', async () => {
    // By variables: the site has packages of its own, which are not there when types are checked.
    const [renderer, own] = ['../../.ci/site/node_modules/vitepress/dist/node/index.js', '../../.ci/site/markdown.ts'];
    const [{ createMarkdownRenderer }, { markdown }] = await Promise.all([import(renderer), import(own)]);
    const { page } = await open('/', {});
    for (const typed of ['{{ a }} in text', '`{{ b }} <i>` in code', '| {{ c }} |\n|---|\n| <b>d</b> |', '# {{ e }}', '<script>\nf()\n</script>', '<div v-if="g">', '    {{ h }}', '```ts\n{{ i }}\n```']) {
      const html = (await createMarkdownRenderer('.', markdown)).render(`${typed}\n\n<!-- hidden --> shown <!-- hidden -->\n`);
      expect(html.replace(/<pre[^>]* v-pre[^>]*>[\s\S]*?<\/pre>|"[^"]*"/g, '')).not.toMatch(/\{\{|<script|<i>|<b>|<div v-if/);
      const shown = await page.evaluate((html) => new DOMParser().parseFromString(html, 'text/html').body.textContent, html);
      for (const [part] of typed.matchAll(/\{\{.*?\}\}|<.*?>/g)) expect(shown).toContain(part);
      expect(shown).toMatch(/ shown\s*$/);
      expect(shown).not.toContain('hidden');
    }
    await page.context().close();
  }); // biome-ignore format: long lines
});
