import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/commands/shared/exit-codes.ts';

test('prose of the reference stands in lines that are not too long', () => {
  const wide = globSync('docs/reference/{README,presets,commands,settings,reports,columns,events,costs,recovery-costs,library,library/*}.md').flatMap((file) =>
    readFileSync(file, 'utf8').split('\n').filter((line) => line.length > 120 && !/^(\||#| {4}|<!--)/.test(line)),
  );
  // Signatures and examples are code.
  expect(wide.filter((line) => !/^ {2}|^(?:const|function|type|import|for|if|process|await| {2})/.test(line))).toEqual([]);
}); // biome-ignore format: long lines

test('every exit code in the sources has a meaning', () => {
  const codes = globSync('src/{cli.ts,terminal.ts,commands/**/*.ts}').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/process\.exit(?:Code = |\()(\d+)/g)].map(([, code]) => code),
  );
  expect(codes.length).toBeGreaterThan(5);
  expect(Object.keys(EXIT_CODES)).toEqual(expect.arrayContaining(codes));
});
