/** An entry of a table by a key from outside, which may be `constructor` or `__proto__`. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
