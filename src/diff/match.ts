import { enumerate, plural } from '../report/text/words.ts';
import type { Item, Result } from './result/result.ts';
import type { Matched } from './rows.ts';

/** Items of two results, matched by the keys that both have. */
export interface Match {
  keys: string[];
  matched: Matched[];
  /** Keys of what only one of them has. */
  only: { a: Item['key'][]; b: Item['key'][] };
  /** What cannot be matched, and why: sentences. */
  notes: string[];
}

/** Matches items whose keys are equal, `renamed` first where the second calls them otherwise. */
export function matchItems(a: Result, b: Result, renamed: Readonly<Record<string, ReadonlyMap<string, string>>>): Match {
  const keys = a.keys.filter((key) => b.keys.includes(key));
  const notes: string[] = [];
  const first = byKey(a, keys, {}, notes);
  const second = byKey(b, keys, renamed, notes);
  const matched: Matched[] = [];
  const only: Match['only'] = { a: [], b: [] };
  for (const [id, { key, item }] of first) {
    const other = second.get(id);
    if (other === undefined) only.a.push(key);
    else matched.push([key, item, other.item]);
  }
  for (const [id, { key }] of second) if (!first.has(id)) only.b.push(key);
  return { keys, matched, only, notes };
} // biome-ignore format: a signature

/** Items by the keys in common; those that only a key of their own tells apart are left out, which is noted. */
function byKey({ name, keys: own, items }: Result, keys: readonly string[], renamed: Readonly<Record<string, ReadonlyMap<string, string>>>, notes: string[]): Map<string, { key: Item['key']; item: Item }> {
  const columns = keys.map((key) => own.indexOf(key));
  const names = keys.map((key) => (Object.hasOwn(renamed, key) ? renamed[key] : undefined));
  const found = new Map<string, { key: Item['key']; item: Item; plain: boolean; times: number }>();
  for (const item of items) {
    const key = columns.map((column, n) => {
      const value = item.key[column];
      return value === null ? null : (names[n]?.get(value) ?? value);
    });
    const id = JSON.stringify(key);
    const known = found.get(id);
    // Of several, the one that has nothing but the common keys is what the other’s is: a configuration beside its mechanisms.
    const plain = own.every((name, n) => keys.includes(name) || item.key[n] === null);
    if (known === undefined) found.set(id, { key, item, plain, times: 1 });
    else if (plain && !known.plain) found.set(id, { key, item, plain, times: 1 });
    else if (plain || !known.plain) known.times++;
  }
  const lost = [...found].filter(([, { times }]) => times > 1);
  if (lost.length > 0) {
    const others = own.filter((key) => !keys.includes(key));
    const items = lost.reduce((sum, [, { times }]) => sum + times, 0);
    const why = others.length === 0 ? 'nothing tells them apart' : `only ${enumerate(others)} ${others.length === 1 ? 'tells' : 'tell'} them apart, which the other does not vary`;
    notes.push(`${plural(items, 'item')} of ${name} cannot be compared: ${why}.`);
    for (const [id] of lost) found.delete(id);
  }
  return found;
} // biome-ignore format: long lines
