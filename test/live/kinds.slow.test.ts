import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadRecoveryCosts, RECOVERY_COSTS } from '../../src/failures/costs/recovery-costs.ts';
import { studied } from '../../src/failures/shown/configuration.ts';
import { studyPage } from '../../src/failures/shown/page.ts';
import { recoverable } from '../../src/failures/shown/recovery/costed.ts';
import { failuresContent, failuresLive, failuresPage } from '../../src/failures/shown/recovery/live.ts';
import { KINDS } from '../../src/live/kinds.ts';
import { type CostSet, costIn } from '../../src/price/cost-list.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { type Monitored, planAblation } from '../../src/replay/ablation/plan.ts';
import { factsOf } from '../../src/replay/ablation/trace-facts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructures } from '../../src/replay/structure/presets.ts';
import { granuleBitsFor } from '../../src/replay/structure/structure.ts';
import { writeFolder } from '../../src/report/files/write.ts';
import { pageHtml } from '../../src/report/page/html.ts';
import type { LiveKind, Payload } from '../../src/report/page/live.ts';
import type { Page } from '../../src/report/page/page.ts';
import { payloadOf, payloadWith } from '../../src/report/page/payload.ts';
import { reportLive, runsContent } from '../../src/report/page/report-live.ts';
import { reportPage } from '../../src/report/page/report-page.ts';
import { reportOf } from '../../src/report/run/report.ts';
import { runsOf } from '../../src/report/run/run.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import { ablationOf } from '../../src/report/studies/ablation/ablation.ts';
import { ablationContent, ablationLive } from '../../src/report/studies/ablation/live.ts';
import { ablationPage } from '../../src/report/studies/ablation/page.ts';
import { servicesContent, servicesLive } from '../../src/report/studies/services/live.ts';
import { servicesStudyPage } from '../../src/report/studies/services/page.ts';
import { compare } from '../../src/reproduce/exhibits/exhibits.ts';
import { runExperiment } from '../../src/reproduce/index.ts';
import { reproductionContent, reproductionLive } from '../../src/reproduce/page/live.ts';
import { reproductionPage } from '../../src/reproduce/page/page.ts';
import { shownRows } from '../../src/reproduce/shown/rows.ts';
import { sweepContent } from '../../src/sweep/pictures/content.ts';
import { sweepLive } from '../../src/sweep/pictures/live.ts';
import { sweepPage } from '../../src/sweep/pictures/page.ts';
import { factsOf as sweepFacts } from '../../src/sweep/pictures/page-facts.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { openTrace } from '../../src/trace/open.ts';
import { temporaryFolder } from '../temporary.ts';
import { choose, launch, openPage, seriousOf, textsOf } from './browser.ts';

const folder = temporaryFolder('kinds');
const FLASH = loadCosts('flash');
const [NATIVE, DISCO] = loadStructures(['irix', 'disco'], []);
const TRACE = 'traces/false-sharing.arrow';
const open = () => openTrace(TRACE, { granuleBits: granuleBitsFor(NATIVE, DISCO) });

async function runs() {
  const trace = await open();
  return runsOf(trace, await replayAll(trace, [NATIVE, DISCO]), FLASH);
}

/** A study of the loss of nodes, and recovery costs. */
async function lossy() {
  const trace = await open();
  const cells = loadStructures(['disco'], ['monitor.nodesPerCell=1']);
  return studied(runsOf(trace, await replayAll(trace, [NATIVE, ...cells], { dependences: {} }), FLASH));
}

/** A page of each kind, and what it carries. */
const MAKE: Record<(typeof KINDS)[number]['name'], () => Promise<{ page: Page; payload: Payload }>> = {
  failures: async () => {
    const all = await lossy();
    const own = loadRecoveryCosts();
    const { title, ...still } = studyPage(all);
    const content = failuresContent(still, recoverable(all), 'When');
    return { page: { title, ...failuresPage(content, own) }, payload: payloadWith(RECOVERY_COSTS, failuresLive, content, own) };
  },
  report: async () => {
    const all = await runs();
    return { page: reportPage(reportOf(all), SECTIONS), payload: payloadOf(reportLive, runsContent(all), FLASH) };
  },
  services: async () => {
    const all = await runs();
    return { page: servicesStudyPage(reportOf(all), { total: true }), payload: payloadOf(servicesLive, servicesContent(all, { total: true }), FLASH) };
  },
  ablation: async () => {
    const trace = await open();
    const plan = planAblation(NATIVE, DISCO as Monitored, await factsOf(trace, DISCO));
    const all = runsOf(trace, await replayAll(trace, plan.structures), FLASH);
    return { page: ablationPage(ablationOf(plan, all), 'make'), payload: payloadOf(ablationLive, ablationContent(plan, all, 'make'), FLASH) };
  },
  reproduction: async () => {
    const pmake = await runExperiment('pmake');
    const rows = shownRows(compare(['table2'], { pmake }));
    return { page: reproductionPage(rows), payload: payloadOf(reproductionLive, reproductionContent(rows, { pmake }, {}), FLASH) };
  },
  sweep: async () => {
    const store = join(folder, 'store');
    const vary = { 'tlb.entries': [32, 64, 128], remoteMemory: [900, 2700] };
    const { plan, results } = await sweep({ traces: [TRACE], vary }, { store });
    const content = await sweepContent(plan, new Store(store), undefined);
    if (typeof content === 'string') throw new Error(content);
    const [costs] = plan.grid.costs;
    const { figures } = sweepLive.open(content, costs).priced(costs);
    return { page: sweepPage(sweepFacts(plan), plan, results, figures), payload: payloadOf(sweepLive, content, costs) };
  },
}; // biome-ignore format: long lines

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test.each(KINDS.map(({ name }) => name))('a page of the kind %s is made again as Node makes it, asks for nothing, and axe finds nothing serious', async (name) => {
  const { page: written, payload } = await MAKE[name as keyof typeof MAKE]();
  await writeFolder(folder, new Map([[`${name}.html`, await pageHtml(written, () => payload)]]));
  const kind = KINDS.find((each) => each.name === name) as LiveKind<unknown, CostSet>;
  const opened = kind.open(JSON.parse(JSON.stringify(payload.content)), payload.costs);
  // As it is written, it is the page that was written: figures, leads and parts.
  const same = opened.priced(payload.costs);
  for (const { id, html } of same.parts) expect(written.parts.find((part) => part.id === id)?.html).toBe(html);
  expect(same.leads).toEqual(written.leads);
  const { page, problems } = await openPage(browser, join(folder, `${name}.html`));
  for (const [id, shown, expected] of await textsOf(page, same.parts)) expect([id, shown]).toEqual([id, expected]);
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
  expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
  const [cost, value] = kind.costs === undefined ? (['trap', 300] as const) : (['vmRestart', 90] as const);
  await choose(page, cost, value);
  const again = opened.priced({ ...payload.costs, [cost]: { ...costIn(payload.costs, cost), value, kind: 'given', source: 'set on the page' } } as CostSet);
  expect(again.parts).not.toEqual(same.parts);
  for (const [id, shown, expected] of await textsOf(page, again.parts)) expect([id, shown]).toEqual([id, expected]);
  expect(problems).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page: narrow } = await openPage(browser, join(folder, `${name}.html`), { viewport: { width: 390, height: 800 }, colorScheme, bypassCSP: true });
    expect(await seriousOf(narrow)).toEqual([]);
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await narrow.close();
  }
}); // biome-ignore format: long lines
