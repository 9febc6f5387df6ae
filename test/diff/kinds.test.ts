import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffResults, type ResultDiff } from '../../src/diff/diff.ts';
import { resultOf } from '../../src/diff/result/read.ts';
import type { Result } from '../../src/diff/result/result.ts';
import { diffPage } from '../../src/diff/shown/page.ts';
import { diffText } from '../../src/diff/shown/text.ts';
import { UserError } from '../../src/errors.ts';
import { toJson } from '../../src/report/files/json.ts';
import { disco } from '../command-line.ts';
import { draws } from '../pace.ts';
import { handRuns } from '../report/fixture.ts';
import { temporaryFolder } from '../temporary.ts';
import { ablationJson, reproductionJson, servicesJson, sweepOf, travelled } from './fixture.ts';

const KINDS: Readonly<Record<string, unknown>> = {
  replay: toJson(handRuns().slice(0, 1)),
  compare: toJson(handRuns()),
  ablate: ablationJson,
  services: servicesJson,
  reproduce: reproductionJson,
  sweep: sweepOf({ 32: 5, 64: 4 }),
};
const resultsOf = (name: string): Result => resultOf(travelled(KINDS[name]), name);
const reports = new Set(['replay', 'compare', 'ablate']);

describe.each(Object.keys(KINDS))('%s', (name) => {
  test('differs in nothing from itself', () => {
    const diff = diffResults(resultsOf(name), resultsOf(name));
    expect(diff).toMatchObject({ same: true, rows: [], notes: [], inputs: [] });
    expect(diff.compared).toBeGreaterThan(0);
    expect(diffText(diff)).toContain('Nothing differs: ');
  });

  test.each(Object.keys(KINDS))('and %s: a result, or one message', (other) => {
    const diff = (): ResultDiff => diffResults(resultsOf(name), resultsOf(other));
    if (name === other || (reports.has(name) && reports.has(other))) expect(diff().compared).toBeGreaterThan(0);
    else expect(diff).toThrow(new RegExp(`^${name} is .*, ${other} is .*: these have no number in common`));
  });
});

test('an ablation and a comparison share the totals', () => {
  const diff = diffResults(resultsOf('compare'), resultsOf('ablate'));
  // 4,750 ns natively in both; 25,080 ns on the monitor beside twice 4,750.
  expect(diff.rows.map(({ key, name, before, after }) => [key[0], name, Math.round(before!), after])).toEqual([['disco', 'total', 25_080, 9500]]); // biome-ignore format: a line
  expect(diff.notes).toEqual(['compare is a report, ablate is an ablation: what both have is compared.']);
});

test('predictions and services have exact changes', () => {
  const [row] = reproductionJson;
  const moved = resultOf([{ ...row, predicted: 120 }, { ...row, segment: 'kernel' }], 'moved'); // biome-ignore format: a line
  const diff = diffResults(resultsOf('reproduce'), moved);
  expect(diff.rows).toMatchObject([{ key: ['fig5', 'pmake', 'DISCO', 'total'], name: 'predicted', before: 118, after: 120, change: 2 }]); // biome-ignore format: a line
  expect(diff.only.b).toEqual([['fig5', 'pmake', 'DISCO', 'kernel']]);
  const slower = diffResults(
    resultsOf('services'),
    resultOf([{ ...servicesJson[0], slowdown: 3 }, servicesJson[1]], 's'),
  );
  expect(slower.rows).toMatchObject([{ key: ['disco', 'open'], name: 'slowdown', change: 1.5, percent: 100 }]);
});

