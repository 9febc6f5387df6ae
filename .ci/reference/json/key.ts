/** A key of JSON: its type, its unit or '', and what it is. `rows of TABLE`: objects with the columns of that table. */
export type Key = readonly [type: string, unit: string, meaning: string];
/** Keys by their paths; `[]` is what is in a list, and a part in capital letters stands for any name. Of an object without keys below it nothing more is said. */
export type Keys = Readonly<Record<string, Key>>;

/** What a command prints with `--json`, or writes beside tables and pictures. */
export interface JsonDocument {
  /** Its file, or the command that prints it. */
  title: string;
  about: string;
  keys: Keys;
}

/** Keys below another. */
export const below = (path: string, keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [path === '' ? key : `${path}.${key}`, value]));

const isPattern = (part: string): boolean => /^[A-Z][A-Z0-9]+$/.test(part);

/** A path with what stands for any name in its place, as the keys have it; undefined: they have no such path. */
function keyOf(keys: Keys, path: readonly string[]): string | undefined {
  const exact = path.join('.');
  if (Object.hasOwn(keys, exact)) return exact;
  const fitting = Object.keys(keys).filter((key) => {
    const parts = key.split('.');
    return parts.length === path.length && parts.every((part, n) => part === path[n] || isPattern(part));
  });
  const patterns = (key: string): number => key.split('.').filter(isPattern).length;
  return fitting.sort((a, b) => patterns(a) - patterns(b))[0];
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;

/** What of a value the keys do not say: paths, and types that are others. */
export function unsaid(keys: Keys, value: unknown, columnsOf: (table: string) => readonly string[]): string[] {
  const wrong = new Set<string>();
  const visit = (each: unknown, path: readonly string[]): void => {
    const key = path.length === 0 ? '' : keyOf(keys, path);
    if (key === undefined) return void wrong.add(path.join('.'));
    const [type] = key === '' ? ['object or list'] : keys[key];
    const table = /^rows of (.*)$/.exec(type)?.[1];
    const found = typeOf(each);
    if (key !== '' && !(table === undefined ? type : 'list').split(' or ').includes(found)) wrong.add(`${key}: ${found}, not ${type}`);
    if (table !== undefined) {
      const known = columnsOf(table);
      for (const row of each as object[]) for (const name of Object.keys(row)) if (!known.includes(name)) wrong.add(`${key}: ${name} is no column of ${table}`);
      return;
    }
    const isOpen = key === '' || Object.keys(keys).some((other) => other.startsWith(`${key}.`) || other.startsWith(`${key}[]`));
    if (!isOpen || each === null || typeof each !== 'object') return;
    if (Array.isArray(each)) {
      const last = path.at(-1) ?? '';
      for (const one of each) visit(one, [...path.slice(0, -1), `${last}[]`]);
    } else for (const [name, one] of Object.entries(each)) visit(one, [...path, name]);
  };
  visit(value, []);
  return [...wrong];
} // biome-ignore format: long lines
