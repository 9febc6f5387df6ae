import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, entryOf } from '../../src/catalogue/entry.ts';
import { catalogueFacts } from '../../src/catalogue/facts.ts';
import { provenanceFacts, withProvenance } from '../../src/catalogue/provenance.ts';
import { amount, size } from '../../src/catalogue/text.ts';
import { loadConfig, presetNames } from '../../src/config.ts';
import { namesAndHashes, traceSentences } from '../../src/sweep/results/provenance.ts';
import { openTrace } from '../../src/trace/open.ts';
import { convert } from '../../src/trace/operations/convert.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

const TRACES = fileURLToPath(new URL('../../traces/', import.meta.url));
const shippedNames = readdirSync(TRACES).filter((name) => name.endsWith('.arrow')).map((name) => name.slice(0, -6)); // biome-ignore format: short
const folder = temporaryFolder('catalogue');

describe('the catalogue', () => {
  test('has an entry for every trace that comes along, which names it', async () => {
    expect(shippedNames.length).toBeGreaterThan(4);
    for (const name of shippedNames) {
      expect(entryOf(name), name).toBeDefined();
      expect((await openTrace(join(TRACES, `${name}.arrow`))).header.catalogue).toBe(name);
    }
  });

  test('is no larger than a few megabytes', () => {
    const bytes = shippedNames.map((name) => readFileSync(join(TRACES, `${name}.arrow`)).length);
    expect(bytes.reduce((sum, n) => sum + n)).toBeLessThan(10e6);
  });

  test('lists those that come along first, with what their files say', async () => {
    const all = await catalogueFacts();
    expect(all.map(([name]) => name).sort()).toEqual(presetNames(CATALOGUE));
    for (const [name, facts] of all) expect(facts ?? entryOf(name)?.recipe, name).toBeDefined();
    expect(all.slice(0, shippedNames.length).every(([, facts]) => facts !== undefined)).toBe(true);
    const radix = all.find(([name]) => name === 'radix8')?.[1];
    expect([radix?.totals.references, radix?.totals.cpus]).toEqual([5_731_244, 8]);
  });

  test.each([
    ['teches: x', /unknown key "teches"; did you mean "teaches"/],
    ['try: []', /try/],
  ])('takes no entry with %s', (line, message) => {
    const [key, value] = line.split(': ');
    const changed = { ...loadConfig(CATALOGUE, 'radix8'), [key]: value === '[]' ? [] : value };
    expect(() => loadConfig(CATALOGUE, changed)).toThrow(message);
  });

  test('has amounts to three digits', () => {
    expect([999, 1000, 12_345, 5_731_244].map(amount)).toEqual(['999', '1 k', '12.3 k', '5.73 M']);
    expect([508, 508_242, 1_894_042].map(size)).toEqual(['508 B', '508 kB', '1.89 MB']);
  });
});

describe('provenance', () => {
  const described = entryOf('shell-mips')!.description;

  test('is that of the trace, whatever its file is called, of its windows, and as CSV', async () => {
    const renamed = join(folder, 'renamed.arrow');
    const windows = join(folder, 'windows.arrow');
    copyFileSync(join(TRACES, 'shell-mips.arrow'), renamed);
    await convert(await openTrace(renamed, { details: true }), windows, { windows: [2] });
    const text = join(folder, 'text.csv');
    await convert(await openTrace(windows, { details: true }), text, {});
    for (const path of [renamed, windows, text]) {
      const { header } = await openTrace(path);
      expect(withProvenance(header).provenance).toMatchObject({ name: 'shell-mips', description: described });
    }
    for (const args of [['trace', 'info'], ['trace', 'profile', '--no-reuse'], ['kernel'], ['replay']]) {
      const { stdout } = await disco([...args, windows]);
      expect(stdout.replaceAll(/\s+/g, ' '), args.join()).toContain(`catalogue shell-mips: ${described}`);
      expect(stdout.replaceAll(/\s+/g, ' '), args.join()).toContain('provenance busybox on Debian');
    }
  });

  test('is in JSON, null for a trace that is not of the catalogue or whose entry is not known', async () => {
    const { stdout } = await disco(['trace', 'info', 'shell-mips', '--json']);
    expect(JSON.parse(stdout).header).toMatchObject({
      catalogue: 'shell-mips',
      provenance: { description: described },
    });
    const { stdout: replayed } = await disco(['replay', 'shell-mips', '--json']);
    expect(JSON.parse(replayed).trace.provenance).toMatchObject({ name: 'shell-mips', licence: expect.any(String) });
    const { stdout: synthetic } = await disco(['kernel', 'pmake-mips', '--json']);
    expect(JSON.parse(synthetic).provenance.name).toBe('pmake-mips');
    const { header } = await openTrace('synthetic:raytrace');
    expect(withProvenance(header).provenance).toBeNull();
    for (const catalogue of ['gone', '../catalogue/entries/make', '__proto__'])
      expect([withProvenance({ ...header, catalogue }).provenance, provenanceFacts({ catalogue })]).toEqual([null, []]);
  });
});

test('a sweep says it of traces that come along', () => {
  const refs = [{ path: 'radix8', sha256: 'a' }, { path: 'mine.arrow', sha256: 'b' }]; // biome-ignore format: a line
  const [radix, mine] = namesAndHashes(refs);
  expect(radix).toMatchObject({ path: 'radix8', sha256: 'a', provenance: { name: 'radix8' } });
  expect(mine).toEqual({ path: 'mine.arrow', sha256: 'b' });
  expect(traceSentences(refs)).toEqual([expect.stringMatching(/^Trace radix8: RADIX .*instructions\.$/)]);
});

describe('disco show traces', () => {
  test('says of each what it is, what it teaches, what is in it and what to type', async () => {
    const { stdout, code } = await disco(['show', 'traces']);
    expect(code).toBe(0);
    for (const name of presetNames(CATALOGUE)) expect(stdout).toMatch(new RegExp(`^  ${name}  `, 'm'));
    const said = stdout.slice(stdout.indexOf('  radix8')).replaceAll(/\s+/g, ' ');
    expect(said).toContain(entryOf('radix8')!.teaches);
    expect(said).toContain('5.73 M references, 8 CPUs disco compare radix8 --structures irix,disco,uma ');
  });

  test('shows one in full, and the nearest of a name that there is not', async () => {
    expect((await disco(['show', 'trace', 'make'])).stdout).toContain('file: 19.5 M references, 1 CPU');
    const { stderr, code } = await disco(['show', 'traces', 'radix8x']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean disco show trace radix8?')]);
  });
});