describe('what is no result, or is one in part', () => {
  const folder = temporaryFolder('diff');
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const text = JSON.stringify(KINDS.compare);
  const good = write('good.json', text);
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'two'));
  for (const name of ['result.json', 'services.json']) write(`two/${name}`, text);
  const [run] = (KINDS.compare as { runs: object[] }).runs;

  test.each<[string, string, RegExp]>([
    ['missing', join(folder, 'missing'), /missing: there is no such file or folder$/],
    ['an empty name', '', /the name of a result is empty/],
    ['a folder without one', join(folder, 'empty'), /empty: a folder without a result; expected one that -o of/],
    ['a folder with two', join(folder, 'two'), /two: a folder of several results; name one of them: .*result\.json, .*services\.json$/],
    ['cut off', write('cut.json', text.slice(0, 5000)), /cut\.json: no whole JSON \(/],
    ['empty', write('nothing.json', ''), /nothing\.json: no whole JSON \(it is empty\)/],
    ['a table', write('times.csv', 'a,b\n'), /times\.csv: a table or a picture of a result; expected its folder/],
    ['NaN', write('nan.json', '{"times": NaN}'), /nan\.json: no whole JSON \(/],
    ['another object', write('other.json', '{"__proto__": {}, "x": 1}'), /other\.json: no result of disco: found the keys "__proto__, x"/],
    ['a number', write('number.json', '7'), /number\.json: no result of disco: found "7"/],
    ['null', write('null.json', 'null'), /null\.json: no result of disco: found "null"/],
    ['no rows', write('list.json', '[]'), /list\.json: no result of disco: found a list without rows/],
    ['other rows', write('rows.json', '[1]'), /rows\.json: no result of disco: found a list of something else/],
    ['no runs', write('runs.json', '{"runs": []}'), /runs\.json: runs: found \[\], expected at least 1 value/],
    ['text for a number', write('text.json', JSON.stringify({ ...run, times: { totalNs: 'x' } })), /text\.json: times\.totalNs: found "x", expected a finite number/],
    ['no times', write('times.json', JSON.stringify({ runs: [{ ...run, times: null }] })), /times\.json: runs\.0\.times: found null, expected keys and values/],
    ['text in a sweep', write('sweep.json', JSON.stringify(sweepOf({ 1: 'x' as never }))), /sweep\.json: totalMs: found "x", expected a finite number/],
  ])('%s: one message', async (_, path, message) => {
    for (const args of [[path, good], [good, path]]) {
      const { code, stdout, stderr } = await disco(['diff', ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  test('null and what is too large to be a number are no numbers, which a change says', () => {
    const odd = JSON.parse(JSON.stringify({ ...run, times: { totalNs: null, bars: { user: 1 }, parts: {} } }).replace('"user":1', '"user":1e999')); // biome-ignore format: a line
    const diff = diffResults(resultOf(run, 'a'), resultOf(odd, 'b'));
    const user = diff.rows.find(({ name, group }) => name === 'user' && group === 'time');
    expect(user).toMatchObject({ before: 2500, after: null, change: null, percent: null, points: null });
    expect(diffText(diff)).toMatch(/^ +user +0\.0025\d* +– +– +–$/m);
  });

  test('names that would steer a terminal or be inherited do neither', async () => {
    const name = '__proto__\u001b[31m\n';
    const hostile = JSON.parse(`{"__proto__": 1, "constructor": {"toString": 2}}`);
    const renamed = { ...run, structure: { ...(run as { structure: object }).structure, name }, events: hostile, footprint: hostile };
    const [a, b] = [write('a.json', JSON.stringify(renamed).replace('"toString":2', '"toString":3')), write('b.json', JSON.stringify(renamed))];
    const { code, stdout, stderr } = await disco(['diff', a, b, '--all']);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
    expect([code === 0, stdout.includes('constructor') || stderr !== '']).toEqual([code === 0, true]);
  });

  test('ends with 0, and with 1 where that is asked for and something differs', async () => {
    const other = write('changed.json', text.replace('"instruction":1400', '"instruction":1401'));
    expect((await disco(['diff', good, other])).code).toBe(0);
    expect((await disco(['diff', good, other, '--exit-code'])).code).toBe(1);
    expect((await disco(['diff', good, good, '--exit-code'])).code).toBe(0);
    const json = JSON.parse((await disco(['diff', good, other, '--json'])).stdout) as ResultDiff;
    expect(json.rows).toEqual([expect.objectContaining({ name: 'instruction', before: 1400, after: 1401, change: 1 })]);
  });
}); // biome-ignore format: long lines

test('a result with anything in the place of anything is compared, or refused in one message', () => {
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('__proto__', -0, 1e308, '\u001b[31m'));
  /** All paths of a value, of lists the first members. */
  const paths = (value: unknown): string[][] =>
    typeof value !== 'object' || value === null
      ? [[]]
      : [[], ...Object.entries(value).slice(0, 40).flatMap(([key, inner]) => paths(inner).map((rest) => [key, ...rest]))];
  const placed = fc.constantFrom(...Object.keys(KINDS)).chain((kind) => {
    const json = travelled(KINDS[kind]);
    return fc.record({ kind: fc.constant(kind), path: fc.constantFrom(...paths(json)), value: leaf });
  });
  fc.assert(
    fc.property(placed, ({ kind, path, value }) => {
      let json = travelled(KINDS[kind]) as Record<string, unknown>;
      if (path.length === 0) json = value as typeof json;
      else {
        const within = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, json);
        within[path.at(-1)!] = value;
      }
      try {
        const diff = diffResults(resultsOf(kind), resultOf(json, 'odd'));
        diffText(diff);
        diffPage(diff);
        diffText(diffResults(resultOf(json, 'odd'), resultsOf(kind)), { all: true });
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toMatch(/\n/);
      }
    }),
    { numRuns: draws(600) },
  );
}); // biome-ignore format: long lines

test('a message names both kinds', () => {
  expect(() => diffResults(resultsOf('sweep'), resultsOf('replay'))).toThrow(UserError);
});

test('a device is no result, and is not read to its end, which it has not', async () => {
  const { code, stderr } = await disco(['diff', '/dev/zero', '/dev/zero']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^disco: \/dev\/zero: neither a folder nor a file; expected /),
  ]);
});
