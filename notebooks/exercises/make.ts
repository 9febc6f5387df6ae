import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exercises } from './exercise.ts';
import { jupyter } from './jupyter.ts';
import { observable } from './observable.ts';

/** Writes both forms of every exercise's notebook: `node notebooks/exercises/make.ts`. */
const HERE = join(import.meta.dirname, '..');
for (const exercise of exercises()) {
  writeFileSync(join(HERE, 'jupyter', `${exercise.name}.ipynb`), jupyter(exercise));
  writeFileSync(join(HERE, 'observable', `${exercise.name}.html`), observable(exercise));
}
