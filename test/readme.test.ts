import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('README is a door of one page', () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

test('package.json tells no address that is not the project’s own', () => {
  const described = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(described.keywords.length).toBeGreaterThan(5);
  for (const key of ['repository', 'homepage', 'bugs']) expect(described).not.toHaveProperty(key);
  expect(existsSync('LICENSE')).toBe(true);
});

test('CHANGELOG’s topmost version is package.json’s', () => {
  const [version] = readFileSync('CHANGELOG.md', 'utf8').match(/(?<=^## )\d.*$/m) ?? [];
  expect(version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
});
