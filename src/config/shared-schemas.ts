import { isTree, type Tree } from './layers.ts';

/** A part of a schema is said once if its text is at least so long and is there several times. */
const SHORT = 300;

/** A JSON Schema in which parts that are there several times stand once, in `$defs`. What it accepts is the same. */
export function withSharedParts(schema: Tree): Tree {
  const { $defs = {}, ...own } = schema;
  const times = new Map<string, number>();
  const count = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(count);
    if (!isTree(node)) return;
    const text = JSON.stringify(node);
    if (text.length < SHORT) return;
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    // Parts of what is there already are there as often as it is.
    if (before === 0) Object.values(node).forEach(count);
  };
  count(own);
  const names = new Map<string, string>();
  const parts: Tree = {};
  const shared = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(shared);
    if (!isTree(node)) return node;
    const text = JSON.stringify(node);
    const inside = (): Tree => Object.fromEntries(Object.entries(node).map(([key, each]) => [key, shared(each)]));
    // The value of `properties` is no schema, though it looks like one.
    if ((times.get(text) ?? 0) < 2 || !isSchema(node)) return inside();
    const known = names.get(text);
    const name = known ?? `part${names.size + 1}`;
    if (known === undefined) {
      names.set(text, name);
      parts[name] = inside();
    }
    return { $ref: `#/$defs/${name}` };
  };
  const whole = shared(own) as Tree;
  return {
    ...whole,
    ...(Object.keys({ ...($defs as Tree), ...parts }).length === 0 ? {} : { $defs: { ...($defs as Tree), ...parts } }),
  };
}

const isSchema = ({ type, anyOf }: Tree): boolean => typeof type === 'string' || Array.isArray(anyOf);
