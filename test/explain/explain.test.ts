import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explain } from '../../src/explain/explain.ts';
import { deckHtml } from '../../src/explain/kit/deck.ts';
import { slideOf, slideSvg } from '../../src/explain/kit/slide.ts';
import { inPieces } from '../../src/explain/pieces.ts';
import { costTable } from '../../src/explain/shown/facts.ts';
import { explainedPage } from '../../src/explain/shown/page.ts';
import { standing } from '../../src/explain/shown/standing.ts';
import { explainedText } from '../../src/explain/shown/text.ts';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { replay } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { pageHtml } from '../../src/report/page/html.ts';
import { openTrace } from '../../src/trace/open.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('explain');

test('a trace read in pieces, and looked at between them, gives the same counts', async () => {
  const structure = loadStructure('disco');
  const trace = await openTrace('padded');
  const whole = await replay(trace, structure);
  const { trace: pieces, read } = inPieces(trace, 1 << 12);
  const seen: [number, number][] = [];
  const counts = await replay(pieces, structure, {
    onBatch: (soFar) => seen.push([read(), totalsOf(soFar()[0]).tlbMiss]),
  });
  expect(counts.values).toEqual(whole.values);
  expect(counts.footprint).toEqual(whole.footprint);
  expect(seen.length).toBeGreaterThan(1);
  for (const [n, [at, misses]] of seen.entries())
    if (n > 0) {
      expect(at).toBeGreaterThan(seen[n - 1][0]);
      expect(misses).toBeGreaterThanOrEqual(seen[n - 1][1]);
    }
  // The guest's scheduler has the rest.
  expect(seen.at(-1)![1]).toBeLessThanOrEqual(totalsOf(whole).tlbMiss);
});

test('any trace, setting and cost is taken; each row’s replay is priced', async () => {
  const set = ['tlb.entries=32', 'trap=4us', 'monitor.zeroedPages=false'];
  const explained = await explain('ready-entries', { trace: 'padded', set });
  expect(explained.sentence).toMatch(/^On padded, the guest writes /);
  expect(explained.replayed.map(({ name }) => name)).toEqual(['kept ready in pmap', 'made at each TLB write']);
  for (const { run, series, totals, ns } of explained.replayed) {
    expect([run.structure.tlb.entries, run.structure.monitor?.zeroedPages, run.costs.trap.value]).toEqual([32, false, 1600]);
    expect(series.at(-1)).toEqual({ share: 1, totals });
    expect(ns).toBeGreaterThan(0);
  }
  expect(explained.draw(340).description).toBe(explained.sentence);
}); // biome-ignore format: a line

test('what a configuration costs is said with and without idle time: its total is that of disco compare', async () => {
  const explained = await explain('hot-pages', { trace: 'padded' });
  const rows = costTable.rows(explained);
  for (const { time, idle, total } of rows) {
    expect(idle).toBeGreaterThan(0);
    expect(time + idle).toBeCloseTo(total, 3);
  }
  // Pages move on disco as it is.
  const { stdout } = await disco(['compare', 'padded']);
  expect(/^total .* (\S+) +\S+$/m.exec(stdout)![1]).toBe((rows[1].total / 1e6).toFixed(2));
  for (const text of [explainedText(explained), await pageHtml(explainedPage(explained))])
    expect(text.replace(/\s+/g, ' ')).toContain(costTable.meaning);
});

test('a slide says whose its numbers are, and what of its mechanism is assumed', async () => {
  const set = ['monitor.hotPages.trigger=16'];
  const [moved, plain] = [await explain('hot-pages', { trace: 'padded', set }), await explain('ready-entries', { trace: 'padded' })];
  expect(standing(plain)).toBe('Counted by this model, not by the paper.');
  expect(standing(moved)).toMatch(/Assumed: monitor\.hotPages\.trigger is 96, may be 48 to 192 \(.*, set otherwise here\); /);
  const slide = await slideOf(moved);
  expect(slide.standing).toBe(standing(moved));
  expect(await slideSvg(slide)).toContain('Counted by this model, not by the paper. ');
  expect(await deckHtml('One', [{ id: 'a', ...slide }])).toContain('Counted by this model, not by the paper. Assumed: ');
}); // biome-ignore format: a line

test.each([
  [{ trace: 'padded', set: ['monitor.readyEntries=false'] }, '--set monitor.readyEntries=false: this is what the figure of ready-entries varies; set something else'],
  [{ trace: 'padded', set: ['workload.seed=2'] }, '--set workload.seed=2: workload settings need a workload: synthetic:NAME or a file NAME.workload.yaml'],
  [{ trace: 'nowhere.arrow' }, 'nowhere.arrow'],
])('%o is refused', async (options, message) => {
  await expect(explain('ready-entries', options)).rejects.toThrow(message);
}); // biome-ignore format: long lines

