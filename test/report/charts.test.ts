import { describe, expect, test } from 'vitest';
import { BARS, type Bar } from '../../src/price/parts.ts';
import { toPng, toSvg } from '../../src/report/draw/render.ts';
import { BAR_COLORS, BAR_INK, MONITOR_ON_DARK, PAPER } from '../../src/report/draw/theme.ts';
import { USE_STYLE } from '../../src/report/sections/footprint/style.ts';
import { charts } from '../../src/sweep/charts/index.ts';
import { fixtureRuns, handRuns, irix, runOf } from './fixture.ts';

const texts = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>(?:<tspan[^>]*>)?([^<]*)/g), ([, text]) => text);
/** Heights of the bars in a colour; the legend's symbols begin left of their centre. */
const heightOf = (svg: string, color: string): number[] =>
  Array.from(svg.matchAll(new RegExp(`d="M\\d[^"]*v([\\d.]+)h-[\\d.]+Z" fill="${color}"`, 'g')), ([, v]) => Number(v));

describe('the breakdown chart', () => {
  test('is the same, byte for byte, each time it is drawn', async () => {
    const first = await toSvg(charts.breakdown(handRuns()));
    await toSvg(charts.monitor(fixtureRuns())!);
    expect(await toSvg(charts.breakdown(handRuns()))).toBe(first);
  });

  test('prints totals, and the values of segments of at least 3 percent', async () => {
    // 1000 instructions are 100 %: 970 user and 30 kernel, then 29 kernel.
    const run = (kernel: number) =>
      runOf(irix, [
        { mode: 'user', events: { instruction: Math.max(0, 1000 - kernel) } },
        { mode: 'kernel', events: { instruction: kernel } },
      ]);
    expect(texts(await toSvg(charts.breakdown([run(30)])))).toEqual(expect.arrayContaining(['100.0', '97.0', '3.0']));
    expect(texts(await toSvg(charts.breakdown([run(29)])))).not.toContain('2.9');
    // Twelve times as much beside it makes 3 percent too low for digits.
    expect(texts(await toSvg(charts.breakdown([run(30), run(12_000)])))).not.toContain('3.0');
  });

  test('draws each segment as high as its share, in the colour of its bar', async () => {
    const svg = await toSvg(charts.breakdown(fixtureRuns()));
    const heights = heightOf(svg, BAR_COLORS.user);
    const stalls = heightOf(svg, BAR_COLORS['user stall']);
    expect(heights[0]).toBeCloseTo(heights[1], 9);
    expect(stalls[0] / heights[0]).toBeCloseTo(0.75 / 2.5, 9);
    expect(heightOf(svg, BAR_COLORS.monitor)).toHaveLength(1);
  });

  test('escapes names, and survives a trace with nothing measured', async () => {
    const run = handRuns()[0];
    const hostile = { ...run, structure: { ...irix, name: '"]<script>&' } };
    expect(await toSvg(charts.breakdown([hostile]))).not.toContain('<script');
    expect(texts(await toSvg(charts.breakdown([runOf(irix, [])])))).toContain('irix');
  });
});

test('the monitor chart has Table 2’s four parts, and does not exist without a monitor', async () => {
  const shown = texts(await toSvg(charts.monitor(handRuns())!));
  expect(shown).toEqual(
    expect.arrayContaining(['TLB write emulation', '270.5 % · 0.01285 ms', 'kernel TLB faults', '3.6 % · 0.00017 ms']),
  );
  expect(charts.monitor(handRuns().slice(0, 1))).toBeUndefined();
});

describe('the chart by window', () => {
  test('is left out for one window, small bars up to 16, and a line above', async () => {
    expect(charts.windows(fixtureRuns(1))).toBeUndefined();
    expect(texts(await toSvg(charts.windows(fixtureRuns(16))!))).toEqual(
      expect.arrayContaining(['window 0', 'window 15']),
    );
    expect(charts.windows(fixtureRuns(17))).not.toHaveProperty('concat');
    expect(charts.windows(fixtureRuns(17).slice(0, 1))).toBeUndefined();
  });
});

test('a PNG has the size asked for and its text is drawn', async () => {
  const svg = await toSvg(charts.breakdown(handRuns()));
  const size = (png: Uint8Array) => new DataView(png.buffer, png.byteOffset).getUint32(16);
  const width = Number(/width="(\d+)"/.exec(svg)![1]);
  const png = toPng(svg, 2);
  expect(size(png)).toBe(2 * width);
  expect(toPng(svg.replace(/<text.*?<\/text>/g, ''), 2).length).toBeLessThan(png.length - 1000);
});

describe('the colours', () => {
  const linear = (hex: string) =>
    [1, 3, 5]
      .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const luminance = (hex: string) => linear(hex).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a: string, b: string) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  /** Machado, Oliveira & Fernandes 2009, severity 1; identity is normal sight. */
  const SIGHTS = {
    normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
  };
  const lab = (hex: string, m: number[]) => {
    const [r, g, b] = linear(hex);
    const [x, y, z] = [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b)));
    const xyz = [
      0.4124 * x + 0.3576 * y + 0.1805 * z,
      0.2126 * x + 0.7152 * y + 0.0722 * z,
      0.0193 * x + 0.1192 * y + 0.9505 * z,
    ];
    const [fx, fy, fz] = xyz.map((c, i) => Math.cbrt(c / [0.9505, 1, 1.089][i]));
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
  };

  const USES = Object.fromEntries(Object.entries(USE_STYLE).map(([use, { color }]) => [use, color]));
  const sets = [BAR_COLORS, USES].flatMap((colors) => [colors, { ...colors, monitor: MONITOR_ON_DARK }]);

  test.each(Object.entries(SIGHTS))('are told apart with %s', (_, matrix) => {
    for (const colors of sets) {
      const all = Object.values(colors).map((hex) => lab(hex, matrix));
      const distances = all.flatMap((a, i) => all.slice(i + 1).map((b) => Math.hypot(...a.map((c, k) => c - b[k]))));
      expect(Math.min(...distances)).toBeGreaterThan(20);
    }
  });

  test('carry the text within them', () => {
    for (const bar of BARS) expect(contrast(BAR_COLORS[bar], BAR_INK[bar as Bar])).toBeGreaterThan(4.5);
    for (const { color, ink } of Object.values(USE_STYLE)) expect(contrast(color, ink)).toBeGreaterThan(4.5);
    expect(contrast(MONITOR_ON_DARK, BAR_INK.monitor)).toBeGreaterThan(4.5);
    expect(contrast(BAR_COLORS.monitor, PAPER)).toBeGreaterThan(4.5);
  });
});
