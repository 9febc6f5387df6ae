import { expect, test } from 'vitest';
import { examplesOf } from '../src/commands/shared/examples.ts';
import { disco } from './command-line.ts';
import { everyCommand } from './examples.ts';

const all = await everyCommand();

test.each(all)('$name --help ends with two to four examples of it, whole in 60 columns', async ({ name, command }) => {
  const examples = examplesOf(command);
  expect(examples.length).toBeGreaterThanOrEqual(2);
  expect(examples.length).toBeLessThanOrEqual(4);
  for (const { first = [], line, shows } of examples) {
    for (const each of first) expect(each.length).toBeLessThanOrEqual(56);
    expect(line).toMatch(new RegExp(`\\b${name}( |$)`));
    expect(line.length).toBeLessThanOrEqual(56);
    expect(shows).not.toMatch(/\.$/);
  }
  const { code, stdout } = await disco([...name.split(' ').slice(1), '--help']);
  const last = stdout.slice(stdout.indexOf('\nExamples:\n'));
  expect([code, last.match(/^ {2}\S.*$/gm)?.map((line) => line.slice(2))]).toEqual([0, examples.flatMap(({ first = [], line }) => [...first, line])]); // biome-ignore format: a line
});
