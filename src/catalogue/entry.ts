import { z } from 'zod';
import { label, text } from '../config/labels.ts';
import { type ConfigKind, loadConfig, presetNames } from '../config.ts';
import { PRESET_FOLDERS } from '../presets.ts';
import { Recipe } from './recipe.ts';

const line = text.min(1);

/** What is known of a trace that is not in its file. References, CPUs, level and size are: see `facts.ts`. */
const Entry = z.strictObject({
  description: label.min(1).describe('What it is, in a line.'),
  teaches: line.describe('What there is to see in it.'),
  program: line.describe('The programs that were recorded, and their versions.'),
  licence: line.describe('Theirs; of the programs there is nothing in a trace but addresses and lengths.'),
  machine: line.describe('The machine or the emulator that ran them.'),
  recorded: line.describe('Who recorded it, and with what.'),
  commands: z.array(line).default([]).describe('The commands that made it, where it has no recipe.'),
  recipe: Recipe.optional().describe('How `disco trace fetch` makes it.'),
  try: z.array(line).min(1).describe('Commands that show what it teaches.'),
  about: line.optional().describe('What else there is to know, as Markdown.'),
});
export type Entry = z.infer<typeof Entry>;

/** A trace of the catalogue: one that comes along, or that `disco trace fetch` makes. */
export const CATALOGUE: ConfigKind<Entry> = {
  noun: 'trace',
  schema: Entry,
  presets: PRESET_FOLDERS.trace,
};

/** The entry of this name; undefined for a name that is not, or no more, in the catalogue. */
export const entryOf = (name: string): Entry | undefined =>
  presetNames(CATALOGUE).includes(name) ? loadConfig(CATALOGUE, name) : undefined;
