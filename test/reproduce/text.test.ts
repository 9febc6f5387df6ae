import { expect, test } from 'vitest';
import { BARS, FIGURE6_BARS, FIGURE8_BARS, PART_LABELS } from '../../src/price/parts.ts';
import { segmentName } from '../../src/reproduce/experiments/segment-names.ts';
import { SEGMENTS } from '../../src/reproduce/experiments/segments.ts';
import { comparisonText, shownRows } from '../../src/reproduce/index.ts';

test('segments bear the names of our reports', () => {
  expect(SEGMENTS.map(segmentName)).toEqual(FIGURE8_BARS);
  expect(['data', 'text', 'buffers', 'DISCO'].map(segmentName)).toEqual(FIGURE6_BARS);
  expect(['V data', 'M DISCO', 'V total'].map(segmentName)).toEqual(['V kernel data', 'M monitor', 'V total']);
  for (const bar of BARS) expect(segmentName(bar)).toBe(bar);
  for (const name of ['other privileged', 'calls and page faults', 'kernel TLB faults', 'TLB write emulation'])
    expect(Object.values(PART_LABELS)).toContain(segmentName(name));
});

test('the text of a comparison has them, and not the paper’s', () => {
  const row = {
    exhibit: 'fig5',
    workload: 'pmake',
    configuration: 'disco',
    published: 24.09,
    predicted: 19.2,
    fitted: false,
    verdict: 'missed',
  } as const;
  const lines = comparisonText(shownRows([{ ...row, segment: 'DISCO' }, { ...row, segment: 'user stall' }]), { exhibits: ['fig5'] }).split('\n'); // biome-ignore format: a call
  expect(lines.map((line) => line.split(/ {2,}/))).toContainEqual([
    'pmake',
    'disco',
    'monitor',
    '24.1',
    '19.2',
    '−4.9',
    'missed',
  ]);
  expect(lines.join('\n')).not.toContain('DISCO');
});
