import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

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

test('the hosted CI calls .ci/run for pushes and pull requests, and may write nothing', () => {
  const workflow = parse(readFileSync('.github/workflows/ci.yml', 'utf8'));
  expect(Object.keys(workflow.on)).toEqual(['push', 'pull_request']);
  expect(workflow.permissions).toEqual({ contents: 'read' });
  const steps = Object.values<{ steps: { run?: string }[] }>(workflow.jobs).flatMap((job) => job.steps);
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
});
