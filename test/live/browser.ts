import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Nothing that a browser does of its own accord. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]; // biome-ignore format: a list

/** Debian's Chromium. Throws Error that says how to get it. */
export function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is not there; Debian has it as chromium, or name another in CHROMIUM`); // biome-ignore format: a line
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS, timeout: 0 });
}

/** Where pages are opened, without a limit to the time of what is waited for. */
export async function contextOf(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(0);
  return context;
}

export interface OpenedPage {
  page: Page;
  /** What a page that is right has none of: requests for anything but itself, errors, messages on the console. */
  problems: string[];
}

/** A file, opened; `fragment` with its `#`. */
export async function openPage(browser: Browser, file: string, options: BrowserContextOptions = {}, fragment = ''): Promise<OpenedPage> {
  const context = await contextOf(browser, { viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.resourceType() !== 'document') problems.push(`asked for ${request.url()}`);
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => problems.push(`console: ${message.text()}`));
  await page.goto(`${pathToFileURL(file)}${fragment}`);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('aside #side-by-side table', { state: 'attached' });
  return { page, problems };
} // biome-ignore format: long lines

/** Chooses a cost by its field, as somebody who types. */
export async function choose(page: Page, cost: string, value: number): Promise<void> {
  await page.evaluate(([id, text]) => {
    const field = document.getElementById(id) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, [`cost-${cost}`, `${value}`]);
} // biome-ignore format: one call

/** The texts of the page's parts by their ids, figures left out, and those of HTML, as the browser reads both. */
export const textsOf = (page: Page, parts: readonly { id: string; html: string }[]): Promise<[id: string, shown: string, expected: string][]> =>
  page.evaluate((parts) => {
    const textOf = (element: Element): string => {
      const copy = element.cloneNode(true) as Element;
      for (const figure of copy.querySelectorAll('figure')) figure.remove();
      return copy.textContent.replace(/\s+/g, ''); // what stands between elements is nothing to who reads
    };
    return parts.map(({ id, html }): [string, string, string] => {
      const expected = document.createElement('div');
      expected.innerHTML = html;
      return [id, textOf(document.querySelector(`#${id} > div`)!), textOf(expected)];
    });
  }, parts as { id: string; html: string }[]); // biome-ignore format: long lines

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** What axe finds on a page, or in its elements of a selector, that is serious, with the elements; the page has to be opened with `bypassCSP`. */
export async function seriousOf(page: Page, selector = 'html'): Promise<[id: string, elements: string[]][]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (selector) => {
    const { axe } = globalThis as unknown as { axe: { run(selector: string): Promise<{ violations: Violation[] }> } };
    return (await axe.run(selector)).violations;
  }, selector);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]);
}
