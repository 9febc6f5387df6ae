import type { FieldName } from './grammar.ts';
import type { LayoutText } from './layout.ts';
import { codeOf } from './operations.ts';

/** What people call the columns of their tables, in lower case, without blanks and marks. */
const NAMES: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  address: ['address', 'addr', 'vaddr', 'va', 'vaddress', 'virtualaddress', 'virtaddr', 'memaddr', 'memaddress', 'memoryaddress', 'effectiveaddress', 'ea', 'dataaddr', 'dataaddress', 'paddr', 'physaddr', 'physicaladdress', 'addresshex', 'hexaddress'],
  op: ['op', 'operation', 'optype', 'type', 'kind', 'rw', 'readwrite', 'access', 'accesstype', 'cmd', 'command', 'request', 'requesttype', 'iswrite', 'write'],
  size: ['size', 'len', 'length', 'bytes', 'nbytes', 'numbytes', 'width', 'accesssize', 'sizebytes'],
  ip: ['ip', 'pc', 'eip', 'rip', 'instructionpointer', 'programcounter', 'instructionaddress', 'instraddr', 'insaddr'],
  cpu: ['cpu', 'cpuid', 'core', 'coreid', 'processor'],
  thread: ['thread', 'threadid', 'tid'],
  task: ['task', 'process', 'processid', 'pid'],
}; // biome-ignore format: a table
/** Columns whose 1 says that it is a store. */
const IS_WRITE: readonly string[] = ['iswrite', 'write'];
const SEPARATORS = [';', '\t', '|', ','] as const;

/** A table's layout, by its header row, and what was taken for granted. */
export interface Columns {
  layout: LayoutText;
  tellsOperations: boolean;
  guesses: readonly string[];
}

/** The layout of a table whose header row names a column of addresses, by its first lines; undefined of anything else. */
export function columnsOf(lines: readonly string[]): Columns | undefined {
  const at = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (at < 0) return undefined;
  const separator = SEPARATORS.find((each) => lines[at].includes(each)) ?? ' ';
  const split = (line: string): string[] =>
    (separator === ' ' ? line.trim().split(/[ \t]+/) : line.split(separator)).map((field) => field.trim());
  const names = split(lines[at]);
  const fields = names.map(fieldOf);
  if (!fields.includes('address') || names.some((name) => /^"?(?:0x)?\d/.test(name))) return undefined;
  // Of two columns with the same meaning (virtual and physical address) the first is read.
  const wanted = fields.map((field, n) => (field !== undefined && fields.indexOf(field) === n ? field : undefined));
  const last = wanted.findLastIndex((field) => field !== undefined);
  const rows = lines.slice(at + 1).filter((line) => line.trim() !== '' && !line.startsWith('#')).map(split); // biome-ignore format: a line
  const guesses: string[] = [];
  const columnOf = (n: number): string[] => rows.map((row) => row[n] ?? '');
  // A table has one base: where any column of addresses shows it, all have it.
  const hex = wanted.some((field, n) => (field === 'address' || field === 'ip') && isHex(columnOf(n).map(unquoted)));
  const parts = wanted.slice(0, last + 1).map((field, n) => {
    const values = columnOf(n);
    const quoted = values.length > 0 && values.every((value) => /^".*"$/.test(value));
    const part = partOf(field, plain(names[n]), values.map(unquoted), hex, guesses);
    return quoted && field !== undefined ? `'"'${part}'"'` : part;
  });
  const tellsOperations = wanted.includes('op');
  if (!tellsOperations) guesses.push('no column tells operations: all accesses are taken for loads');
  const between = separator === '\t' ? '\\t' : separator;
  const rest = last + 1 === names.length ? '' : separator === ' ' ? ' ..' : `${between}..`;
  const line = parts.join(between) + rest;
  return { layout: { name: 'columns', lines: [line], skipLines: at + 1 }, tellsOperations, guesses };
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1').trim();
const plain = (name: string): string => unquoted(name).toLowerCase().replace(/[^a-z]/g, ''); // biome-ignore format: a line

function fieldOf(name: string): FieldName | undefined {
  const known = Object.entries(NAMES).find(([, names]) => names.includes(plain(name)));
  return known?.[0] as FieldName | undefined;
}

const isHex = (values: readonly string[]): boolean => values.some((value) => /^0x|[a-f]|^0\d/i.test(value));

/** A column in the grammar of layouts. `hex`: the table's addresses are hexadecimal. */
function partOf(
  field: FieldName | undefined,
  name: string,
  values: readonly string[],
  hex: boolean,
  guesses: string[],
): string {
  switch (field) {
    case undefined:
      return '_';
    case 'op':
      return operations(name, values, guesses);
    case 'address':
    case 'ip': {
      if (!isHex(values))
        guesses.push(
          hex
            ? `${name} is taken for hexadecimal, as the table's other addresses are`
            : `${field === 'ip' ? 'instruction addresses' : 'addresses'} are taken for decimal numbers, as none of the first has a letter or 0x`,
        );
      return `${field}(${hex ? 'hex' : 'dec'})`;
    }
    case 'size':
      return '[size]';
    default:
      return field;
  }
}

function operations(name: string, values: readonly string[], guesses: string[]): string {
  const codes = [...new Set(values.map((value) => value.toLowerCase()))];
  if (codes.every((code) => /^[012]$/.test(code))) {
    const meaning = IS_WRITE.includes(name) ? '0=load|1=store' : '0=load|1=store|2=fetch';
    guesses.push(`operations are taken to be ${meaning.replaceAll('|', ', ').replaceAll('=', ' ')}`);
    return `op(${meaning})`;
  }
  if (codes.every((code) => code === 'true' || code === 'false')) return 'op(false=load|true=store)';
  const letters = codes.every((code) => code.length === 1 && codeOf(code) !== undefined);
  return letters ? 'op(R|W|L|S|I|F|M)' : 'op';
}
