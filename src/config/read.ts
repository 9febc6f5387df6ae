import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { excerpt, UserError } from '../errors.ts';
import { presetNames } from './kind.ts';
import { isTree, type Layer, type Path, type Tree, writingsOf } from './layers.ts';
import { suggestion } from './suggestion.ts';

/** As much of a kind as reading needs. */
interface Readable {
  noun: string;
  presets: URL;
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
    throw new UserError(`${placeOf(['extends'])}: found ${excerpt(String(base))}, expected the name of a ${kind.noun}`);
  const under = typeof base === 'string' && typeof given === 'string' ? beside(base, given) : base;
  return [...readLayers(kind, under, [...chain, given]), layer];
}

const nameOf = (given: Given): string => (typeof given === 'string' ? given : 'an object');

/** What a file names: a preset by its name, or a file by its path from where the file itself stands. */
export const beside = (name: string, file: string): string =>
  !/[./]/.test(name) || isAbsolute(name) ? name : join(dirname(file), name);

function readFile(kind: Readable, nameOrPath: string): { tree: Tree; placeOf: (path: Path) => string } {
  const { file, text } = readText(kind, nameOrPath);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw new UserError(`${place(error.pos[0])}: ${error.message.split('\n')[0].replace(/ at line.*$/, '')}`);
  const tree = plain(() => document.toJS(), file);
  if (!isTree(tree))
    throw new UserError(`${file}:1:1: found ${excerpt(text.slice(0, 40))}, expected a ${kind.noun} (keys and values)`);
  const placeOf = (path: Path): string => {
    for (let n = path.length; n > 0; n--) {
      const node = document.getIn(path.slice(0, n), true) as { range?: [number, number, number] } | undefined;
      if (node?.range != null) return place(node.range[0]);
    }
    return `${file}:1:1`;
  };
  return { tree, placeOf };
}

/** A value out of YAML. Aliases may lead back to what contains them, or nowhere: a UserError, as for one that fails otherwise. */
export function plain(parsed: () => unknown, place: string): unknown {
  try {
    const value = parsed();
    JSON.stringify(value);
    return value;
  } catch (error) {
    const { name, message } = error as Error;
    const why =
      name === 'ReferenceError'
        ? message
        : name === 'TypeError'
          ? 'an alias leads back to what contains it'
          : 'the value is not YAML';
    throw new UserError(`${place}: ${why}`);
  }
}

function readText(kind: Readable, nameOrPath: string): { file: string; text: string } {
  const presets = presetNames(kind);
  if (nameOrPath === '')
    throw new UserError(`the name of the ${kind.noun} is empty; expected a file or a preset: ${presets.join(', ')}`);
  const preset = presets.includes(nameOrPath);
  try {
    const text = readFileSync(preset ? new URL(`${nameOrPath}.yaml`, kind.presets) : nameOrPath, 'utf8');
    return { file: preset ? `${nameOrPath} (preset)` : nameOrPath, text };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'no such preset or file' : `it cannot be read (${code})`;
    throw new UserError(
      `${kind.noun} ${excerpt(nameOrPath)}: ${reason}; presets: ${presets.join(', ')}${suggestion(nameOrPath, presets)}`,
    );
  }
}
