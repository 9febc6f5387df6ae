import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costsOf } from '../../src/live/state.ts';
import { type CostName, type Costs, loadCosts } from '../../src/price/costs.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructures } from '../../src/replay/structure/presets.ts';
import { granuleBitsFor } from '../../src/replay/structure/structure.ts';
import { toSvg } from '../../src/report/draw/render.ts';
import { WIDE } from '../../src/report/draw/theme.ts';
import { writeReport } from '../../src/report/files/export.ts';
import type { Payload } from '../../src/report/page/live.ts';
import { reportLive, runsContent } from '../../src/report/page/report-live.ts';
import { type Run, runsOf } from '../../src/report/run/run.ts';
import { openTrace } from '../../src/trace/open.ts';
import { temporaryFolder } from '../temporary.ts';
import { choose, contextOf, launch, openPage, seriousOf, textsOf } from './browser.ts';

const folder = temporaryFolder('live');
const FLASH = loadCosts('flash');
const HOSTILE = '<img src=x onerror=alert(1)>';
const file = join(folder, 'report', 'report.html');
let browser: Browser;
let runs: Run[];

beforeAll(async () => {
  const structures = loadStructures(['irix', 'disco'], []);
  const trace = await openTrace('traces/raytrace8.arrow', { granuleBits: granuleBitsFor(...structures) });
  runs = runsOf(trace, await replayAll(trace, structures), FLASH);
  await writeReport(join(folder, 'report'), runs, { command: 'disco compare traces/raytrace8.arrow' });
  browser = await launch();
});
afterAll(() => browser?.close());

/** What the page is to show under these costs, by Node. */
const pricedBy = (costs: Costs) => reportLive.open(runsContent(runs), FLASH).priced(costs);
const payload: Pick<Payload, 'costs' | 'presets'> = { costs: FLASH, presets: [FLASH, loadCosts('origin')] };
const with_ = (values: Partial<Record<CostName, number>>, preset?: string): Costs =>
  costsOf(payload as Payload, { preset, values: new Map(Object.entries(values) as [CostName, number][]) }) as Costs;

async function expectNumbers(page: Page, costs: Costs): Promise<void> {
  const { parts, leads, figures } = pricedBy(costs);
  expect(parts.length).toBeGreaterThan(5);
  for (const [id, shown, expected] of await textsOf(page, parts)) expect([id, shown]).toEqual([id, expected]);
  for (const lead of leads) expect(await page.textContent('#leads')).toContain(lead);
  for (const { name, draw } of figures) {
    const spec = draw(WIDE);
    expect(await page.textContent(`#figure-${name} figcaption`)).toBe(spec.description ?? '');
    const svg = await toSvg(spec, `${name}-wide`);
    await expect.poll(() => page.evaluate(([name, svg]) => {
      const holder = document.createElement('div');
      holder.innerHTML = svg.replace(/ xmlns(:xlink)?="[^"]*"/g, '').trim();
      return document.querySelector(`#figure-${name} .wide`)!.innerHTML === holder.innerHTML;
    }, [name, svg]), { message: name }).toBe(true); // biome-ignore format: one call
  }
}

