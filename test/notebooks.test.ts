import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listHtml, notebooksIn } from '../notebooks/list.ts';

const FOLDER = 'notebooks/observable';

test('the preview’s first page leads to every notebook by its title', () => {
  const found = notebooksIn(FOLDER);
  expect(found.length).toBeGreaterThan(5);
  const page = listHtml(FOLDER);
  for (const { file, title } of found) {
    expect(existsSync(join(FOLDER, file))).toBe(true);
    expect(title).not.toBe(file);
    expect(page).toContain(`<a href="/${file}">${title}</a>`);
  }
});
