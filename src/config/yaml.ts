import { isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { excerpt, UserError } from '../errors.ts';
import type { Path } from './layers.ts';

/** Bytes of a document, at most: the largest that comes along has 60 KB. */
export const MOST_BYTES = 2 ** 20;
/** Characters of a setting, at most: what is longer belongs into a file. */
export const MOST_SETTING = 10_000;
/** Lists and keys within each other, at most. The parser's time doubles with each flow mapping within an unclosed one, so that text is counted before. */
export const MOST_DEPTH = 64;

/** A document's value, and where each path of it was written: `file:line:column`. */
export interface Parsed {
  value: unknown;
  placeOf(path: Path): string;
}

/**
 * YAML 1.2, whatever a directive says. `place`: where the text stands, `file:line:column` for a document (`at`: of a line and a column).
 * Throws UserError.
 */
export function parseYaml(
  text: string,
  place: string,
  at: (line: number, column: number) => string = () => place,
): Parsed {
  const deep = depthProblem(text);
  if (deep !== undefined) throw new UserError(`${at(deep.line, 1)}: ${deep.why}`);
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return at(line, col);
  };
  // Keys are compared here, as the parser compares each with each.
  const document = guarded(place, () => parseDocument(text, { lineCounter, schema: 'core', uniqueKeys: false, logLevel: 'error' })); // biome-ignore format: a line
  const [error] = document.errors;
  if (error !== undefined)
    throw new UserError(`${placeAt(error.pos[0])}: ${error.message.split('\n')[0].split(' at line ')[0]}`);
  const places = new Map<string, string>();
  visit(document.contents, [], places, placeAt);
  const value = guarded(place, () => {
    const made: unknown = document.toJS();
    JSON.stringify(made);
    return made;
  });
  return {
    value,
    placeOf(path) {
      for (let n = path.length; n > 0; n--) {
        const found = places.get(keyOf(path.slice(0, n)));
        if (found !== undefined) return found;
      }
      return at(1, 1);
    },
  };
}

/** A path as one text: no key can hold what separates them. */
const keyOf = (path: Path): string => JSON.stringify(path);

/** Notes the place of each value. Throws UserError for a key that is there already, or is none. */
function visit(
  node: ParsedNode | Node | null,
  path: Path,
  places: Map<string, string>,
  placeAt: (offset: number) => string,
): void {
  if (node?.range != null && path.length > 0) places.set(keyOf(path), placeAt(node.range[0]));
  if (isSeq(node)) {
    for (const [n, item] of node.items.entries()) visit(item as Node, [...path, `${n}`], places, placeAt);
    return;
  }
  if (!isMap(node)) return;
  const keys = new Set<string>();
  for (const { key, value } of node.items) {
    const place = placeAt((key as Node | null)?.range?.[0] ?? node.range?.[0] ?? 0);
    if (key !== null && !isScalar(key)) throw new UserError(`${place}: found a list or keys as a key, expected a name`);
    const name = String(key?.value ?? '');
    if (keys.has(name))
      throw new UserError(`${place}: the key ${excerpt(name)} is there already; each may be there once`);
    keys.add(name);
    visit(value as Node | null, [...path, name], places, placeAt);
  }
}

/** Lists and keys too deep within each other, by brackets and by lists begun in one line. */
function depthProblem(text: string): { line: number; why: string } | undefined {
  let open = 0;
  for (const [n, line] of text.split('\n').entries()) {
    const begun = /^[\s?-]*/.exec(line)![0];
    let depth = 0;
    for (const sign of begun) if (sign !== ' ' && sign !== '\t') depth++;
    if (line.startsWith('---')) depth = 0;
    for (let i = begun.length; i < line.length; i++) {
      const sign = line[i];
      if (sign === '[' || sign === '{') open++;
      else if ((sign === ']' || sign === '}') && open > 0) open--;
      if (open > MOST_DEPTH) break;
    }
    if (depth > MOST_DEPTH || open > MOST_DEPTH || begun.length > 8 * MOST_DEPTH)
      return { line: n + 1, why: `keys or lists lie more than ${MOST_DEPTH} deep within each other` };
  }
  return undefined;
}

/** What the work gives. Aliases may lead back to what contains them, to nothing, or grow beyond all bounds: a UserError. */
function guarded<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { name, message } = error as Error;
    const why =
      name === 'ReferenceError'
        ? message
        : name === 'TypeError'
          ? 'an alias leads back to what contains it'
          : 'keys or lists lie too deep within each other';
    throw new UserError(`${place}: ${why}`);
  }
}
