import { describe, expect, test } from 'vitest';
import { studyPage } from '../../src/failures/shown/page.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import { type Monitored, planAblation } from '../../src/replay/ablation/plan.ts';
import { anything } from '../../src/replay/ablation/trace-facts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { reportOf } from '../../src/report/run/report.ts';
import { ablationOf } from '../../src/report/studies/ablation/ablation.ts';
import { ablationChart } from '../../src/report/studies/ablation/chart.ts';
import { ablationMarkdown } from '../../src/report/studies/ablation/markdown.ts';
import { ablationPage } from '../../src/report/studies/ablation/page.ts';
import { ablationTable } from '../../src/report/studies/ablation/table.ts';
import { ablationText } from '../../src/report/studies/ablation/terminal.ts';
import { servicesStudyPage } from '../../src/report/studies/services/page.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Trace } from '../../src/trace/words/trace.ts';
import { Mode, Privileged } from '../../src/trace/words/vocabulary.ts';
import { drawnStudies } from '../failures/fixture.ts';
import { handRuns } from './fixture.ts';
import { handMade } from './hand-made.ts';

const irix = loadStructure('irix', ['guest=none']);
const disco = loadStructure('disco', ['guest=none']) as Monitored;
const FACTS = {
  cpus: 1,
  kernel: 1,
  privileged: 1,
  zeroPages: 1,
  freedPages: 0,
  diskRequests: 0,
  messages: 0,
  remaps: 0,
};

/** 1000 native instructions, and for each structure so many more in percent, by what its monitor has. */
function made(overheadOf: (monitor: Monitored['monitor']) => number, full = disco) {
  const plan = planAblation(irix, full, FACTS);
  const runs = plan.structures.map((structure) => {
    const instruction = structure.monitor === null ? 1000 : 1000 + 10 * overheadOf(structure.monitor);
    return handMade(structure, [{ mode: 'user', events: { instruction } }]);
  });
  return ablationOf(plan, runs);
}

/** Second-level TLB 30 points, of which 20 are the register page's too; that alone 25; zeroed pages −1; larger kernel pages 5 more. */
const overlapping = ({ secondLevelTlb, specialRegisterPage, zeroedPages, kernelPageBytes }: Monitored['monitor']) => {
  const second = secondLevelTlb.entries > 0;
  const page = specialRegisterPage !== 'off';
  const saved = second && page ? 35 : second ? 30 : page ? 25 : 0;
  return 60 - saved + (zeroedPages ? 1 : 0) - (kernelPageBytes === 65536 ? 5 : 0);
};

