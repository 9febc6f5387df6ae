import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { COUNTING_FOLDERS } from '../../src/model-version.ts';

/** What a replay may use beside: the names of what reads settings and of what comes along, a look into a table, how an error is told, and how text is shown. None decides a count. */
const BESIDE = [
  'src/config.ts', 'src/entry.ts', 'src/errors.ts', 'src/formula.ts', 'src/preset-pointer.ts', 'src/presets.ts', 'src/printable.ts', 'src/shipped.ts',
]; // biome-ignore format: a list

/** All that the files reach by imports, of values and types, at once or later. */
function reached(from: readonly string[]): string[] {
  const seen = new Set<string>();
  const next = [...from];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, to] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g))
      next.push(normalize(join(dirname(file), to)));
  }
  return [...seen].sort();
}

const isHashed = (file: string): boolean => COUNTING_FOLDERS.some((folder) => file.startsWith(`src/${folder}/`));

test('the address of stored counts covers all code that a replay reaches, from opening its trace on', () => {
  const files = reached(['src/replay/replay.ts', 'src/trace/open.ts']);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !isHashed(file))).toEqual(BESIDE);
});

test('it covers every kind of file in those folders', () => {
  const endings = globSync(`src/{${COUNTING_FOLDERS.join()}}/**/*.*`).map((file) => file.replace(/^.*\./, ''));
  expect([...new Set(endings)].sort()).toEqual(['c', 'ts', 'yaml']);
});
