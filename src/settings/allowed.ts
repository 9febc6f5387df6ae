import type { SchemaNode } from '../config/schema.ts';

/** What a value may be, for people: `a whole number from 1 to 128, or null`. */
export function allowedText(node: SchemaNode): string {
  const [last, ...others] = [...new Set(alternatives(node).flatMap(words))].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

const alternatives = (node: SchemaNode): SchemaNode[] => node.anyOf?.flatMap(alternatives) ?? [node];

function words(node: SchemaNode): string[] {
  if (node.const !== undefined) return [shownValue(node.const)];
  const numbers = (node.enum ?? []).filter((each) => typeof each === 'number');
  if (numbers.length > 4) return [`a power of two from ${shownValue(numbers[0])} to ${shownValue(numbers.at(-1))}`];
  if (node.enum !== undefined) return node.enum.map(shownValue);
  if (node.type === 'boolean') return ['`true`', '`false`'];
  if (node.type === 'null') return ['`null`'];
  if (node.type === 'array') return [listWords(node)];
  if (node.type === 'object') return ['keys and values'];
  if (node.type === 'string') return ['a text'];
  return [`${node.type === 'integer' ? 'a whole number' : 'a number'}${range(node)}`];
} // biome-ignore format: a long line

function listWords({ maxItems, items }: SchemaNode): string {
  const each = items === undefined || items.properties !== undefined ? '' : `, each ${allowedText(items)}`;
  return `a list${maxItems === undefined ? '' : ` of at most ${shownValue(maxItems)}`}${each}`;
}

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  const from = exclusiveMinimum === undefined ? minimum === undefined ? '' : ` from ${shownValue(minimum)}` : ` above ${shownValue(exclusiveMinimum)}`;
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : `${exclusiveMinimum === undefined ? ' to' : ', at most'} ${shownValue(maximum)}`;
  return from + to;
} // biome-ignore format: long lines

/** A value as Markdown has it: numbers plain, all else in the type of code. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number') return value !== 0 && Math.abs(value) < 1e-3 ? String(value) : value.toLocaleString('en-US', { maximumFractionDigits: 6 }); // biome-ignore format: a line
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
