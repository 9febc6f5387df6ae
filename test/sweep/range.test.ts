import { describe, expect, test } from 'vitest';
import { looksLikeRange, parseRange } from '../../src/sweep/study/range.ts';

describe('a range', () => {
  test('goes by steps up to its end, which counts if a step hits it', () => {
    expect(parseRange('300..600 step 100')).toEqual([300, 400, 500, 600]);
    expect(parseRange('300..650:100')).toEqual([300, 400, 500, 600]);
    expect(parseRange('300..599:100')).toEqual([300, 400, 500]);
    expect(parseRange('5..5:1')).toEqual([5]);
  });

  test('has no rounding errors in its values, nor does it lose its end to one', () => {
    expect(parseRange('0..1:0.1')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(parseRange('1e2..3e2 step 1E2')).toEqual([100, 200, 300]);
    expect(parseRange('-1..1:0.5')).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  test('goes by equal ratios, powers of two exact', () => {
    expect(parseRange('32..512 log 5')).toEqual([32, 64, 128, 256, 512]);
    expect(parseRange('32768..4194304:log8')).toEqual([15, 16, 17, 18, 19, 20, 21, 22].map((n) => 2 ** n));
    expect(parseRange('1..100 log 3')).toEqual([1, 10, 100]);
  });

  test.each([
    ['300..3000', 'no range'],
    ['300..200:10', 'it runs downwards'],
    ['1..2:0', 'expected a step above 0'],
    ['1..2:-1', 'expected a step above 0'],
    ['0..8 log 3', 'equal ratios need a beginning above 0'],
    ['1..8 log 1', 'expected how many values, 2 or more'],
    ['1..8 log 2.5', 'expected how many values, 2 or more'],
    ['0..1000000:1', '1000001 values, expected at most 100000'],
    ['1..2 log 1000000', '1000000 values, expected at most 100000'],
    ['5..5 log 100', 'it ends where it begins'],
    ['1..1.0000000000001 log 100', 'its 100 values are not all different'],
    ['1e15..1000000000000010:1', 'its 11 values are not all different'],
    ['1e999..1e999', 'no range'],
    ['1e999..1e999:1', '1e999 is beyond all numbers'],
    ['1..1e999:1', '1e999 is beyond all numbers'],
    ['1..2:1e999', '1e999 is beyond all numbers'],
    ['1 constructor..2constructor:1', 'no such unit "constructor"; expected a plain number or one in k, M, G'],
    ['1..2..3', 'no range'],
  ])('%s is refused: %s', (text, why) => {
    expect(looksLikeRange(text)).toBe(true);
    expect(() => parseRange(text)).toThrow(`found ${JSON.stringify(text)}: ${why}; a range is`);
  });

  test('a hundred thousand values are allowed', () => expect(parseRange('1..100000:1')).toHaveLength(100_000));
  test('words are no ranges', () => expect(['lru', 'full', '../x', 'v1..2'].some(looksLikeRange)).toBe(false));
});