describe('the worth of a mechanism', () => {
  const ablation = made(overlapping);
  const rowOf = (name: string) => ablation.mechanisms.find((row) => row.name === name)!;

  test('is what turning it off adds to the overhead, and what turning it on alone takes away', () => {
    expect(ablation).toMatchObject({ native: 'irix', monitor: 'disco' });
    expect(ablation.overheadFull).toBeCloseTo(26, 10);
    expect(ablation.overheadBare).toBeCloseTo(60, 10);
    const second = rowOf('second-level TLB');
    expect(second.overheadWithout).toBeCloseTo(36, 10);
    expect(second.worthInFull).toBeCloseTo(10, 10);
    expect(second.overheadAlone).toBeCloseTo(30, 10);
    expect(second.worthAlone).toBeCloseTo(30, 10);
    expect(rowOf('special register page').worthInFull).toBeCloseTo(5, 10);
    expect(rowOf('special register page').worthAlone).toBeCloseTo(25, 10);
    expect(rowOf('zeroed pages').worthInFull).toBeCloseTo(-1, 10);
  });

  test('adds up to more or less than that of all together', () => {
    expect(ablation.together).toBeCloseTo(34, 10);
    expect(ablation.sumInFull).toBeCloseTo(14, 10);
    expect(ablation.sumAlone).toBeCloseTo(54, 10);
    expect(ablationText(ablation).replaceAll('\n', ' ')).toContain(
      'together they are worth 34.00 points. Turned off one at a time they add up to 14.00 (20.00 less), turned on one at a time to 54.00 (20.00 more).',
    );
  });

  test('orders the mechanisms, and the what-ifs apart', () => {
    expect(ablation.mechanisms.map(({ name }) => name)).toEqual([
      'second-level TLB', 'special register page', 'ready entries in pmap', 'zeroed pages',
    ]); // biome-ignore format: a list
    expect(ablation.whatIfs[0]).toMatchObject({
      name: 'kernel in 64 KB pages',
      value: 65536,
      setting: 'monitor.kernelPageBytes',
    });
    expect(ablation.whatIfs[0].worth).toBeCloseTo(5, 10);
    expect(ablation.whatIfs.slice(1).every(({ worth }) => worth === 0)).toBe(true);
  });

  test('is exactly 0 for one that does nothing, and for one that was off', () => {
    expect(rowOf('ready entries in pmap')).toMatchObject({ worthInFull: 0, worthAlone: 0 });
    const off = made(
      overlapping,
      loadStructure('disco', ['guest=none', 'monitor.specialRegisterPage=off']) as Monitored,
    );
    const page = off.mechanisms.find(({ name }) => name === 'special register page')!;
    expect(page.worthInFull).toBe(0);
    expect(page.overheadWithout).toBe(off.overheadFull);
    expect(page.worthAlone).toBeCloseTo(25, 10);
  });

  test('of mechanisms that act apart is the same off and alone', () => {
    const apart = made(({ zeroedPages, readyEntries }) => 40 - (zeroedPages ? 7 : 0) - (readyEntries ? 3 : 0));
    expect(apart.sumInFull).toBeCloseTo(10, 10);
    expect(apart.sumAlone).toBeCloseTo(10, 10);
    expect(ablationText(apart)).not.toContain('one another');
  });
});

/** 40 page pairs in a circle, each round a system call of three privileged instructions: enough for a TLB of 8 entries to miss. */
function circle(): Trace {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 40; i++) encoder.reference(Kind.load, 0, 0x10000 + i * 8192, 4, 0);
    encoder.event(Marker.trap, 0x180);
    encoder.event(Marker.mode, Mode.kernel);
    encoder.reference(Kind.fetch, 0, 0x80001000, 64, 16);
    encoder.event(Marker.privileged, Privileged.readRegister | (14 << 8));
    encoder.event(Marker.privileged, Privileged.exceptionReturn);
    encoder.event(Marker.mode, Mode.user);
  }
  const batch = encoder.finish();
  return {
    header: { source: 'circle', format: 'csv', cpus: 1, level: 'system', architecture: 'mips32', granuleBits: 4 },
    notes: [],
    batches: async function* () {
      yield batch;
    },
  };
}

describe('an ablation of a replayed trace', () => {
  const overrides = ['guest=none', 'tlb.entries=8', 'tlb.replacement=lru'];
  const costs = loadCosts('flash');
  const replayed = async (...more: string[]) => {
    const trace = circle();
    const full = loadStructure('disco', [...overrides, ...more]) as Monitored;
    const plan = planAblation(loadStructure('irix', overrides), full, anything(trace));
    const all = await replayAll(trace, plan.structures);
    const { header, notes } = trace;
    const runs = all.map((counts, n) => {
      return {
        structure: plan.structures[n],
        counts,
        costs,
        times: price(counts, costs),
        trace: { header, totals: undefined, notes },
      };
    });
    return ablationOf(plan, runs);
  };

  test('finds that what never acts is worth exactly 0, off and alone', async () => {
    const { mechanisms } = await replayed();
    for (const name of ['zeroed pages', 'freed-page hint', 'device calls'])
      expect(mechanisms.find((row) => row.name === name)).toMatchObject({ worthInFull: 0, worthAlone: 0 });
  });

  test('finds that the second-level TLB saves time where the TLB misses, and larger ones nothing more', async () => {
    const { mechanisms, whatIfs, overheadFull, overheadBare } = await replayed();
    expect(mechanisms[0].name).toBe('second-level TLB');
    expect(mechanisms[0].worthInFull).toBeGreaterThan(0);
    expect(overheadBare).toBeGreaterThan(overheadFull);
    const larger = whatIfs.find(({ name }) => name === 'second-level TLB of 8,192')!;
    // As many misses are found in both; the larger table's own lines lie elsewhere in the caches.
    expect(Math.abs(larger.worth)).toBeLessThan(mechanisms[0].worthInFull / 20);
  });

  test('leaves out a what-if that is so already', async () => {
    const { idle } = await replayed('monitor.footprint=false');
    expect(idle).toContainEqual({ name: 'no footprint in the caches', kind: 'what-if', why: 'it is so already' });
  });
});

