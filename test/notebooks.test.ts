import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exercises } from '../notebooks/exercises/exercise.ts';
import { jupyter } from '../notebooks/exercises/jupyter.ts';
import { sheet } from '../notebooks/exercises/sheet.ts';
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

test('a handout has every question, and nothing of answers', () => {
  const all = exercises();
  const printed = sheet(all);
  for (const exercise of all) {
    const [whole, without] = [jupyter(exercise), jupyter(exercise, { answers: false })];
    for (const { ask, hint, why, answer } of exercise.questions) {
      expect(printed).toContain(ask);
      expect(without).toContain(JSON.stringify(ask).slice(1, -1));
      for (const text of [printed, without]) for (const secret of [hint, why.trim(), answer]) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(whole).toContain('showAnswers');
    expect(without).not.toContain('showAnswers');
  }
}); // biome-ignore format: a line
