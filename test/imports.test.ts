import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Each layer may import from itself and from those to its right; `replay/disco` from `replay/numa`, never back. */
const LAYERS = ['commands', 'reproduce', 'sweep', 'report', 'price', 'replay', 'trace'];
const layerOf = (file: string): number => LAYERS.indexOf(file.split('/')[1]);

const imports = globSync('src/**/*.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, to]) => ({
    file,
    to: normalize(join(dirname(file), to)),
  })),
);

test('imports point one way: sweep → report → price → replay → trace', () => {
  expect(imports.length).toBeGreaterThan(100);
  const wrong = imports.filter(
    ({ file, to }) =>
      layerOf(file) >= 0 && (layerOf(to) >= 0 ? layerOf(to) < layerOf(file) : /^src\/(cli|index)\.ts$/.test(to)),
  );
  expect(wrong).toEqual([]);
});

test('the machine knows nothing of the monitor', () => {
  expect(
    imports.filter(({ file, to }) => file.startsWith('src/replay/numa/') && to.startsWith('src/replay/disco/')),
  ).toEqual([]);
});
