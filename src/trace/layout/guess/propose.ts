import { firstLines } from '../../bytes/format.ts';
import { layoutOf } from '../layout.ts';
import { codeOf } from '../operations.ts';
import { shareOfLines } from '../scanner.ts';

/** Lines that a proposal is made of. */
const LOOKED_AT = 200;
/** The share of lines that a proposal has to fit. */
const ENOUGH = 0.9;
const SEPARATORS = [';', '\t', '|', ','] as const;
/** Bytes of accesses that are likely. */
const SIZES: ReadonlySet<string> = new Set(['1', '2', '4', '8', '16', '32', '64', '128']);
/** What stands around a value and is not part of it. */
const AROUND = /^([^\w#.+-]*)(.*?)([^\w]*)$/s;

/** A column: what stands before and behind its values, and these. */
interface Column {
  before: string;
  behind: string;
  values: string[];
}

/**
 * What to give as `--layout` for a text that looks like columns of which one holds addresses, by its first lines; undefined of any other.
 * It is a proposal: it fits nearly all lines, and says what each column most likely is.
 */
export function proposedLayout(head: Buffer): string | undefined {
  const lines = firstLines(head).filter((line) => line.trim() !== '' && !line.startsWith('#')).slice(0, LOOKED_AT); // biome-ignore format: a line
  for (const skipLines of [0, 1])
    for (const cut of [bySeparator, byAny]) {
      const records = lines.slice(skipLines);
      const line = lineOf(records, cut);
      if (line === undefined || fits(line, records) < ENOUGH) continue;
      return skipLines === 0 ? line : JSON.stringify({ line, skipLines });
    }
  return undefined;
}

/** How it is given to a shell. */
export const asArgument = (layout: string): string => `--layout '${layout.replaceAll("'", "'\\''")}'`;

function fits(line: string, lines: readonly string[]): number {
  try {
    return shareOfLines(lines, layoutOf({ lines: [line] }, 'proposed'));
  } catch {
    return 0; // the columns have characters in them that mean something in a layout
  }
}

/** How lines are cut into fields, by the first of them: what is between each two, and the fields of a line. */
type Cut = (first: string) => { betweens: readonly string[]; split(line: string): string[] };

/** One separator between all fields, or blanks. */
const bySeparator: Cut = (first) => {
  const separator = SEPARATORS.find((each) => first.includes(each)) ?? ' ';
  const split = (line: string): string[] => (separator === ' ' ? line.trim().split(/[ \t]+/) : line.split(separator));
  return { betweens: split(first).map(() => (separator === '\t' ? '\\t' : separator)), split };
};

/** Blanks or separators, as they come. */
const byAny: Cut = (first) => ({
  betweens: (first.trim().match(ANY) ?? []).map((text) => text.trim() || ' '),
  split: (line) => line.trim().split(ANY),
});
const ANY = /[ \t]*[,;|][ \t]*|[ \t]+/g;

function lineOf(lines: readonly string[], cut: Cut): string | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  const { betweens, split } = cut(first);
  const columns = split(first).map((field): Column => {
    const [, before, , behind] = AROUND.exec(field.trim()) ?? [];
    return { before, behind, values: [] };
  });
  for (const line of lines)
    for (const [n, field] of split(line).entries()) columns[n]?.values.push(AROUND.exec(field.trim())?.[2] ?? '');
  const parts = fieldsOf(columns);
  if (parts === undefined) return undefined;
  const last = parts.findLastIndex((part) => part !== '_');
  const named = parts
    .slice(0, last + 1)
    .map((part, n) => `${literal(columns[n].before)}${part}${literal(columns[n].behind)}`);
  const rest = last + 1 === parts.length ? '' : `${betweens[last]}..`;
  return named.map((text, n) => (n === last ? text : text + betweens[n])).join('') + rest;
}

/** Text as it is: a separator where it is one, else in quotes. */
const literal = (text: string): string =>
  text === '' || /^[:@,;=<>{}#-]+$/.test(text) ? text : text.includes('"') ? `'${text}'` : `"${text}"`;

/** What each column is; undefined where none holds addresses. */
function fieldsOf(columns: readonly Column[]): string[] | undefined {
  const addresses = columns.flatMap(({ values }, n) => (isAddress(values) ? [n] : []));
  const op = columns.findIndex(({ values }, n) => !addresses.includes(n) && operations(values) !== undefined);
  const flag = columns.findIndex(({ values }, n) => !addresses.includes(n) && values.every((value) => /^[012]$/.test(value))); // biome-ignore format: a line
  const operation = op >= 0 ? op : flag;
  // Of two addresses with a colon or the operation between, the first is the instruction's.
  const [first, second] = addresses;
  if (first === undefined) return undefined;
  const isIp = second !== undefined && (columns[first].behind.startsWith(':') || (operation > first && operation < second)); // biome-ignore format: a line
  const address = isIp ? second : first;
  const base = baseOf(addresses.flatMap((n) => columns[n].values));
  const size = columns.findIndex(({ values }, n) => n > address && n !== operation && !addresses.includes(n) && values.every((value) => SIZES.has(value))); // biome-ignore format: a line
  return columns.map(({ values }, n) => {
    if (n === address) return `address(${base})`;
    if (isIp && n === first) return `ip(${base})`;
    if (n === operation) return op >= 0 ? (operations(values) ?? '_') : `op(0=load|1=store${values.includes('2') ? '|2=fetch' : ''})`; // biome-ignore format: a line
    return n === size ? 'size' : '_';
  });
}

/** The operation's field, where the values are codes that everybody uses. */
function operations(values: readonly string[]): string | undefined {
  const codes = [...new Set(values.map((value) => value.toLowerCase()))];
  if (!codes.every((code) => codeOf(code) !== undefined)) return undefined;
  if (codes.every((code) => 'rw'.includes(code))) return 'op(R|W)';
  return codes.every((code) => 'ls'.includes(code)) ? 'op(L|S)' : 'op';
}

const HEX = /^(?:0x)?[0-9a-f]+$/i;

/** Addresses have 0x or are long; a word that happens to be of the letters a to f is none. */
const isAddress = (values: readonly string[]): boolean =>
  values.every((value) => HEX.test(value)) && values.some((value) => /^0x[0-9a-f]|\d[0-9a-f]{3}|[0-9a-f]{3}\d/i.test(value)); // biome-ignore format: a line

/** A text has one base: where any of its addresses shows it, all have it. */
const baseOf = (values: readonly string[]): 'hex' | 'dec' =>
  values.some((value) => /^0x|[a-f]|^0\d/i.test(value)) ? 'hex' : 'dec';
