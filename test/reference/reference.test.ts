import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FOLDER, REFERENCES } from '../../.ci/reference.ts';
import { EXIT_CODES } from '../../src/commands/shared/exit-codes.ts';

test.each(Object.entries(REFERENCES))('docs/reference/%s is what node .ci/reference.ts writes', async (name, generate) => {
  const written = await generate();
  expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(written);
  const prose = written.split('\n').filter((line) => !/^(\||#| {4}|<!--)/.test(line));
  expect(prose.filter((line) => line.length > 120)).toEqual([]);
}); // biome-ignore format: a line

test('every exit code in the sources has a meaning', () => {
  const codes = globSync('src/{cli.ts,terminal.ts,commands/**/*.ts}').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/process\.exit(?:Code = |\()(\d+)/g)].map(([, code]) => code),
  );
  expect(codes.length).toBeGreaterThan(5);
  expect(Object.keys(EXIT_CODES)).toEqual(expect.arrayContaining(codes));
});
