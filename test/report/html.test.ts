import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHtml } from '../../src/report/page/html.ts';
import { remark } from '../../src/trace/words/trace.ts';
import { fixtureRuns, handRuns, irix } from './fixture.ts';
import { withoutScripts } from './without-scripts.ts';

const HOSTILE = '<script>alert("x")</script>&\u0007.csv';

describe('the page', async () => {
  const whole = await toHtml(handRuns(), { command: "disco compare 'my trace.csv' --out report" });
  const page = withoutScripts(whole);

  test('needs nothing but itself: no address, no script but one that its policy names by hash, no import', () => {
    const [payload, script] = Array.from(whole.matchAll(/<script([^>]*)>([^<]*(?:<(?!\/script)[^<]*)*)<\/script>/g));
    expect(payload[1]).toContain('type="application/gzip+json;base64"');
    expect(whole).toContain(`script-src &#39;sha256-${createHash('sha256').update(script[2]).digest('base64')}&#39;`);
    expect(whole.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/https?:|\/\/\w|<script|<link|<img|@import|url\(|srcset|<iframe/i);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src`);
    expect(page).not.toMatch(/unsafe-eval|script-src[^"]*unsafe-inline/);
  });

  test('has the result, two charts, every section and the command', () => {
    expect(page).toContain('<h1>disco against irix</h1>');
    expect(page).toContain('disco costs 428.0 % over irix');
    expect(page.match(/<svg/g)).toHaveLength(4); // each for wide screens and for narrow ones
    expect(Array.from(page.matchAll(/<h2>([^<]*)/g), ([, heading]) => heading)).toEqual([
      'What is compared', 'Execution time', 'Services of the operating system', 'Rates', 'Caches', 'TLBs', 'What differs between the structures',
      'Costs', 'Events', 'Trace', 'To make this again',
    ]); // biome-ignore format: a list
    expect(page).toContain('disco compare &#39;my trace.csv&#39; --out report');
  });

  test('shows the numbers: totals, Table 2, what differs, events that happened, costs with their kind', () => {
    expect(page).toContain(
      '<tr class="total"><th scope="row">total</th><td class="n">0.00475</td><td class="n">100.0</td><td class="n">0.02508</td>',
    );
    expect(page).toContain(
      '<th scope="row">open</th><td class="n">81.1 %</td><td class="n">10</td><td class="n">150 ns</td><td class="n">7.35</td>',
    );
    expect(page).toMatch(/<th scope="row">open<\/th>.*<td class="n">42.0 µs<\/td><td class="n">1.63<\/td><\/tr>\n/);
    expect(page).toContain('<th scope="row">monitor.secondLevelTlb.entries</th><td>–</td><td>1024</td>');
    expect(page).toContain('<th scope="row">trapForwarded</th><td class="n">0</td><td class="n">12</td>');
    expect(page).not.toContain('>cacheOperationEmulated<');
    expect(page).toMatch(/<th scope="row">localMemory<\/th><td class="n">100 ns<\/td><td>given<\/td>/);
  });

  test('has a table of contents: a link to each section, in order', () => {
    const sections = Array.from(page.matchAll(/<section id="([^"]*)">\n<h2>([^<]*)/g), ([, id, title]) => [id, title]);
    expect(Array.from(page.matchAll(/<a href="#([^"]*)">([^<]*)/g), ([, id, title]) => [id, title])).toEqual(sections);
    expect(new Set(sections.map(([id]) => id)).size).toBe(sections.length);
  });

  test('says of every table and figure what it is, and has no empty headings', () => {
    expect(page.match(/<table><caption>[^<]/g)).toHaveLength(page.match(/<table/g)!.length);
    expect(page.match(/<figcaption>[^<]/g)).toHaveLength(page.match(/<figure /g)!.length);
    expect(page).not.toMatch(/<th[^>]*><\/th>/);
  });

  test('is the same, byte for byte, each time', async () => {
    expect(await toHtml(handRuns(), { command: "disco compare 'my trace.csv' --out report" })).toBe(whole);
  });

  test('closes every tag it opens', () => {
    const open: string[] = [];
    for (const [, end, tag, empty] of page.matchAll(/<(\/?)([a-z][\w-]*)(?:"[^"]*"|[^>"])*?(\/?)>/gi)) {
      if (empty === '/' || tag === 'meta') continue;
      if (end === '/') expect(open.pop()).toBe(tag);
      else open.push(tag);
    }
    expect(open).toEqual([]);
  });
});

test('text from the trace, the structure and the costs is escaped', async () => {
  const [run] = fixtureRuns(1, HOSTILE);
  const trace = { ...run.trace, header: { ...run.trace.header, command: HOSTILE }, notes: [remark(HOSTILE)] };
  const costs = { ...run.costs, trap: { ...run.costs.trap, source: HOSTILE } };
  const page = withoutScripts(
    await toHtml([{ ...run, structure: { ...irix, name: HOSTILE }, costs, trace }], { command: HOSTILE }),
  );
  expect(page).not.toContain('<script');
  expect(page).not.toContain('\u0007');
  expect(page).toContain('<title>&lt;script&gt;');
});

test('one run has its structure in full, and neither services nor a difference', async () => {
  const page = withoutScripts(await toHtml(handRuns().slice(0, 1)));
  expect(page).toContain('<h2>Structure</h2>');
  expect(page).toContain('<th scope="row">cache.l1i.sizeBytes</th><td>32768</td>');
  expect(page).not.toMatch(/What differs|Services of|make this again|of monitor:/);
});

test('several windows have a chart of their own', async () => {
  expect(withoutScripts(await toHtml(fixtureRuns(3))).match(/<figure /g)).toHaveLength(3);
});
