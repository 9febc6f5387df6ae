import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { excerpt, UserError } from '../errors.ts';
import { presetPointer } from '../preset-pointer.ts';
import { kindOf } from '../presets.ts';
import { printable } from '../printable.ts';
import { readBounded } from './bounded.ts';
import { shown } from './issue.ts';
import { presetNames } from './kind.ts';
import { isTree, type Layer, type Path, type Tree, writingsOf } from './layers.ts';
import { suggestion } from './suggestion.ts';
import { MOST_BYTES, parseYaml } from './yaml.ts';

/** As much of a kind as reading needs. */
interface Readable {
  noun: string;
  presets?: URL;
}

/** A preset's name, a YAML or JSON file's path, or keys and values; all may say `extends`. */
export type Given = string | object;

/** The place of what nobody wrote. */
export const rootOf = (kind: Readable, given: Given): string =>
  typeof given === 'string' ? `${readText(kind, given).file}:1:1` : kind.noun;

/** What a preset, a file or an object says, with what it extends before it. Throws UserError with file:line:column. */
export function readLayers(kind: Readable, given: Given, chain: readonly Given[] = []): Layer[] {
  if (chain.includes(given))
    throw new UserError(`${kind.noun} ${[...chain, given].map(nameOf).join(' extends ')}: a circle`);
  const { tree, placeOf } =
    typeof given === 'string' ? readFile(kind, given) : { tree: given, placeOf: () => kind.noun };
  const { extends: base, ...own } = tree as Tree;
  const file = typeof given === 'string' && !presetNames(kind).includes(given) ? { file: given } : {};
  const layer: Layer = { flag: false, ...file, writings: writingsOf(own, [], placeOf) };
  if (base === undefined) return [layer];
  if (typeof base !== 'string' && !isTree(base))
    throw new UserError(`${placeOf(['extends'])}: extends: found ${shown(base)}, expected the name of a ${kind.noun}`);
  const isFile = typeof base === 'string' && typeof given === 'string' && !presetNames(kind).includes(base);
  const under = isFile ? beside(base, given) : base;
  return [...readLayers(kind, under, [...chain, given]), layer];
}

const nameOf = (given: Given): string => (typeof given === 'string' ? given : 'an object');

/** What a file names: a preset by its name, or a file by its path from where the file itself stands. */
export const beside = (name: string, file: string): string =>
  !/[./]/.test(name) || isAbsolute(name) ? name : join(dirname(file), name);

interface Document {
  tree: Tree;
  placeOf(path: Path): string;
}

/** Presets that were read, by kind and name: what comes along stays the same while a process runs, and most of loading is parsing it. */
const read = new Map<string, Document>();

function readFile(kind: Readable, nameOrPath: string): Document {
  const preset = presetNames(kind).includes(nameOrPath) ? new URL(`${nameOrPath}.yaml`, kind.presets).href : undefined;
  const known = preset === undefined ? undefined : read.get(preset);
  if (known !== undefined) return known;
  const document = parseFile(kind, nameOrPath);
  if (preset !== undefined) read.set(preset, { ...document, tree: frozen(document.tree) });
  return document;
}

/** The same, all of which nobody can change from here on. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

function parseFile(kind: Readable, nameOrPath: string): Document {
  const { file, text } = readText(kind, nameOrPath);
  const { value, placeOf } = parseYaml(text, file, (line, column) => `${file}:${line}:${column}`);
  if (!isTree(value))
    throw new UserError(`${file}:1:1: found ${excerpt(text.slice(0, 60))}, expected a ${kind.noun} (keys and values)`);
  return { tree: value, placeOf };
}

function readText(kind: Readable, nameOrPath: string): { file: string; text: string } {
  const presets = presetNames(kind);
  if (nameOrPath === '')
    throw new UserError(`the name of the ${kind.noun} is empty; expected a file or a preset: ${presets.join(', ')}`);
  const preset = presets.includes(nameOrPath);
  const file = preset ? `${nameOrPath} (preset)` : printable(nameOrPath);
  let text: string | undefined;
  try {
    text = preset ? readFileSync(new URL(`${nameOrPath}.yaml`, kind.presets), 'utf8') : readBounded(nameOrPath);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const known = presets.length === 0 ? '' : `; presets: ${presets.join(', ')}${suggestion(nameOrPath, presets)}`;
    const missing = presets.length === 0 ? 'no such file' : 'no such preset or file';
    const other = presetPointer(nameOrPath, kindOf(kind.presets));
    const reason =
      code === 'ENOENT' ? `${missing}${other}` : code === 'EISDIR' ? 'it is a folder' : `it cannot be read (${code})`;
    throw new UserError(`${kind.noun} ${excerpt(nameOrPath)}: ${reason}${known}`);
  }
  if (text === undefined)
    throw new UserError(`${file}: more than ${MOST_BYTES >> 20} MiB, expected a ${kind.noun}: keys and values`);
  return { file, text };
}