describe('an ablation on paper', () => {
  const ablation = made(overlapping);

  test('keeps within 80 columns and has a row for each mechanism', () => {
    const lines = ablationText(ablation).split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines.find((line) => line.startsWith('second-level TLB '))?.split(/\s{2,}/)).toEqual([
      'second-level TLB', '4.2.2', '36.00', '+10.00', '30.00', '+30.00',
    ]); // biome-ignore format: a row
    expect(lines.find((line) => line.startsWith('all together'))?.split(/\s{2,}/)).toEqual([
      'all together', '60.00', '+34.00', '26.00', '+34.00',
    ]); // biome-ignore format: a row
    expect(lines.join(' ')).toContain('device calls and copy-on-write disks (no disk requests)');
  });

  test('is a Markdown table with the switches', () => {
    const lines = ablationMarkdown(ablation).split('\n');
    expect(lines).toContain(
      '| second-level TLB (4.2.2) | `monitor.secondLevelTlb.entries=0` | 36.00 | +10.00 | 30.00 | +30.00 |',
    );
    expect(lines).toContain('| kernel in 64 KB pages (5.2) | `monitor.kernelPageBytes=65536` | 21.00 | +5.00 |');
  });

  test('is a tidy table: a row for each configuration', () => {
    const rows = ablationTable.rows(ablation);
    expect(rows).toHaveLength(2 + 2 * ablation.mechanisms.length + ablation.whatIfs.length);
    const second = rows.filter(({ name }) => name === 'second-level TLB');
    expect(second.map(({ switched }) => switched)).toEqual(['off', 'alone']);
    expect(second[1].worth).toBeCloseTo(30, 10);
  });

  test('its page and its chart say of which trace', () => {
    const { leads, figures } = ablationPage(ablation, 'make');
    expect(leads[0]).toMatch(/^Of make: disco costs /);
    expect(figures[0].draw(640)).toMatchObject({
      description: expect.stringMatching(/ Trace: make\.$/),
      title: { subtitle: expect.arrayContaining(['trace: make']) },
    });
  });

  test('its page has the notes of what was replayed, those of services and of failures too', () => {
    const { trace } = handRuns()[0];
    const noted = (parts: readonly { title: string; html: string }[]) =>
      parts.find(({ title }) => title === 'Notes')?.html ?? '';
    expect(trace.notes).not.toEqual([]);
    for (const { parts } of [
      ablationPage(ablation, 'make', { notes: trace.notes }),
      servicesStudyPage(reportOf(handRuns())),
      studyPage(drawnStudies(1, ['irix', '8vm']).map((each) => ({ ...each, run: { ...each.run, trace } }))),
    ])
      for (const { text } of trace.notes) expect(noted(parts)).toContain(`<li>${text}</li>`);
    expect(noted(ablationPage(ablation, 'make').parts)).toBe('');
  });

  test('is drawn with room for labels on both sides of zero', () => {
    const chart = ablationChart(ablation, 'make') as unknown as {
      vconcat: { data: { values: { label: string }[] }; encoding: { x: { scale: { domain: number[] } } } }[];
    };
    expect(chart.vconcat).toHaveLength(2);
    for (const { encoding } of chart.vconcat) {
      expect(encoding.x.scale.domain[0]).toBeLessThan(-1);
      expect(encoding.x.scale.domain[1]).toBeGreaterThan(30);
    }
    expect(chart.vconcat[0].data.values.map(({ label }) => label).slice(0, 2)).toEqual(['+10.00', '+30.00']);
  });
});
