import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { chain } from '../.ci/docs/blocks/layers.ts';
import { FLOORS } from '../.ci/floors.ts';

const files = globSync('src/**/*.ts');
const imports = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, to]) => ({
    file,
    to: normalize(join(dirname(file), to)),
  })),
);

function floorOf(file: string): number {
  const fits = FLOORS.filter((room) => file === room || file.startsWith(`${room}/`));
  return FLOORS.indexOf(fits.sort((a, b) => b.length - a.length)[0]);
}

test('imports go down, types included', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(({ file, to }) => floorOf(to) < floorOf(file))).toEqual([]);
});

test('no file imports itself by way of others, types included', () => {
  const next = Map.groupBy(imports, ({ file }) => file);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    done.add(file);
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('no room has more than sixteen loose files', () => {
  const rooms = Map.groupBy(
    globSync('src/**/*.*').filter((file) => basename(file).includes('.')),
    dirname,
  );
  expect(
    [...rooms].filter(([, loose]) => loose.length > 16).map(([room, loose]) => `${room}: ${loose.length}`),
  ).toEqual([]);
});

test('the chain of rooms names each once where its rooms are together', () => {
  expect(chain(['src/cli.ts', 'src/a/b', 'src/a/c', 'src/d', 'src/a', 'src'])).toBe('`a/{b,c}` → `d` → `a`');
});
