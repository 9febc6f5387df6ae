import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** All that a module loads when it runs: what it imports but for types, and what that does. */
function reached(module: string, found = new Set<string>()): Set<string> {
  if (found.has(module)) return found;
  found.add(module);
  if (!module.startsWith('src/')) return found;
  const text = readFileSync(module, 'utf8');
  for (const [, type, to] of text.matchAll(/^(?:import|export)( type)?\b[^;]*?from '([^']+)';/gms))
    if (type === undefined) reached(to.startsWith('.') ? normalize(join(dirname(module), to)) : to, found);
  for (const [, to] of text.matchAll(/(?:\bimport\(|^import )'([^']+)'/gm)) found.add(to);
  return found;
}

test('the walk sees packages and modules of Node', () => {
  expect([...reached('src/price/costs.ts')]).toEqual(expect.arrayContaining(['zod', 'node:fs']));
});

test.each([
  ['the pricer', 'src/price/price.ts'],
  ['what says which costs change no number', 'src/price/idle/idle-costs.ts'],
])('%s runs in a browser: it reaches no package and nothing of Node', (_, module) => {
  const modules = reached(module);
  expect(modules).toContain('src/price/mva/solver.ts');
  expect([...modules].filter((module) => !module.startsWith('src/'))).toEqual([]);
});
