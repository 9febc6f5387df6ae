import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exercises } from './exercise.ts';
import { jupyter } from './jupyter.ts';
import { observable } from './observable.ts';
import { sheet } from './sheet.ts';

/**
 * Writes both forms of every exercise's notebook: `node notebooks/exercises/make.ts`. With `--without-answers` instead a folder `notebooks/jupyter/handout`:
 * Jupyter notebooks without the cell that checks, and all questions as one sheet.
 */
const { values } = parseArgs({ options: { 'without-answers': { type: 'boolean', default: false } } });
const HERE = join(import.meta.dirname, '..');
const HANDOUT = join(HERE, 'jupyter', 'handout');
if (values['without-answers']) {
  mkdirSync(HANDOUT, { recursive: true });
  writeFileSync(join(HANDOUT, 'sheet.md'), sheet(exercises()));
  for (const exercise of exercises())
    writeFileSync(join(HANDOUT, `${exercise.name}.ipynb`), jupyter(exercise, { answers: false }));
  console.log('handout: notebooks/jupyter/handout/sheet.md, and a Jupyter notebook for each exercise');
} else
  for (const exercise of exercises()) {
    writeFileSync(join(HERE, 'jupyter', `${exercise.name}.ipynb`), jupyter(exercise));
    writeFileSync(join(HERE, 'observable', `${exercise.name}.html`), observable(exercise));
  }