test.each([
  ['freed-pages', 'shell-mips', 'no page is freed'],
  ['device-calls', 'padded', 'no disk requests'],
  ['remap-call', 'padded', 'nothing comes over the network'],
  ['replicated-code', 'shell-mips', 'one CPU: nothing is remote'],
])('%s on %s says why it cannot act', async (key, trace, why) => {
  const { code, stdout, stderr } = await disco(['explain', key, '--trace', trace]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^disco: ${key} cannot act on ${trace}: ${why}; without --trace it is shown on \\S+( with \\S+, \\S+)?\\n$`));
}); // biome-ignore format: a line

test.each([
  [['second-level'], 'no mechanism is called "second-level"; did you mean "second-level-tlb"?'],
  [['figure5'], 'no mechanism is called "figure5"; disco explain lists them'],
  [
    ['copy-on-write-disks', '--trace', 'shell-mips'],
    'copy-on-write-disks cannot be shown on shell-mips: 1 CPU, and several virtual machines are to be compared; without --trace it is shown on synthetic:pmake8',
  ],
  [['hot-page'], 'no mechanism is called "hot-page"; did you mean "hot-pages"?'],
  [['affinity', '--all'], '--all and mechanisms: expected one or the other'],
  [['-o', 'kit'], 'which mechanism? Expected keys, such as second-level-tlb, or --all'],
])('disco explain %j is one clear line', async (args, message) => {
  const { code, stdout, stderr } = await disco(['explain', ...args]);
  expect([code, stdout, stderr]).toEqual([2, '', `disco: ${message}\n`]);
});

test('disco explain lists all mechanisms, with what to type', async () => {
  const { code, stdout } = await disco(['explain']);
  expect(code).toBe(0);
  expect(stdout).toContain('  second-level-tlb       A TLB miss');
  expect(stdout).toContain('disco explain --all -o kit');
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('several mechanisms on a trace: those that cannot act there are named, the others written, with their slides', async () => {
  const out = join(folder, 'kit');
  const args = ['explain', 'ready-entries', 'hot-pages', 'device-calls', '--trace', 'padded', '--json', '-o', out];
  const { code, stdout, stderr } = await disco(args);
  expect([code, stderr]).toEqual([0, expect.stringContaining('device-calls cannot act on padded: no disk requests')]);
  const all = JSON.parse(stdout) as { mechanism: { key: string }; rows: object[]; sentence: string }[];
  expect(all.map(({ mechanism }) => mechanism.key)).toEqual(['ready-entries', 'hot-pages']);
  const endings = ['-slide.png', '-slide.svg', '.csv', '.html', '.json', '.png', '.svg', '.vl.json'];
  expect(readdirSync(out).sort()).toEqual(
    ['README.md', 'slides.html', ...all.flatMap(({ mechanism: { key } }) => endings.map((ending) => `${key}${ending}`))].sort(),
  );
  const slides = readFileSync(join(out, 'slides.html'), 'utf8');
  for (const { sentence, mechanism } of all) {
    expect(slides).toContain(sentence.replaceAll('’', '’'));
    expect(JSON.parse(readFileSync(join(out, `${mechanism.key}.vl.json`), 'utf8')).description).toBe(sentence);
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain(sentence);
    expect(readFileSync(join(out, `${mechanism.key}.html`), 'utf8')).toContain(sentence);
  }
}); // biome-ignore format: long lines

test('a slide is 16:9, its text legible from the last row; slides are a page without a network, one on a sheet', async () => {
  const explained = await explain('ready-entries', { trace: 'padded' });
  const slide = await slideOf(explained);
  const svg = await slideSvg(slide);
  expect(await slideSvg(await slideOf(explained))).toBe(svg);
  expect(svg).toMatch(/^<svg [^>]*width="1280" height="720" viewBox="0 0 1280 720"/);
  const [, x, y, wide, high, inside] = /<svg[^>]* x="([-\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d.]+) /.exec(svg)!.map(Number);
  const scale = wide / inside;
  expect([x + wide <= 1280, y + high <= 720, y > 100]).toEqual([true, true, true]);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
  expect(Math.min(...sizes.slice(0, 2))).toBeGreaterThanOrEqual(16);
  for (const size of sizes) expect(size >= 16 ? size : size * scale).toBeGreaterThanOrEqual(15.9);
  const deck = await deckHtml('Two <slides>', [{ id: 'a', ...slide }, { id: 'b', ...slide, title: '<img src=x>' }]);
  expect(deck.match(/<section class="slide"/g)).toHaveLength(3);
  expect(deck).not.toMatch(/<img|https?:\/\/(?!www\.w3\.org)|<link|<slides>/);
  expect(deck).toContain("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
  expect(new Set([...deck.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)).size).toBe(deck.match(/ id="/g)!.length);
}); // biome-ignore format: long lines
