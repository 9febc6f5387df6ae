import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { namesIn, PRESET_FOLDERS, type PresetKind } from '../../presets.ts';

/** What can be typed, and a line on it. */
export interface Candidate {
  value: string;
  about?: string;
}

/** The line on itself that a preset's file has. */
const about = (kind: PresetKind, name: string): string => {
  const text = readFileSync(new URL(`${name}.yaml`, PRESET_FOLDERS[kind]), 'utf8');
  return /^description: *(["']?)(.*)\1$/m.exec(text)?.[2] ?? '';
};

/** Presets of a kind, with a prefix before their names. */
export const presets = (kind: PresetKind, prefix = ''): Candidate[] =>
  namesIn(PRESET_FOLDERS[kind]).map((name) => ({ value: `${prefix}${name}`, about: about(kind, name) }));

/** Files and folders that a path goes on with; those whose names need no quotes, and are not hidden. */
export function filesAt(word: string): Candidate[] {
  const folder = word.slice(0, word.lastIndexOf('/') + 1);
  try {
    const entries = readdirSync(folder === '' ? '.' : folder.replace(/^~(?=\/)/, homedir()), { withFileTypes: true });
    return entries.flatMap(
      (entry) =>
      /^[\w@%+=,-][\w@%+=,.-]*$/.test(entry.name) ? [{ value: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }] : [], // biome-ignore format: a list
    );
  } catch {
    return []; // a folder that is not there has nothing in it
  }
}

/** Paths as far as the level that the word is in: those of values, and of groups with a full stop behind. */
export function levels(paths: readonly string[], word: string): string[] {
  const depth = word.split('.').length;
  const groups = new Set(paths.flatMap((path) => path.split('.').flatMap((_, n, all) => (n === 0 ? [] : [all.slice(0, n).join('.')])))); // biome-ignore format: a line
  const here = paths.filter((path) => path.split('.').length === depth && !groups.has(path));
  return [...new Set([...here, ...[...groups].filter((group) => group.split('.').length === depth).map((group) => `${group}.`)])].sort(); // biome-ignore format: a line
}
