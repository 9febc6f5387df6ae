import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Result } from '../check/run.ts';
import { exercises } from './exercise.ts';
import { jupyter } from './jupyter.ts';
import { observable } from './observable.ts';

/** By exercise, what each of its questions has for an answer: computed by the notebooks, of both forms the same. */
const FILE = join(import.meta.dirname, 'answers.json');
type Answers = Record<string, readonly string[]>;

const nameOf = (file: string): string => basename(file, extname(file));

/** Writes the answers that were computed; those of exercises that were not run stay. */
export function writeAnswers(results: readonly Result[]): void {
  const all: Answers = JSON.parse(readFileSync(FILE, 'utf8'));
  for (const { file, answers = [] } of results) if (answers.length > 0) all[nameOf(file)] = answers;
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

/** What of a notebook's answers is not as it was committed. */
export function wrongAnswers(file: string, answers: readonly string[] = []): string[] {
  const committed = (JSON.parse(readFileSync(FILE, 'utf8')) as Answers)[nameOf(file)] ?? [];
  const length = Math.max(committed.length, answers.length);
  return Array.from({ length }, (_, n) => n)
    .filter((n) => answers[n] !== committed[n])
    .map((n) => `an answer is ${answers[n] ?? 'missing'}, was ${committed[n] ?? 'none'}; node notebooks/run.ts --write takes it over`); // biome-ignore format: a line
}

/** What is wrong where an exercise's notebook is not what `make.ts` makes of it. */
export function outdated(file: string): string[] {
  const exercise = exercises().find(({ name }) => name === nameOf(file));
  if (exercise === undefined) return [];
  const made = extname(file) === '.ipynb' ? jupyter(exercise) : observable(exercise);
  return readFileSync(file, 'utf8') === made ? [] : ['is not as it is made: node notebooks/exercises/make.ts'];
}