describe('a live page', () => {
  test('shows as it is written what is written, and asks for nothing', async () => {
    const { page, problems } = await openPage(browser, file);
    await expectNumbers(page, FLASH);
    expect(problems).toEqual([]);
  });

  test('changes every number and every chart to what price says in Node, to the last digit', async () => {
    const { page, problems } = await openPage(browser, file);
    await choose(page, 'remoteMemory', 2700);
    await expectNumbers(page, with_({ remoteMemory: 2700 }));
    await choose(page, 'clock', 123.5);
    await choose(page, 'lockAcquisition', 0);
    await choose(page, 'memoryOccupancy', 333);
    await expectNumbers(page, with_({ remoteMemory: 2700, clock: 123.5, lockAcquisition: 0, memoryOccupancy: 333 }));
    await page.selectOption('#presets', 'origin');
    await expectNumbers(page, with_({}, 'origin'));
    await page.click('text=Reset all');
    await expectNumbers(page, FLASH);
    expect(problems).toEqual([]);
  });

  test('keeps what was chosen when its contents are followed', async () => {
    const { page } = await openPage(browser, file);
    await choose(page, 'localMemory', 600);
    await page.click('nav >> text=Rates');
    await expect.poll(() => new URL(page.url()).hash).toBe('#rates&localMemory=600ns');
    await expectNumbers(page, with_({ localMemory: 600 }));
    await page.click('text=Reset all');
    await page.click('nav >> text=Caches');
    await expect.poll(() => new URL(page.url()).hash).toBe('#caches');
    await expectNumbers(page, FLASH);
  });

  test('says of a field what is no value in it, and puts the value back when it is left', async () => {
    const { page } = await openPage(browser, file);
    await page.fill('#cost-localMemory', '-5');
    expect(await page.textContent('aside [role=status]')).toBe('localMemory: expected 0 to 1,000,000,000 ns.');
    expect(await page.getAttribute('#cost-localMemory', 'aria-invalid')).toBe('true');
    await page.focus('#cost-trap');
    expect(await page.inputValue('#cost-localMemory')).toBe('300');
    await page.fill('#cost-localMemory', '');
    await page.focus('#cost-trap');
    expect(await page.inputValue('#cost-localMemory')).toBe('300');
    await expectNumbers(page, FLASH);
  });

  test('without what a browser may lack is complete, and says so; or does the same later', async () => {
    for (const lacking of ['DecompressionStream', 'requestIdleCallback']) {
      const context = await contextOf(browser);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      await page.addInitScript((name) => Reflect.deleteProperty(globalThis, name), lacking);
      await page.goto(pathToFileURL(file).href);
      if (lacking === 'requestIdleCallback') await page.waitForSelector('#side-by-side table', { state: 'attached' });
      else await expect.poll(() => page.textContent('footer')).toContain('This browser cannot make the page again');
      expect(errors).toEqual([]);
      await context.close();
    }
  });

  test('is made again by its link', async () => {
    const { page } = await openPage(browser, file);
    await page.selectOption('#presets', 'origin');
    await choose(page, 'remoteMemory', 2700);
    const fragment = new URL(page.url()).hash;
    expect(fragment).toBe('#costs=origin&remoteMemory=2700ns');
    const { page: again, problems } = await openPage(browser, file, {}, fragment);
    await expectNumbers(again, with_({ remoteMemory: 2700 }, 'origin'));
    expect(await again.inputValue('#presets')).toBe('origin');
    expect(problems).toEqual([]);
  });

  test('says what it does not understand of a link, and takes the rest', async () => {
    const { page, problems } = await openPage(browser, file, {}, `#rates&remoteMemory=2700ns&clock=-1MHz&${encodeURIComponent(HOSTILE)}=1&%`); // biome-ignore format: a line
    await expectNumbers(page, with_({ remoteMemory: 2700 }));
    const said = await page.textContent('aside [role=status]');
    expect(said).toContain('clock="-1MHz": expected a number in MHz.');
    expect(said).toContain('is no cost');
    expect(await page.locator('img').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('saves costs that --costs takes, and opens them again; what is none is one sentence', async () => {
    const { page } = await openPage(browser, file);
    await choose(page, 'remoteMemory', 2700);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Save costs')]);
    const saved = join(folder, 'costs.json');
    await download.saveAs(saved);
    const costs = loadCosts(saved);
    expect(costs.remoteMemory).toMatchObject({ value: 2700, kind: 'given', source: 'set on the page' });
    expect({ ...costs, remoteMemory: FLASH.remoteMemory, name: FLASH.name, description: FLASH.description }).toEqual(FLASH);
    await page.click('text=Reset all');
    await page.setInputFiles('#costs-file', saved);
    await expect.poll(() => page.inputValue('#cost-remoteMemory')).toBe('2700');
    expect(await page.textContent('aside [role=status]')).toBe('28 costs read, 1 of them other than the page was written with.');
    await page.setInputFiles('#costs-file', { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"clock": {"value": 5, "unit": "ns"}}') });
    await expect.poll(() => page.textContent('aside [role=status]')).toBe('clock: expected a number in MHz.');
  }); // biome-ignore format: long lines

  test('is worked by the keyboard: a slider moves, its field follows, and it is reset', async () => {
    const { page } = await openPage(browser, file);
    const slider = page.getByLabel('remoteMemory, ns, slider');
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(Number(await page.inputValue('#cost-remoteMemory'))).toBeGreaterThan(900);
    await page.getByLabel('Reset remoteMemory').press('Enter');
    expect(await page.inputValue('#cost-remoteMemory')).toBe('900');
  });

  test('keeps what was folded out and where the focus is', async () => {
    const { page } = await openPage(browser, file);
    const details = page.locator('main details').first();
    if ((await details.count()) > 0) await details.evaluate((each) => each.setAttribute('open', ''));
    await page.focus('#cost-remoteMemory');
    await page.keyboard.press('End');
    await page.keyboard.type('0');
    expect(await page.inputValue('#cost-remoteMemory')).toBe('9000');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cost-remoteMemory');
    if ((await details.count()) > 0) expect(await details.evaluate((each) => each.hasAttribute('open'))).toBe(true);
  });

  test('gives a chart as SVG and PNG', async () => {
    const { page, problems } = await openPage(browser, file);
    for (const [label, begins] of [['Save SVG', '<svg'], ['Save PNG', '\u0089PNG']] as const) {
      await page.click('#figure-breakdown .menu summary');
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#figure-breakdown .menu >> text=${label}`)]);
      const saved = join(folder, download.suggestedFilename());
      await download.saveAs(saved);
      expect(readFileSync(saved, 'latin1').slice(0, begins.length)).toBe(begins);
      await page.click('#figure-breakdown .menu summary');
    }
    expect(problems).toEqual([]);
  }); // biome-ignore format: long lines

  test('is complete without a script, and says what it then cannot do', async () => {
    const { page, problems } = await openPage(browser, file, { javaScriptEnabled: false });
    const html = await page.content();
    expect(html).toContain('Without scripts this page is complete');
    expect(await page.locator('figure svg').count()).toBe(2 * pricedBy(FLASH).figures.length);
    expect(await page.locator('aside').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('of a trace that calls itself an element stays text', async () => {
    const named = runs.map((run) => ({ ...run, structure: { ...run.structure, name: HOSTILE }, counts: { ...run.counts, structure: { ...run.structure, name: HOSTILE } }, trace: { ...run.trace, header: { ...run.trace.header, source: HOSTILE, command: HOSTILE } } }));
    await writeReport(join(folder, 'hostile'), named as Run[], { command: HOSTILE });
    const { page, problems } = await openPage(browser, join(folder, 'hostile', 'report.html'));
    await choose(page, 'remoteMemory', 2700);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.textContent('h1')).toContain(HOSTILE);
    expect(await page.textContent('#leads')).toContain(HOSTILE);
    expect(problems).toEqual([]);
  }); // biome-ignore format: long lines

  test.each([[1100, 'light'], [1100, 'dark'], [390, 'light'], [390, 'dark']] as const)(
    'at %i pixels, %s: axe finds nothing serious, nothing is cut, no text is below 9 pixels',
    async (width, colorScheme) => {
      const { page, problems } = await openPage(browser, file, { viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
      expect(await seriousOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const small = await page.evaluate(() => [...document.querySelectorAll('svg text')].flatMap((text) => {
        const svg = text.closest('svg')!;
        if (svg.getClientRects().length === 0) return [];
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const size = Number.parseFloat(getComputedStyle(text).fontSize) * scale;
        return size < 8.99 ? [`${text.textContent} ${size}`] : [];
      }));
      expect(small).toEqual([]);
      expect(problems).toEqual([]);
    },
  ); // biome-ignore format: long lines

  test('in print keeps headings with what they head, and has no controls', async () => {
    const { page } = await openPage(browser, file);
    await page.emulateMedia({ media: 'print' });
    const kept = await page.evaluate(() => [...document.querySelectorAll('main h2')].map((each) => getComputedStyle(each).breakAfter)); // biome-ignore format: a line
    expect(new Set(kept)).toEqual(new Set(['avoid']));
    expect(await page.locator('aside').isVisible()).toBe(false);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
