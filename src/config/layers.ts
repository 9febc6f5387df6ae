/** A path of keys: `['cache', 'l2', 'sizeBytes']`. */
export type Path = readonly string[];
export type Tree = { [key: string]: unknown };

/** Keys and values that hold nothing but what is put there: `__proto__` is a key like others. */
export const newTree = (): Tree => Object.create(null) as Tree;

/** A path as one text that no other path has. */
export const textOf = (path: readonly string[]): string => path.join('\0');

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a tree has at a path; undefined: nothing. */
export function valueAt(tree: unknown, path: Path): unknown {
  let at: unknown = tree;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Tree)[key];
  }
  return at;
}

/** One value that was written, or one object, whose keys are writings of their own behind it. */
export interface Writing {
  path: Path;
  /** An object's is empty. */
  value: unknown;
  /** `file:line:column`, `--set KEY=VALUE` or the name of what was given. */
  place: string;
  /** Whether it takes the place of all that was there, as a flag's does; else an object is merged with what is there. */
  replaces: boolean;
}

/** What one file, object or flag says; later layers go on top of earlier ones. */
export interface Layer {
  /** Whether it is a flag: one that changes a part of what a message is about is where that went wrong. */
  flag: boolean;
  /** The file that says it, from where names of others are sought. */
  file?: string;
  writings: readonly Writing[];
}

/** A tree of keys and values as writings, each with its place; the topmost replaces if asked. */
export function writingsOf(value: unknown, path: Path, placeOf: (path: Path) => string, replaces = false): Writing[] {
  const place = placeOf(path);
  if (!isTree(value)) return [{ path, value, place, replaces }];
  const own = path.length === 0 ? [] : [{ path, value: {}, place, replaces }];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => writingsOf(inner, [...path, key], placeOf))];
}

/** Layers put together. */
export class Merged {
  readonly tree: Tree = newTree();
  private readonly layers: { flag: boolean; places: Map<string, string> }[] = [];
  private readonly root: string;

  /** `root`: the place of what nobody wrote. */
  constructor(layers: readonly Layer[], root: string) {
    this.root = root;
    for (const { flag, writings } of layers) {
      const places = new Map<string, string>();
      for (const writing of writings) {
        this.write(writing);
        places.set(textOf(writing.path), writing.place);
      }
      this.layers.push({ flag, places });
    }
  }

  /** Where a path was written last, or the closest part of it that was, or for a flag something within. */
  where(path: readonly PropertyKey[]): string {
    const keys = path.map(String);
    for (const { flag, places } of this.layers.toReversed()) {
      for (let n = keys.length; n > 0; n--) {
        const found = places.get(textOf(keys.slice(0, n)));
        if (found !== undefined) return found;
      }
      const inside = `${textOf(keys)}\0`;
      const within = flag && keys.length > 0 && [...places].find(([path]) => path.startsWith(inside));
      if (within) return within[1];
    }
    return this.root;
  }

  private write({ path, value, replaces }: Writing): void {
    if (path.length === 0) return;
    let at: Tree | unknown[] = this.tree;
    for (const key of path.slice(0, -1)) {
      const next: unknown = Reflect.get(at, key);
      if (isTree(next)) at = next;
      else {
        const made: Tree | unknown[] = Array.isArray(next) ? [...next] : newTree();
        Reflect.set(at, key, made);
        at = made;
      }
    }
    const key = path.at(-1)!;
    if (isTree(value) && !replaces && isTree(Reflect.get(at, key))) return;
    Reflect.set(at, key, isTree(value) ? newTree() : copyOf(value));
  }
}

/** A list's own with what is in it, as it may be written into later and may be an alias in YAML; what else a program gives stays what it is. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  const plain = isTree(value) && [null, Object.prototype].includes(Object.getPrototypeOf(value));
  if (!plain) return value;
  const tree = newTree();
  for (const [key, inner] of Object.entries(value)) tree[key] = copyOf(inner);
  return tree;
}
