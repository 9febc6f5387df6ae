import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { preview } from 'vite';
import { HERE } from './places.ts';
import type { Result } from './run.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Nothing that a browser does of its own accord. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]; // biome-ignore format: a list
/** A page that shows less than it should after so long is broken. */
const MILLISECONDS = 60_000;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Opens the built notebooks in Chromium. Every request that would leave the machine is aborted, and is a problem; so is a cell that failed. */
export async function openPages(site: string, pages: readonly string[]): Promise<Result[]> {
  if (!existsSync(CHROMIUM))
    return pages.map((file) => ({
      file,
      charts: 0,
      problems: [`${CHROMIUM} is not there; Debian has it as chromium`],
    }));
  const server = await preview({
    root: HERE,
    configFile: false,
    appType: 'mpa',
    build: { outDir: site },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const base = server.resolvedUrls!.local[0];
    const opened: Result[] = [];
    for (const page of pages) opened.push(await open(browser, base, page));
    return opened;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function open(browser: Browser, base: string, file: string): Promise<Result> {
  const problems: string[] = [];
  const page = await browser.newPage();
  await page.route('**/*', (route) => {
    const { protocol, hostname } = new URL(route.request().url());
    if (['data:', 'blob:'].includes(protocol) || LOOPBACK.includes(hostname)) return route.continue();
    problems.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  const source = readFileSync(file, 'utf8');
  const wanted = {
    charts: countOf(source, 'display(await chart('),
    tables: countOf(source, 'display(table('),
    answers: countOf(source, 'display(question('),
  };
  await page.goto(new URL(basename(file), base).href);
  const shown = { charts: 'main svg.marks', tables: 'main table', answers: 'main [data-answer]' };
  await page
    .waitForFunction(
      ([wanted, shown]) =>
        document.querySelector('.observablehq--error') !== null ||
        (Object.keys(wanted) as (keyof typeof wanted)[]).every(
          (what) => document.querySelectorAll(shown[what]).length >= wanted[what],
        ),
      [wanted, shown] as const,
      { timeout: MILLISECONDS },
    )
    .catch(() =>
      problems.push(
        `does not show its ${wanted.charts} charts, ${wanted.tables} tables and ${wanted.answers} questions`,
      ),
    );
  await page.waitForLoadState('networkidle');
  for (const text of await page.locator('.observablehq--error').allInnerTexts())
    problems.push(`a cell failed: ${text}`);
  const charts = await page.locator(shown.charts).count();
  const answers = await page
    .locator(shown.answers)
    .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.answer ?? ''));
  await page.close();
  return { file, charts, problems, answers };
}

const countOf = (text: string, part: string): number => text.split(part).length - 1;
